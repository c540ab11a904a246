import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type BestKnown,
  bestOfSolution,
  generateInstance,
  planRoutesTask,
  type RoutingInstance,
  type RoutingPlan,
  type RoutingProblem,
  readBestKnown,
  readInstance,
  validatePlan,
  workingDayInstance,
  workingDayRules,
} from '../src/engines/routing/public.ts'
import { type EngineCase, engineOptions, filesIn, mean, runCases } from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'

type ObjectiveKind = 'hierarchical' | 'distance'

interface RoutingCase {
  name: string
  instance: RoutingInstance
  known: BestKnown | undefined
}

const goal =
  'one thread, 60 CPU s, mean of 3 seeds: Solomon 100 <= 406 vehicles and <= 0.7 %, free fleet <= 0.5 %; Gehring-Homberger 200 <= 697 and <= 1.5 %; Li & Lim 100 <= 404 and <= 0.5 %; X (n <= 500) <= 1.0 %; several depots and mixed fleet <= 2 %'

/**
 * `npm run bench -- routing [--dir FOLDER] [--seconds N] [--seeds K] [--threads T] [--only TEXT] [--objective hierarchical|distance] [--json]`:
 * instances of Solomon, Gehring–Homberger, Li & Lim, CVRPLIB, Cordeau and of mixed fleets, against the best known
 * answers beside the folder where there are any. Every plan is judged by the validator. `gapPercent` is the mean gap of
 * cost over all runs; `gapPercentSameFleet` over those with no more vehicles than the best known.
 * `--working-day` instead takes generated days of 100 and 200 stops with breaks, driving hours, several and soft windows,
 * trips, traffic, duty and rides; their lines tell iterations.
 * `--growth` instead measures generated instances of growing size: the answer after 1 s against that after all seconds.
 */
export async function run({ args, say, print }: BenchOptions): Promise<EngineMeasurement> {
  const options = engineOptions(args, { seconds: 10 })
  if (args.includes('--growth')) return growth(options.seconds, print)
  const wanted = objectiveOf(args)
  const made = () => (args.includes('--working-day') ? workingDays() : generated())
  const all = options.dir === undefined ? made() : read(options.dir, say)
  const cases = all.filter(({ name }) =>
    options.only === undefined ? true : name.toLowerCase().includes(options.only.toLowerCase()),
  )
  const byName = new Map(cases.map((one) => [one.name, one]))
  const runs = cases.map(({ name, instance }): EngineCase<RoutingProblem> => {
    const kind = wanted ?? (instance.problem.objective?.kind === 'hierarchical' ? 'hierarchical' : 'distance')
    return { name, input: problemFor(instance.problem, kind), limits: { seconds: options.seconds } }
  })
  const results: RunResult[] = []
  await runCases(planRoutesTask, runs, {
    seeds: options.seeds,
    threads: options.threads,
    ended({ case: { name, input }, seed, result, cpuSeconds, iterations }) {
      const one = byName.get(name)
      if (!one) return
      const measured = judge(one, input, result, cpuSeconds)
      results.push(measured)
      print(lineOf(measured, seed, iterations))
    },
  })
  return summary(results, { seconds: options.seconds, seeds: options.seeds, instances: cases.length })
}

/** How answers and speed change with the number of stops. */
async function growth(seconds: number, print: (line: string) => void): Promise<EngineMeasurement> {
  const sizes = [50, 100, 200, 500, 1_000, 2_000]
  const curve: Record<string, unknown>[] = []
  for (const customers of sizes) {
    const { name, problem } = generateInstance({ kind: 'vrptw', customers, seed: 1 })
    const input = problemFor(problem, 'distance')
    const cases = [1, seconds].map(
      (limit): EngineCase<RoutingProblem> => ({ name, input, limits: { seconds: limit } }),
    )
    const [first, last] = await runCases(planRoutesTask, cases, {
      seeds: 1,
      threads: 1,
      ended: () => undefined,
    })
    if (!first || !last) continue
    const point = {
      customers,
      firstAfterSeconds: round(first.cpuSeconds),
      firstGapPercent: round(100 * (first.result.cost.total / last.result.cost.total - 1)),
      cost: round(last.result.cost.total),
      vehicles: last.result.vehicles,
      iterationsPerSecond: Math.round(last.iterations / last.cpuSeconds),
      invalid: [first, last].filter(({ result }) => validatePlan(input, result).violations.length > 0).length,
    }
    curve.push(point)
    print(JSON.stringify(point))
  }
  const invalid = curve.reduce((sum, one) => sum + Number(one.invalid), 0)
  return {
    name: 'routing',
    goal: 'first answer for 200 stops < 1 s within 8 %; 2,000 stops in 60 s',
    instances: sizes.length,
    seconds,
    curve,
    invalid,
  }
}

