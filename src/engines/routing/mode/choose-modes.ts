import { type IntegerModel, integerModel } from '../../runner/integer-model.ts'
import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { greedyModes } from './mode.greedy.ts'
import { demandTimes, optionsOf, runKey } from './mode.options.ts'
import { type Decision, lowerBound, planOf } from './mode.plan.ts'
import {
  type Cargo,
  ModeFault,
  type ModePlan,
  type ModeProblem,
  type TransportService,
} from './mode.problem.ts'

/** Variables beyond which the exact model is not tried. */
const mostVariables = 20_000

export interface ModeLimits {
  /** Of the exact search. */
  seconds: number
  /** Variables of the exact model at most; beyond that the answer is greedy and says so. */
  maxVariables?: number
}

/**
 * Chooses for every shipment the services, departures and loads it travels with, so that prices, handling, lateness and
 * loads together cost least: an assignment of journeys joined with bin packing of each departure's loads, solved as one
 * whole-number model (in the manner of service network design, Crainic 2000). Proved best, or with its gap.
 * @throws ModeFault
 */
export async function chooseModes(problem: ModeProblem, limits: ModeLimits): Promise<ModePlan> {
  refuseNonsense(problem)
  const times = demandTimes(problem)
  const decisions = problem.cargo.map(
    (cargo): Decision => ({ cargo, options: optionsOf(problem, cargo, times), chosen: undefined, units: [] }),
  )
  const model = await integerModel()
  const terms = describe(model, problem, decisions)
  const bound = lowerBound(problem, decisions)
  const greedy = () =>
    planOf(problem, greedyModes(problem, decisions), { method: 'greedy', status: 'feasible', bound })
  if (model.variables > (limits.maxVariables ?? mostVariables)) return greedy()
  const answer = model.solve({ seconds: limits.seconds })
  if (answer.status !== 'optimal' && answer.status !== 'feasible') return greedy()
  const decided = terms.map(({ decision, journeys, boardings }): Decision => {
    const chosen = journeys.find(({ variable }) => answer.values[variable] === 1)?.option
    const legs = decision.options[chosen ?? -1]?.legs ?? []
    const units = legs.map(
      ({ serviceId, departureSeconds }) =>
        boardings.find(
          ({ run, variable }) => run === runKey(serviceId, departureSeconds) && answer.values[variable] === 1,
        )?.unit,
    )
    return { ...decision, chosen, units }
  })
  const { status } = answer
  const free = terms.reduce((sum, { decision, penalty }, at) => {
    const left = decided[at]?.chosen === undefined
    return sum + (left ? penalty - (decision.cargo.unservedCost ?? 0) : 0)
  }, 0)
  return planOf(problem, decided, { method: 'exact', status, bound: Math.max(bound, answer.bound - free) })
}

/** The same for a thread of the engine pool; the seconds of its limits are those of the search (30 without any). */
export function solveModes(problem: ModeProblem, { limits }: Search<ModePlan>): Promise<ModePlan> {
  return chooseModes(problem, { seconds: limits.seconds ?? 30 })
}

export const solveModesTask: EngineTask<ModeProblem, ModePlan> = {
  module: import.meta.url,
  name: 'solveModes',
}

interface Terms {
  decision: Decision
  journeys: { option: number; variable: number }[]
  boardings: { run: string; unit: number; variable: number }[]
  penalty: number
}

