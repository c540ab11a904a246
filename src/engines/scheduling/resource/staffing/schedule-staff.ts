import type { EngineTask } from '../../../runner/pool.ts'
import type { Search } from '../../../runner/search.ts'
import { type StaffingGenes, staffedPlan } from './staffed-generation.ts'
import type { StaffingPlan, StaffingProblem } from './staffing.problem.ts'
import { staffingTables } from './staffing-tables.ts'

export const scheduleStaffTask: EngineTask<StaffingProblem, StaffingPlan> = {
  module: import.meta.url,
  name: 'scheduleStaff',
}

/**
 * Places activities with modes, minimum lags, release dates and deadlines, calendars, skills and material, and names who
 * does what. The first plan orders by latest start and takes each activity's shortest mode; a local search then changes
 * order, modes and, where evenness or cost count, waits. One iteration is one schedule generated; equal plans are
 * accepted, so that the search drifts along plateaus, and the best is kept.
 * @throws SchedulingError when the problem contradicts itself (see `staffingTables`)
 */
export function scheduleStaff(problem: StaffingProblem, search: Search<StaffingPlan>): StaffingPlan {
  const tables = staffingTables(problem)
  const { activities, objective } = problem
  const size = activities.length
  const { chance } = search
  let current = firstGenes()
  let best = staffedPlan(tables, current)
  search.improved(() => best)
  const flexible = activities.flatMap(({ modes }, index) => (modes.length > 1 ? [index] : []))
  const mayWait = objective.unevenness > 0 || objective.cost > 0
  const span = Math.max(1, best.makespan)
  for (let iteration = 1; !search.done(iteration); iteration++) {
    const tried = changed(current, iteration)
    const plan = staffedPlan(tables, tried)
    if (plan.score > best.score) continue
    const isBetter = plan.score < best.score
    current = tried
    best = plan
    if (isBetter) search.improved(() => plan)
  }
  return best

  function firstGenes(): StaffingGenes {
    const modes = Int32Array.from(activities, ({ modes: ways }) =>
      ways.reduce((least, { duration }, at) => (duration < (ways[least]?.duration ?? 0) ? at : least), 0),
    )
    return { keys: tables.tails.map((tail) => -tail), modes, delays: new Int32Array(size) }
  }
  function changed(from: StaffingGenes, iteration: number): StaffingGenes {
    const genes = { keys: from.keys.slice(), modes: from.modes.slice(), delays: from.delays.slice() }
    const width = span * (keyNoise[iteration % keyNoise.length] as number)
    const first = chance.between(0, size - 1)
    const count = iteration % 3 === 0 ? size : Math.min(size, 4)
    for (let at = 0; at < count; at++) {
      const index = count === size ? at : (first + chance.between(0, size - 1)) % size
      genes.keys[index] = (genes.keys[index] as number) + (chance.next() - 0.5) * width
    }
    if (flexible.length > 0 && chance.happens(0.6)) {
      const index = chance.pick(flexible)
      genes.modes[index] = chance.between(0, (activities[index]?.modes.length ?? 1) - 1)
    }
    if (mayWait && size > 0 && chance.happens(0.6)) {
      const index = chance.between(0, size - 1)
      genes.delays[index] = chance.happens(0.3)
        ? 0
        : chance.between(0, chance.happens(0.5) ? span : Math.ceil(span / 8))
    }
    return genes
  }
}

const keyNoise = [0.5, 0.1, 0.02, 0.2, 0.05]