interface RunResult {
  name: string
  hierarchical: boolean
  vehicles: number
  cost: number
  bestVehicles: number | undefined
  bestCost: number | undefined
  unplanned: number
  fault: string | undefined
  cpuSeconds: number
}

function judge(
  { name, known, instance }: RoutingCase,
  problem: RoutingProblem,
  plan: RoutingPlan,
  cpuSeconds: number,
): RunResult {
  const hierarchical = problem.objective?.kind === 'hierarchical'
  const { violations } = validatePlan(problem, plan)
  const bestCost = hierarchical ? known?.cost : (known?.freeFleetCost ?? known?.cost ?? instance.statedBest)
  return {
    name,
    hierarchical,
    vehicles: plan.vehicles,
    cost: plan.cost.total,
    bestVehicles: hierarchical ? known?.vehicles : undefined,
    bestCost,
    unplanned: plan.unplanned.length,
    fault: violations[0] && JSON.stringify(violations[0]),
    cpuSeconds,
  }
}

function lineOf(one: RunResult, seed: number, iterations: number): string {
  const vehicles = `${one.vehicles}${one.bestVehicles === undefined ? '' : `/${one.bestVehicles}`} vehicles`
  const known =
    one.bestCost === undefined ? '' : ` best known ${one.bestCost.toFixed(2)} gap ${gapOf(one).toFixed(3)} %`
  const left = one.unplanned === 0 ? '' : ` UNPLANNED ${one.unplanned}`
  const fault = one.fault === undefined ? '' : ` INVALID ${one.fault}`
  return `${one.name} seed ${seed}: ${vehicles} ${one.cost.toFixed(2)}${known} ${one.cpuSeconds.toFixed(1)} CPU s ${iterations} iterations${left}${fault}`
}

function summary(
  results: readonly RunResult[],
  { seconds, seeds, instances }: { seconds: number; seeds: number; instances: number },
): EngineMeasurement {
  const known = results.filter(({ bestCost }) => bestCost !== undefined)
  const fleets = results.filter(({ bestVehicles }) => bestVehicles !== undefined)
  const sameFleet = known.filter(
    ({ vehicles, bestVehicles }) => bestVehicles === undefined || vehicles <= bestVehicles,
  )
  const free = known.filter(({ hierarchical }) => !hierarchical)
  const total = (of: (one: RunResult) => number) => fleets.reduce((sum, one) => sum + of(one), 0) / seeds
  const meanGap = (some: readonly RunResult[]) =>
    some.length === 0 ? undefined : round(mean(some.map(gapOf)))
  const vehicles = total((one) => one.vehicles)
  const vehiclesBestKnown = total((one) => one.bestVehicles ?? 0)
  return {
    name: 'routing',
    goal,
    instances,
    seconds,
    seeds,
    gapPercent: meanGap(known),
    gapPercentSameFleet: fleets.length > 0 ? meanGap(sameFleet) : undefined,
    gapPercentFreeFleet: meanGap(free),
    vehicles:
      fleets.length > 0 ? round(vehicles) : round(mean(results.map((one) => one.vehicles)) * instances),
    vehiclesBestKnown: fleets.length > 0 ? round(vehiclesBestKnown) : undefined,
    vehiclesGap: fleets.length > 0 ? round(vehicles - vehiclesBestKnown) : undefined,
    unplanned: results.reduce((sum, one) => sum + one.unplanned, 0),
    invalid: results.filter(({ fault }) => fault !== undefined).length,
    secondsPerInstance: round(mean(results.map(({ cpuSeconds }) => cpuSeconds))),
  }
}

