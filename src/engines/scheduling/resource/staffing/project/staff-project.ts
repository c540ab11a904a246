import type { EngineTask } from '../../../../runner/pool.ts'
import { beginSearch, type Search } from '../../../../runner/search.ts'
import { minutesPerRateUnit } from '../../../project/costs.ts'
import { planAmounts } from '../../../project/plan-amounts.ts'
import type { Assignment, Project, Resource } from '../../../project/project.model.ts'
import type { Schedule } from '../../../project/schedule.model.ts'
import { schedulePlan } from '../../../project/schedule-plan.ts'
import { levelProject } from '../../levelling/level-project.ts'
import { levelledProject, unlevelledProject } from '../../levelling/levelled-project.ts'
import type { LevellingPlan } from '../../levelling/levelling.model.ts'
import { levellingPasses } from '../../levelling/levelling-pass.ts'
import { namedProject } from './named-project.ts'
import { type OpenAssignment, openAssignments, seated } from './open-seats.ts'
import type { ProjectStaffing, StaffedProject } from './project-staffing.model.ts'

export const staffProjectTask: EngineTask<ProjectStaffing, StaffedProject> = {
  module: import.meta.url,
  name: 'staffProject',
}

/**
 * Answers who does what: puts people and machines with the skills asked for in place of the roles of a project, and levels
 * the plan, so that nobody has more to do than time allows. Names are first given task by task to whoever is free then,
 * the least versatile first; a local search then exchanges them. Each try is levelled on the project's own calendars,
 * links and constraints (`levelProject`, first pass); better is less overdrawn, then deadlines missed by less, then finish and cost
 * in the order preferred. One iteration is one try.
 * @throws SchedulingError `levelling.from_finish` for a project scheduled from its finish
 * @throws ProjectError as `schedulePlan`
 */
export function staffProject(
  { project: given, prefer, maySplit = false }: ProjectStaffing,
  search: Search<StaffedProject>,
): StaffedProject {
  const project = unlevelledProject(given)
  const { open, unstaffed } = openAssignments(project)
  const seats = open.flatMap((one, place) => Array.from({ length: one.people }, (_, at) => ({ place, at })))
  const { chance } = search

  const tried = (names: readonly (readonly string[])[]): Try => {
    const named = namedProject(project, open, names).project
    const passes = levellingPasses({ project: named, reach: 'beyond-float', maySplit })
    const { overdrawn, missedMinutes, finishAt, delayMinutes } = passes.level(passes.lateStarts)
    const costMinor = open.reduce(
      (sum, { assignment, people, able }, place) =>
        (names[place] ?? []).reduce(
          (cost, name) =>
            cost +
            partCost(
              project,
              assignment,
              able.find(({ id }) => id === name),
            ) /
              Math.max(1, people),
          sum,
        ),
      0,
    )
    const pair = prefer === 'least-cost' ? [costMinor, finishAt] : [finishAt, costMinor]
    return { names, figures: [overdrawn, missedMinutes, ...pair, delayMinutes] }
  }
  let best = tried(firstNames(project, open, prefer))
  const answer = (): StaffedProject => {
    const { project: named, staffed } = namedProject(project, open, best.names)
    const levelling = levelProject(
      { project: named, reach: 'beyond-float', maySplit },
      beginSearch<LevellingPlan>({ seed: 1, iterations: 1 }),
    )
    const levelled = levelledProject(named, levelling)
    const { tasks } = planAmounts(levelled, schedulePlan(levelled))
    const costMinor = tasks.reduce(
      (sum, task, place) => (levelled.tasks[place]?.parentId === undefined ? sum + task.costMinor : sum),
      0,
    )
    return { staffed, unstaffed, project: levelled, levelling, costMinor }
  }
  search.improved(answer)
  const flexible = seats.filter(({ place }) => (open[place]?.able.length ?? 0) > (open[place]?.people ?? 0))
  for (let iteration = 1; flexible.length > 0 && !search.done(iteration); iteration++) {
    const names = best.names.map((own) => [...own])
    const changes = iteration % 3 === 0 ? 2 : 1
    for (let change = 0; change < changes; change++) {
      const { place, at } = chance.pick(flexible)
      const own = names[place] as string[]
      const { id } = chance.pick((open[place] as OpenAssignment).able)
      const before = own[at] as string
      own[at] = id
      if (isTwice(open, names, place)) own[at] = before
    }
    const found = tried(names)
    const order = compare(found, best)
    if (order > 0) continue
    best = found
    if (order < 0) search.improved(answer)
  }
  return answer()
}

