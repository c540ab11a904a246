import { expect, it } from 'vitest'
import { atOf } from './clock.ts'
import { bufferStatus, criticalChain } from './critical-chain.ts'
import { criticalPaths } from './critical-paths.ts'
import { assignmentOf, firstMorning, linkOf, projectOf, resourceOf, taskOf } from './project.fixture.ts'
import type { Project } from './project.model.ts'
import { openPlan } from './schedule-plan.ts'

const day = 480

/** a(4) → b(6) → d(2); a → c(4) → d. */
const network = (): Project =>
  projectOf(
    [taskOf('a', 4 * day), taskOf('b', 6 * day), taskOf('c', 4 * day), taskOf('d', 2 * day)],
    [linkOf('a', 'b'), linkOf('a', 'c'), linkOf('b', 'd'), linkOf('c', 'd')],
  )

it('[PMS-02] each critical and near-critical path is listed with its float', () => {
  const live = openPlan(network())
  const pathsOf = (nearCriticalMinutes: number) =>
    criticalPaths(live, { nearCriticalMinutes }).paths.map(
      ({ steps, floatMinutes }) => `${steps.map(({ taskId }) => taskId).join('')} ${floatMinutes / day}`,
    )
  expect(pathsOf(0)).toEqual(['abd 0'])
  expect(pathsOf(day)).toEqual(['abd 0'])
  expect(pathsOf(2 * day)).toEqual(['abd 0', 'acd 2'])
})

it('[PMS-02] two chains of the same length are two critical paths, and a limit says that there are more', () => {
  const project = projectOf(
    [taskOf('a', day), taskOf('b', day), taskOf('c', day)],
    [linkOf('a', 'c'), linkOf('b', 'c')],
  )
  expect(criticalPaths(openPlan(project)).paths).toHaveLength(2)
  expect(criticalPaths(openPlan(project), { limit: 1 })).toMatchObject({ paths: [{}], truncated: true })
})

it('[PMS-02] a task that ends the project is a critical path though its start leads on to a shorter one', () => {
  const project = projectOf(
    [taskOf('o', day), taskOf('a', 5 * day), taskOf('b', day)],
    [linkOf('o', 'a'), linkOf('a', 'b', { type: 'SS' })],
  )
  const { paths } = criticalPaths(openPlan(project))
  expect(paths.map(({ steps }) => steps.map(({ taskId }) => taskId).join(''))).toEqual(['oa'])
  const near = criticalPaths(openPlan(project), { nearCriticalMinutes: 4 * day })
  expect(near.paths.map(({ steps, floatMinutes }) => [steps.length, floatMinutes / day])).toEqual([
    [2, 0],
    [3, 4],
  ])
})

it('[PMS-02] a deadline that cannot be kept in the middle of a chain has a path of its own', () => {
  const project = projectOf(
    [
      taskOf('a', 2 * day),
      taskOf('b', day, { deadlineAt: atOf('2026-03-03T17:00') }),
      taskOf('c', day),
      taskOf('d', 9 * day),
    ],
    [linkOf('a', 'b'), linkOf('b', 'c')],
  )
  expect(
    criticalPaths(openPlan(project)).paths.map(({ steps, floatMinutes }) => [
      steps.map(({ taskId }) => taskId).join(''),
      floatMinutes / day,
    ]),
  ).toEqual([
    ['ab', -1],
    ['d', 0],
  ])
})

it('[PMS-02] with several critical paths asked for, every end of the network has its own', () => {
  const project = projectOf([taskOf('a', 3 * day), taskOf('b', day)])
  expect(criticalPaths(openPlan(project)).paths.map(({ steps }) => steps[0]?.taskId)).toEqual(['a'])
  project.multipleCriticalPaths = true
  expect(criticalPaths(openPlan(project)).paths.map(({ steps }) => steps[0]?.taskId)).toEqual(['a', 'b'])
})

it('[PMS-02] chains of many thousand tasks are walked', () => {
  const count = 20_000
  const tasks = Array.from({ length: count }, (_, place) => taskOf(`${place}`, 60))
  const links = Array.from({ length: count - 1 }, (_, place) => linkOf(`${place}`, `${place + 1}`))
  const project = projectOf(tasks, links)
  expect(criticalPaths(openPlan(project)).paths[0]?.steps).toHaveLength(count)
  expect(criticalChain(project).taskIds).toHaveLength(count)
})

it('[PMS-03] safety goes from the tasks into a project buffer and feeding buffers', () => {
  const half = criticalChain(network(), { method: 'half' })
  expect(half.taskIds).toEqual(['a', 'b', 'd'])
  // Halved, the chain takes 2 + 3 + 1 days and lost 6 of safety; half of that is 3 days.
  expect(half.projectBuffer).toMatchObject({ minutes: 3 * day, startAt: atOf('2026-03-09T17:00') })
  expect(half.finishAt).toBe(atOf('2026-03-12T17:00'))
  // c lost 2 days: a buffer of one day, for which there is just room.
  expect(half.feedingBuffers).toMatchObject([
    { minutes: day, taskIds: ['c'], mergesInto: 'd', shortMinutes: 0 },
  ])
  const root = criticalChain(network())
  expect(root.projectBuffer.minutes).toBeCloseTo(Math.sqrt(4 + 9 + 1) * day, 0)
  expect(root.feedingBuffers[0]).toMatchObject({ minutes: 2 * day, shortMinutes: day })
})

it('[PMS-03] a shared resource joins the chain like a link', () => {
  const project = projectOf([
    taskOf('a', 4 * day),
    taskOf('b', 4 * day, { levellingDelayMinutes: 1440 * 2 }),
    taskOf('c', 5 * day),
  ])
  project.resources = [resourceOf('r')]
  project.assignments = [
    assignmentOf('1', 'a', 'r', { workMinutes: 4 * day }),
    assignmentOf('2', 'b', 'r', { workMinutes: 4 * day }),
  ]
  expect(criticalChain(project).taskIds).toEqual(['a', 'b'])
})

it('[PMS-03] the fever chart tells how much of the buffer is used for how much of the chain', () => {
  const chain = criticalChain(network(), { method: 'half' })
  const progressed = (a: object): Project => ({
    ...chain.project,
    tasks: chain.project.tasks.map((task) =>
      task.id === 'a' ? { ...task, progress: { percentComplete: 0, ...a } } : task,
    ),
  })
  expect(bufferStatus(chain, chain.project)[0]).toMatchObject({
    consumedPercent: 0,
    chainCompletePercent: 0,
    zone: 'green',
  })
  const done = (finish: string) =>
    bufferStatus(
      chain,
      progressed({ actualStartAt: firstMorning, actualFinishAt: atOf(finish), percentComplete: 100 }),
    )[0]
  expect(done('2026-03-04T17:00')).toMatchObject({ consumedMinutes: day, zone: 'yellow' })
  expect(done('2026-03-04T17:00')?.chainCompletePercent).toBeCloseTo(100 / 3)
  expect(done('2026-03-06T17:00')).toMatchObject({ consumedPercent: 100, zone: 'red' })
})

it('[PMS-03] a plan in which nothing is left to do has an empty chain, and its buffer is untouched', () => {
  const done = { actualStartAt: firstMorning, actualFinishAt: atOf('2026-03-02T17:00'), percentComplete: 100 }
  const project = projectOf([taskOf('a', day, { progress: done })])
  const chain = criticalChain(project)
  expect(chain.taskIds).toEqual([])
  expect(bufferStatus(chain, project)).toMatchObject([{ consumedMinutes: 0, zone: 'green' }])
})
