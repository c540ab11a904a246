import { beginSearch } from '../../src/engines/runner/search.ts'
import { crowdedProject } from '../../src/engines/scheduling/resource/levelling/crowded-project.fixture.ts'
import { levelProject } from '../../src/engines/scheduling/resource/levelling/level-project.ts'
import type { LevellingPlan } from '../../src/engines/scheduling/resource/levelling/levelling.model.ts'
import { levellingFaults } from '../../src/engines/scheduling/resource/levelling/levelling.validator.ts'
import { randomNetwork } from '../../src/engines/scheduling/resource/network.fixture.ts'
import type { RiskProblem, RiskResult } from '../../src/engines/scheduling/resource/risk/risk.problem.ts'
import { simulateRisk } from '../../src/engines/scheduling/resource/risk/simulate-risk.ts'
import { scheduleActivities } from '../../src/engines/scheduling/resource/schedule-activities.ts'
import type { SingleModeSchedule } from '../../src/engines/scheduling/resource/single-mode.problem.ts'
import { scheduleFaults } from '../../src/engines/scheduling/resource/single-mode.validator.ts'

/** Processor seconds for so many tasks. */
export interface GrowthRow {
  tasks: number
  /** 1,000 schedules of a random network with four scarce resources. */
  schedulesSeconds: number
  /** One pass of levelling beyond float, with the plans and over-allocations before and after. */
  levellingSeconds: number
  movedTasks: number
  /** 1,000 runs of a simulation. */
  riskSeconds: number
  invalid: number
}

export const growthSizes = [100, 300, 1_000, 3_000, 10_000]

/** Runs each part once on generated problems of a size. */
export function growthRow(tasks: number): GrowthRow {
  const network = randomNetwork(1, { activities: tasks, strength: 0.3 })
  const [schedulesSeconds, scheduled] = timed(() =>
    scheduleActivities(network, beginSearch<SingleModeSchedule>({ seed: 1, iterations: 1_000 })),
  )
  const problem = { project: crowdedProject(1, tasks), reach: 'beyond-float' as const }
  const [levellingSeconds, levelled] = timed(() =>
    levelProject(problem, beginSearch<LevellingPlan>({ seed: 1, iterations: 1 })),
  )
  const risk: RiskProblem = {
    activities: network.activities.map(({ id, duration }) => ({
      id,
      plannedDuration: duration,
      duration: { kind: 'triangular', least: duration * 0.8, likely: duration, most: duration * 1.6 },
    })),
    links: network.activities.flatMap(({ id, successors }) =>
      successors.map((successorId) => ({ predecessorId: id, successorId, type: 'FS' as const, lag: 0 })),
    ),
    events: [],
    correlations: [],
  }
  const [riskSeconds] = timed(() =>
    simulateRisk(risk, beginSearch<RiskResult>({ seed: 1, iterations: 1_000 })),
  )
  const faults = scheduleFaults(network, scheduled).length + levellingFaults(problem, levelled).length
  return {
    tasks,
    schedulesSeconds,
    levellingSeconds,
    movedTasks: levelled.moves.length,
    riskSeconds,
    invalid: faults,
  }
}

function timed<Result>(act: () => Result): [seconds: number, result: Result] {
  const before = process.threadCpuUsage()
  const result = act()
  const { user, system } = process.threadCpuUsage(before)
  return [Math.round((user + system) / 1_000) / 1_000, result]
}