interface Try {
  names: readonly (readonly string[])[]
  /** The smaller the better, the first first. */
  figures: readonly number[]
}

function compare(one: Try, other: Try): number {
  for (const [place, figure] of one.figures.entries()) {
    const difference = figure - (other.figures[place] ?? 0)
    if (Math.abs(difference) > 1e-3) return difference
  }
  return 0
}

/** Several roles on one task are taken by different people. */
function isTwice(open: readonly OpenAssignment[], names: readonly (readonly string[])[], place: number) {
  const taskId = open[place]?.assignment.taskId
  const all = names.flatMap((own, at) => (open[at]?.assignment.taskId === taskId ? own : []))
  return new Set(all).size < all.length
}

/** Work at the rate of the project's beginning, and uses; enough to compare people by. */
function partCost(project: Project, assignment: Assignment, resource: Resource | undefined): number {
  const rates = resource?.rates.filter(({ table }) => table === assignment.rateTable) ?? []
  const rate = rates.findLast(({ fromAt }) => fromAt === undefined || fromAt <= project.startAt) ?? rates[0]
  if (!rate) return 0
  const { workMinutes, overtimeWorkMinutes, units } = assignment
  return (
    ((workMinutes - overtimeWorkMinutes) * rate.standardMinor) / minutesPerRateUnit(rate.per, project) +
    (overtimeWorkMinutes * rate.overtimeMinor) / minutesPerRateUnit(rate.overtimePer, project) +
    rate.perUseMinor * units
  )
}

/** Task by task in order of their late starts, to whoever is free then. */
function firstNames(
  project: Project,
  open: readonly OpenAssignment[],
  prefer: ProjectStaffing['prefer'],
): string[][] {
  const schedule = schedulePlan(project)
  const rows = new Map(schedule.tasks.map((row) => [row.taskId, row]))
  const busy = busyTimes(project, rows)
  const names: string[][] = open.map(() => [])
  const byTask = Map.groupBy(open.keys(), (place) => (open[place] as OpenAssignment).assignment.taskId)
  const lateOf = (taskId: string) => rows.get(taskId)?.lateStartAt ?? 0
  for (const [taskId, places] of [...byTask].sort(([one], [other]) => lateOf(one) - lateOf(other))) {
    const row = rows.get(taskId)
    if (!row) continue
    const ranked = places.map((place): OpenAssignment => {
      const one = open[place] as OpenAssignment
      const figuresOf = (resource: Resource) => {
        const cost = partCost(project, one.assignment, resource)
        const clash = (busy.get(resource.id) ?? []).reduce((sum, time) => sum + overlap(time, row), 0)
        return [...(prefer === 'least-cost' ? [cost, clash] : [clash, cost]), resource.skills.length]
      }
      const able = one.able.map((resource) => ({ resource, names: [], figures: figuresOf(resource) }))
      return { ...one, able: able.sort(compare).map(({ resource }) => resource) }
    })
    for (const [at, own] of (seated(ranked) ?? []).entries()) {
      names[places[at] as number] = own
      for (const id of own) busy.set(id, [...(busy.get(id) ?? []), row])
    }
  }
  return names
}

interface Time {
  startAt: number
  finishAt: number
}

function overlap(one: Time, other: Time): number {
  return Math.max(0, Math.min(one.finishAt, other.finishAt) - Math.max(one.startAt, other.startAt))
}

function busyTimes(project: Project, rows: ReadonlyMap<string, Schedule['tasks'][number]>) {
  const busy = new Map<string, Time[]>()
  for (const { taskId, resourceId } of project.assignments) {
    const row = rows.get(taskId)
    if (row?.active && resourceId !== undefined) busy.set(resourceId, [...(busy.get(resourceId) ?? []), row])
  }
  return busy
}
