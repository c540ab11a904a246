import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEnginePool } from '../../runner/pool.ts'
import { generatedProject } from '../project/generated-project.fixture.ts'
import { linkOf, projectOf, taskOf } from '../project/project.fixture.ts'
import { schedulePlan, schedulePlanTask } from '../project/schedule-plan.ts'
import { readProjectFile, readProjectFileTask } from './read-project-file.ts'
import { writeMsProject, writeMsProjectTask } from './write-ms-project.ts'

const withoutUndefined = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

it('[PMS-07] a project written as Microsoft Project XML and read again is the same in every field', () => {
  fc.assert(
    fc.property(generatedProject(), (project) => {
      const { project: again, notes } = readProjectFile(writeMsProject({ project }))
      expect(withoutUndefined(again)).toEqual(withoutUndefined(project))
      expect(notes.filter(({ kind }) => kind !== 'appearance-not-modelled')).toEqual([])
    }),
    { seed: 7, numRuns: 150 },
  )
})

it('[PMS-07] ids that are no numbers come back too', () => {
  fc.assert(
    fc.property(generatedProject({ tasks: 4, named: true }), (project) => {
      const { project: again } = readProjectFile(writeMsProject({ project }))
      expect(withoutUndefined(again)).toEqual(withoutUndefined(project))
    }),
    { seed: 7, numRuns: 50 },
  )
})

it('[PMS-07] files are read and written in a thread too, and what is wrong with them comes back', async () => {
  const pool = createEnginePool({ threads: 1 })
  const limits = { seed: 1, iterations: 1 }
  const project = projectOf([taskOf('1', 480), taskOf('2', 480)], [linkOf('1', '2')])
  const { result: text } = await pool.run(writeMsProjectTask, { project }, { limits })
  const { result: file } = await pool.run(readProjectFileTask, text, { limits })
  expect(file.project).toEqual(project)
  const { result: schedule } = await pool.run(schedulePlanTask, file.project, { limits })
  expect(schedule).toEqual(schedulePlan(project))
  await expect(pool.run(readProjectFileTask, 'MPX,', { limits })).rejects.toThrow('exchange.format')
  await pool.close()
})
