import type { ActivityMode, PeriodRange, StaffingPlan, StaffingProblem } from './staffing.problem.ts'

export type StaffingFault =
  | { kind: 'missing' | 'twice' | 'unknown'; activityId: string }
  | { kind: 'mode'; activityId: string; modeId: string }
  | { kind: 'window'; activityId: string; start: number; finish: number }
  | { kind: 'working-time'; activityId: string }
  | { kind: 'split'; activityId: string; period: number }
  | { kind: 'lag'; before: string; after: string }
  | { kind: 'capacity'; resourceId: string; period: number; used: number; capacity: number }
  | { kind: 'skill'; activityId: string; personId: string }
  | { kind: 'crew'; activityId: string; skill: string; named: number; wanted: number }
  | { kind: 'absent' | 'double-booked'; personId: string; period: number }
  | { kind: 'material'; materialId: string; period: number; missing: number }
  | { kind: 'figure'; figure: 'makespan' | 'cost' | 'weightedTardiness'; stated: number; actual: number }

const within = (ranges: readonly PeriodRange[], period: number) =>
  ranges.some(({ from, to }) => period >= from && period < to)

/** Checks a plan from the problem alone; activities without a place count as left out, not as faults. */
export function staffingFaults(problem: StaffingProblem, plan: StaffingPlan): StaffingFault[] {
  const { activities, resources, people, materials, links, gaps, horizon } = problem
  const faults: StaffingFault[] = []
  const byId = new Map(plan.placed.map((placed) => [placed.activityId, placed]))
  const out = new Set(plan.unplaced.map(({ activityId }) => activityId))
  for (const { id } of activities) {
    const count = plan.placed.filter(({ activityId }) => activityId === id).length
    if (count > 1) faults.push({ kind: 'twice', activityId: id })
    if (count === 0 && !out.has(id)) faults.push({ kind: 'missing', activityId: id })
  }
  const uses = new Map(resources.map(({ id }) => [id, new Map<number, number>()]))
  const capacityAt = (id: string, period: number) => {
    const resource = resources.find((one) => one.id === id)
    const other = resource?.calendar.findLast(({ from, to }) => period >= from && period < to)
    return other?.capacity ?? resource?.capacity ?? 0
  }
  const booked = new Map(people.map(({ id }) => [id, new Set<number>()]))
  let makespan = 0
  let cost = 0
  let weightedTardiness = 0
  for (const placed of plan.placed) {
    const { activityId, modeId, start, finish, working } = placed
    const activity = activities.find(({ id }) => id === activityId)
    if (!activity) {
      faults.push({ kind: 'unknown', activityId })
      continue
    }
    const mode = activity.modes.find(({ id }) => id === modeId)
    if (!mode) {
      faults.push({ kind: 'mode', activityId, modeId })
      continue
    }
    const { release = 0, deadline = horizon, due = Number.POSITIVE_INFINITY, tardinessWeight = 1 } = activity
    if (start < release || finish > Math.min(deadline, horizon))
      faults.push({ kind: 'window', activityId, start, finish })
    const periods = working.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))
    const isFramed =
      periods.length === 0 ? start === finish : periods[0] === start && periods.at(-1) === finish - 1
    if (periods.length !== mode.duration || new Set(periods).size < periods.length || !isFramed)
      faults.push({ kind: 'working-time', activityId })
    const isClosed = (period: number) =>
      within(gaps, period) ||
      mode.demand.some(({ resourceId, units }) => capacityAt(resourceId, period) < units)
    const worked = new Set(periods)
    for (let period = start; period < finish; period++) {
      const paused = !worked.has(period)
      if (paused ? !activity.splittable || !isClosed(period) : within(gaps, period))
        faults.push({ kind: 'split', activityId, period })
    }
    for (const { resourceId, units } of mode.demand) {
      const used = uses.get(resourceId)
      for (const period of periods) used?.set(period, (used.get(period) ?? 0) + units)
      cost += (resources.find(({ id }) => id === resourceId)?.costPerUnitPeriod ?? 0) * units * periods.length
    }
    for (const { personId, skill } of placed.people) {
      const person = people.find(({ id }) => id === personId)
      if (!person?.skills.includes(skill)) faults.push({ kind: 'skill', activityId, personId })
      cost += (person?.costPerPeriod ?? 0) * periods.length
      for (const period of periods) {
        if (person?.availability && !within(person.availability, period))
          faults.push({ kind: 'absent', personId, period })
        const calendar = booked.get(personId)
        if (calendar?.has(period)) faults.push({ kind: 'double-booked', personId, period })
        calendar?.add(period)
      }
    }
    if (mode.duration > 0) faults.push(...crewFaults(activityId, mode, placed.people))
    makespan = Math.max(makespan, finish)
    weightedTardiness += tardinessWeight * Math.max(0, finish - due)
    cost += mode.cost
    for (const { materialId, units } of mode.materials)
      cost += (materials.find(({ id }) => id === materialId)?.costPerUnit ?? 0) * units
  }
  for (const [resourceId, used] of uses)
    for (const [period, units] of used) {
      const capacity = capacityAt(resourceId, period)
      if (units > capacity) faults.push({ kind: 'capacity', resourceId, period, used: units, capacity })
    }
  for (const { before, after, type, lag } of links) {
    const one = byId.get(before)
    const other = byId.get(after)
    if (!other) continue
    const from = type === 'FS' || type === 'FF' ? one?.finish : one?.start
    const to = type === 'FS' || type === 'SS' ? other.start : other.finish
    if (from === undefined || to < from + lag) faults.push({ kind: 'lag', before, after })
  }
  faults.push(...materialFaults(problem, plan))
  for (const [figure, actual] of Object.entries({ makespan, cost, weightedTardiness }) as ['cost', number][])
    if (Math.abs(plan[figure] - actual) > 1e-6)
      faults.push({ kind: 'figure', figure, stated: plan[figure], actual })
  return faults
}

function* crewFaults(
  activityId: string,
  { skills }: ActivityMode,
  crew: readonly { skill: string }[],
): Generator<StaffingFault> {
  const wantedOf = new Map<string, number>()
  for (const { skill, people } of skills) wantedOf.set(skill, (wantedOf.get(skill) ?? 0) + people)
  for (const skill of new Set([...wantedOf.keys(), ...crew.map((one) => one.skill)])) {
    const wanted = wantedOf.get(skill) ?? 0
    const named = crew.filter((one) => one.skill === skill).length
    if (named !== wanted) yield { kind: 'crew', activityId, skill, named, wanted }
  }
}

/** Stock must never be below zero after what is taken at a time. */
function* materialFaults(
  { materials, activities }: StaffingProblem,
  plan: StaffingPlan,
): Generator<StaffingFault> {
  for (const { id, arrivals } of materials) {
    const taken = plan.placed.flatMap(({ activityId, modeId, start }) => {
      const mode = activities.find((one) => one.id === activityId)?.modes.find((one) => one.id === modeId)
      return (mode?.materials ?? []).flatMap(({ materialId, units }) =>
        materialId === id ? [{ at: start, units }] : [],
      )
    })
    for (const { at } of taken) {
      const arrived = arrivals.reduce((sum, arrival) => sum + (arrival.at <= at ? arrival.units : 0), 0)
      const used = taken.reduce((sum, one) => sum + (one.at <= at ? one.units : 0), 0)
      if (used > arrived + 1e-9)
        yield { kind: 'material', materialId: id, period: at, missing: used - arrived }
    }
  }
}
