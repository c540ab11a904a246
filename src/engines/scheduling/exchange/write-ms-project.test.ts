import fc from 'fast-check'
import { expect, it } from 'vitest'
import { generatedProject } from '../project/generated-project.fixture.ts'
import { readProjectFile } from './read-project-file.ts'
import { writeMsProject } from './write-ms-project.ts'

const withoutUndefined = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

it('[PMS-07] a project written as Microsoft Project XML and read again is the same in every field', () => {
  fc.assert(
    fc.property(generatedProject(), (project) => {
      const { project: again, notes } = readProjectFile(writeMsProject(project))
      expect(withoutUndefined(again)).toEqual(withoutUndefined(project))
      expect(notes.filter(({ kind }) => kind !== 'appearance-not-modelled')).toEqual([])
    }),
    { seed: 7, numRuns: 150 },
  )
})

it('[PMS-07] ids that are no numbers come back too', () => {
  fc.assert(
    fc.property(generatedProject({ tasks: 4, named: true }), (project) => {
      const { project: again } = readProjectFile(writeMsProject(project))
      expect(withoutUndefined(again)).toEqual(withoutUndefined(project))
    }),
    { seed: 7, numRuns: 50 },
  )
})
