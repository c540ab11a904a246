import type { DependencyType } from '../../project/project.model.ts'
import { packed, reversed, topologicalOrder } from '../activity-network.ts'
import { SchedulingError } from '../scheduling.error.ts'
import type { StaffingProblem } from './staffing.problem.ts'

/** A staffing problem by indices instead of ids. */
export interface StaffingTables {
  problem: StaffingProblem
  gap: Uint8Array
  /** Capacity of each resource by period. */
  capacities: Int32Array[]
  /** Whether each person is there, by period. */
  present: Uint8Array[]
  into: { before: number; type: DependencyType; lag: number }[][]
  outOf: number[][]
  order: Int32Array
  demands: { resource: number; units: number }[][][]
  materials: { material: number; units: number }[][][]
  /** Of each activity and mode: who could take each place, the cheapest and least versatile first. */
  candidates: { skill: string; people: number[] }[][][]
  /** The longest way from the start of each activity to the end, in periods, by its shortest modes. */
  tails: Float64Array
}

const mostCells = 50_000_000

/**
 * @throws SchedulingError `staffing.horizon`, `staffing.objective`, `staffing.mode`, `scheduling.unknown_activity`,
 *   `scheduling.unknown_resource`, `scheduling.duplicate_activity`, `scheduling.cycle`
 */
export function staffingTables(problem: StaffingProblem): StaffingTables {
  const { horizon, activities, resources, people, materials, links, gaps, objective } = problem
  if (
    !(Number.isInteger(horizon) && horizon > 0 && horizon * (resources.length + people.length) <= mostCells)
  )
    throw new SchedulingError('staffing.horizon', { horizon })
  if (!Object.values(objective).some((weight) => weight > 0)) throw new SchedulingError('staffing.objective')
  const size = activities.length
  const activityOf = new Map(activities.map(({ id }, index) => [id, index]))
  if (activityOf.size < size) throw new SchedulingError('scheduling.duplicate_activity')
  const finder = (kind: string, list: readonly { id: string }[]) => {
    const indexOf = new Map(list.map(({ id }, index) => [id, index]))
    return (id: string): number => {
      const index = indexOf.get(id)
      if (index === undefined) throw new SchedulingError(`scheduling.unknown_${kind}`, { id })
      return index
    }
  }
  const findActivity = finder('activity', activities)
  const findResource = finder('resource', resources)
  const findMaterial = finder('resource', materials)
  const into: StaffingTables['into'] = activities.map(() => [])
  const outOf: number[][] = activities.map(() => [])
  for (const { before, after, type, lag } of links) {
    into[findActivity(after)]?.push({ before: findActivity(before), type, lag })
    outOf[findActivity(before)]?.push(findActivity(after))
  }
  const arcs = packed(outOf)
  const order = topologicalOrder(arcs, reversed(arcs, size), size)
  if (order.length < size) throw new SchedulingError('scheduling.cycle')
  for (const { id, modes } of activities)
    if (modes.length === 0 || modes.some(({ duration }) => !(Number.isInteger(duration) && duration >= 0)))
      throw new SchedulingError('staffing.mode', { id })

  const gap = new Uint8Array(horizon)
  for (const { from, to } of gaps) gap.fill(1, Math.max(0, from), Math.max(0, to))
  const capacities = resources.map(({ capacity, calendar }) => {
    const table = new Int32Array(horizon).fill(capacity)
    for (const range of calendar) table.fill(range.capacity, Math.max(0, range.from), Math.max(0, range.to))
    return table
  })
  const present = people.map(({ availability }) => {
    const table = new Uint8Array(horizon).fill(availability ? 0 : 1)
    for (const { from, to } of availability ?? []) table.fill(1, Math.max(0, from), Math.max(0, to))
    return table
  })
  const preferred = people
    .map((person, index) => ({ person, index }))
    .sort(
      (one, other) =>
        one.person.costPerPeriod - other.person.costPerPeriod ||
        one.person.skills.length - other.person.skills.length ||
        one.index - other.index,
    )
  const tails = new Float64Array(size)
  for (let at = size - 1; at >= 0; at--) {
    const index = order[at] as number
    const after = Math.max(0, ...(outOf[index] ?? []).map((next) => tails[next] as number))
    tails[index] = after + Math.min(...(activities[index]?.modes ?? []).map(({ duration }) => duration))
  }
  return {
    problem,
    gap,
    capacities,
    present,
    into,
    outOf,
    order,
    tails,
    demands: activities.map(({ modes }) =>
      modes.map(({ demand }) =>
        demand.map(({ resourceId, units }) => ({ resource: findResource(resourceId), units })),
      ),
    ),
    materials: activities.map(({ modes }) =>
      modes.map((mode) =>
        mode.materials.map(({ materialId, units }) => ({ material: findMaterial(materialId), units })),
      ),
    ),
    candidates: activities.map(({ modes }) =>
      modes.map(({ skills }) =>
        skills.flatMap(({ skill, people: count }) => {
          const able = preferred.flatMap(({ person, index }) =>
            person.skills.includes(skill) ? [index] : [],
          )
          return Array.from({ length: count }, () => ({ skill, people: able }))
        }),
      ),
    ),
  }
}