/** Writes the model down and answers which variable means what. */
function describe(model: IntegerModel, problem: ModeProblem, decisions: readonly Decision[]): Terms[] {
  const services = new Map(problem.services.map((service) => [service.id, service]))
  const dearest = decisions.reduce(
    (sum, { options }) => sum + Math.max(0, ...options.filter(isOpen).map(({ costAlone }) => costAlone)),
    1,
  )
  const runs = new Map<string, Run>()
  const terms = decisions.map((decision): Terms => {
    const penalty = decision.cargo.unservedCost ?? 2 * dearest
    const journeys = decision.options.flatMap((option, index) => {
      if (!isOpen(option)) return []
      const variable = model.variable(option.price + option.handling + option.lateness)
      for (const { serviceId, departureSeconds } of option.legs) {
        const service = services.get(serviceId)
        if (!service?.load) continue
        const key = runKey(serviceId, departureSeconds)
        const run = runs.get(key) ?? { key, service, users: new Map() }
        runs.set(key, run)
        const user = run.users.get(decision.cargo.id) ?? { cargo: decision.cargo, journeys: [] }
        run.users.set(decision.cargo.id, user)
        user.journeys.push(variable)
      }
      return [{ option: index, variable }]
    })
    const left = model.variable(penalty)
    model.row(1, [...journeys.map(({ variable }) => [variable, 1] as const), [left, 1]], 1)
    return { decision, journeys, boardings: [], penalty }
  })
  const byCargo = new Map(terms.map((one) => [one.decision.cargo.id, one]))
  for (const run of runs.values())
    for (const { cargoId, unit, variable } of loadsOf(model, run, problem.keepApart ?? []))
      byCargo.get(cargoId)?.boardings.push({ run: run.key, unit, variable })
  return terms
}

/** A departure with loads, and who might use it by which of its journeys. */
interface Run {
  key: string
  service: TransportService
  users: Map<string, { cargo: Cargo; journeys: number[] }>
}

/**
 * Bins of one departure. Loads are alike, so the n-th shipment is only let into the first n, and a load is used only
 * when the one before is: that leaves one of the many plans that are the same.
 */
function loadsOf(model: IntegerModel, { service, users }: Run, apart: readonly [string, string][]) {
  const load = service.load as NonNullable<TransportService['load']>
  const all = [...users.values()]
  const count = Math.min(load.count ?? all.length, all.length)
  const used = Array.from({ length: count }, () => model.variable(load.cost))
  const boardings: { cargoId: string; unit: number; variable: number; cargo: Cargo }[] = []
  all.forEach(({ cargo, journeys }, index) => {
    const own = used.slice(0, index + 1).map((bin, at) => {
      const variable = model.variable(0)
      model.row(
        -Infinity,
        [
          [variable, 1],
          [bin as number, -1],
        ],
        0,
      )
      return { cargoId: cargo.id, unit: at + 1, variable, cargo }
    })
    boardings.push(...own)
    const aboard = own.map(({ variable }) => [variable, 1] as const)
    model.row(0, [...aboard, ...journeys.map((journey) => [journey, -1] as const)], 0)
  })
  used.forEach((bin, at) => {
    const inside = boardings.filter(({ unit }) => unit === at + 1)
    const sum = (of: (cargo: Cargo) => number) =>
      inside.map(({ variable, cargo }) => [variable, of(cargo)] as const)
    model.row(
      -Infinity,
      [...sum(({ weightKilograms }) => weightKilograms), [bin, -load.maxWeightKilograms]],
      0,
    )
    model.row(
      -Infinity,
      [...sum(({ volumeCubicMeters }) => volumeCubicMeters), [bin, -load.maxVolumeCubicMeters]],
      0,
    )
    const next = used[at + 1]
    if (next !== undefined)
      model.row(
        -Infinity,
        [
          [next, 1],
          [bin, -1],
        ],
        0,
      )
    for (const [one, other] of apart)
      for (const here of inside)
        for (const there of inside)
          if (here !== there && here.cargo.group === one && there.cargo.group === other)
            model.row(
              -Infinity,
              [
                [here.variable, 1],
                [there.variable, 1],
              ],
              1,
            )
  })
  return boardings
}

function isOpen({ refusals }: { refusals: readonly unknown[] }): boolean {
  return refusals.length === 0
}

function refuseNonsense({ services, cargo }: ModeProblem): void {
  const seen = new Set<string>()
  for (const { id } of [...services, ...cargo]) {
    if (seen.has(id)) throw new ModeFault('mode.duplicate-id', { id })
    seen.add(id)
  }
  for (const { id, load } of services)
    if (load && !(load.cost >= 0 && load.maxWeightKilograms > 0 && load.maxVolumeCubicMeters > 0))
      throw new ModeFault('mode.value', { id, load })
  for (const { id, weightKilograms, volumeCubicMeters } of cargo)
    if (!(weightKilograms >= 0 && volumeCubicMeters >= 0))
      throw new ModeFault('mode.value', { id, weightKilograms, volumeCubicMeters })
}