function gapOf({ cost, bestCost }: RunResult): number {
  return bestCost === undefined ? Number.NaN : 100 * (cost / bestCost - 1)
}

/** The least distance asks for a fleet without end where the instance only names a number to be generous with. */
function problemFor(problem: RoutingProblem, kind: ObjectiveKind): RoutingProblem {
  return {
    ...problem,
    objective: { ...problem.objective, kind: kind === 'distance' ? 'cost' : 'hierarchical' },
  }
}

function objectiveOf(args: readonly string[]): ObjectiveKind | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { objective: { type: 'string' } },
    strict: false,
  })
  const { objective } = values
  if (objective === undefined || objective === 'hierarchical' || objective === 'distance') return objective
  throw new RangeError('--objective wants hierarchical or distance')
}

/** Instances of a folder; what is no instance is said and passed over, unless nothing is left. */
function read(dir: string, say: (line: string) => void): RoutingCase[] {
  const known = bestKnownOf(dir)
  const cases = filesIn(dir, /\.(txt|vrp|dat|mdvrp|hfvrp)$|^(pr?|hvrp[_-]?|p)?[\w-]*\d+$/i).flatMap(
    (file): RoutingCase[] => {
      try {
        const instance = readInstance(readFileSync(join(dir, file), 'utf8'), join(dir, file))
        const bare = file.replace(/\.[^.]+$/, '').toLowerCase()
        return [
          {
            name: instance.name,
            instance,
            known:
              known.get(instance.name.toLowerCase()) ?? known.get(bare) ?? solvedBeside(dir, file, instance),
          },
        ]
      } catch (fault) {
        say(`passed over: ${fault instanceof Error ? fault.message : String(fault)}`)
        return []
      }
    },
  )
  if (cases.length === 0) throw new RangeError(`no instance could be read in ${dir}`)
  const twice = cases.filter(({ name }, index) => cases.findIndex((one) => one.name === name) !== index)
  for (const one of twice) one.name = `${one.name}#${cases.indexOf(one)}`
  return cases
}

/** Of the `.sol` file of the same name, where there is one. */
function solvedBeside(dir: string, file: string, instance: RoutingInstance): BestKnown | undefined {
  const path = join(dir, `${file.replace(/\.[^.]+$/, '')}.sol`)
  return existsSync(path) ? bestOfSolution(instance, readFileSync(path, 'utf8')) : undefined
}

function bestKnownOf(dir: string): Map<string, BestKnown> {
  const places = [dirname(join(dir, '.')), join(dir)]
  const name = basename(join(dir, '.')).replace(/[\\/]+$/, '')
  const beside = ['json', 'csv'].flatMap((ending) => [
    join(dir, '..', `${name}-bks.${ending}`),
    join(dir, `${name}-bks.${ending}`),
  ])
  const inside = places.flatMap((place) =>
    existsSync(place)
      ? filesIn(place, /^bks.*\.(json|csv)$|-bks\.(json|csv)$/i).map((file) => join(place, file))
      : [],
  )
  const own = inside.filter((file) => file.startsWith(join(dir, '.')))
  const found = [...beside, ...own].find((file) => existsSync(file))
  return found === undefined ? new Map() : readBestKnown(readFileSync(found, 'utf8'))
}

function generated(): RoutingCase[] {
  const kinds = ['vrptw', 'cvrp', 'pdptw', 'mdvrptw', 'hfvrp'] as const
  return kinds.map((kind) => {
    const instance = generateInstance({ kind, customers: 100, seed: 1 })
    return { name: instance.name, instance, known: undefined }
  })
}

function workingDays(): RoutingCase[] {
  return [100, 200].flatMap((customers) =>
    workingDayRules.map((rule) => {
      const instance = workingDayInstance({ rule, customers, seed: 1 })
      return { name: instance.name, instance, known: undefined }
    }),
  )
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
