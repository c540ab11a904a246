import { expect, it } from 'vitest'
import { firstMorning, linkOf, projectOf, resourceOf, taskOf } from '../project/project.fixture.ts'
import { readProjectFile } from './read-project-file.ts'
import { writeMsProject } from './write-ms-project.ts'

/** What Microsoft Project has no place for, or only in whole numbers. */
const project = projectOf(
  [
    taskOf('1', 480, {
      progress: { actualStartAt: firstMorning, percentComplete: 33.3, physicalPercentComplete: 12.5 },
      splits: [{ afterMinutes: 240, pauseMinutes: 60, byLevelling: true }],
    }),
    taskOf('2', 480),
  ],
  [linkOf('1', '2', { lag: { kind: 'percent', value: 12.5 } })],
  {
    criticalFloatDays: 1.5,
    lagCalendar: 'project',
    resources: [resourceOf('1', { skills: ['weld', 'wire'] })],
  },
)

it('[PMS-07] the format asks for whole per cents and days, and what is finer comes back all the same', () => {
  const text = writeMsProject({ project })
  for (const name of ['PercentComplete', 'PhysicalPercentComplete', 'LinkLag', 'CriticalSlackLimit'])
    for (const [, value] of text.matchAll(new RegExp(`<${name}>([^<]*)<`, 'g')))
      expect(value).toMatch(/^-?\d+$/)
  expect(readProjectFile(text).project).toEqual(project)
})

it('[PMS-07] whole numbers that another program has changed since count', () => {
  const changed = writeMsProject({ project })
    .replace('<LinkLag>13<', '<LinkLag>50<')
    .replace('<PercentComplete>33<', '<PercentComplete>50<')
  const { tasks, dependencies } = readProjectFile(changed).project
  expect(dependencies[0]?.lag).toEqual({ kind: 'percent', value: 50 })
  expect(tasks[0]?.progress.percentComplete).toBe(50)
})

it('[PMS-07] custom fields that were cut off or written over do not keep a file from being read', () => {
  const text = writeMsProject({ project })
  for (const spoiled of ['[&quot;weld&quot;', '7', '{}', 'null', '&quot;x&quot;']) {
    const broken = text.replaceAll(/(<Value>)[^<]*(<\/Value>)/g, `$1${spoiled}$2`)
    const { resources, tasks } = readProjectFile(broken).project
    expect(tasks).toHaveLength(2)
    expect(resources[0]?.skills).toEqual([])
  }
})

it('[PMS-07] lags in per cent are per cents of the predecessor, lags in time are tenths of a minute', () => {
  const file = (lag: number, format: number) =>
    readProjectFile(`<Project><Tasks><Task><UID>1</UID><Duration>PT16H0M0S</Duration></Task>
      <Task><UID>2</UID><Duration>PT8H0M0S</Duration><PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type>
      <LinkLag>${lag}</LinkLag><LagFormat>${format}</LagFormat></PredecessorLink></Task></Tasks></Project>`)
      .project.dependencies[0]?.lag
  expect(file(25, 19)).toEqual({ kind: 'percent', value: 25 })
  expect(file(-25, 51)).toEqual({ kind: 'percent', value: -25 })
  expect(file(25, 20)).toEqual({ kind: 'elapsed-percent', value: 25 })
  expect(file(4800, 7)).toEqual({ kind: 'working', value: 480 })
  expect(file(14_400, 8)).toEqual({ kind: 'elapsed', value: 1440 })
})
