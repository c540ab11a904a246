import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { randomNetwork } from '../src/engines/scheduling/resource/network.fixture.ts'
import {
  type BestKnown,
  readBestKnown,
  readPsplib,
} from '../src/engines/scheduling/resource/psplib.reader.ts'
import { scheduleActivitiesTask } from '../src/engines/scheduling/resource/schedule-activities.ts'
import type {
  SingleModeProblem,
  SingleModeSchedule,
} from '../src/engines/scheduling/resource/single-mode.problem.ts'
import { scheduleFaults } from '../src/engines/scheduling/resource/single-mode.validator.ts'
import {
  type EngineBenchOptions,
  type EngineCaseRun,
  engineOptions,
  filesIn,
  mean,
  runCases,
} from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'
import { growthRow, growthSizes } from './scheduling/growth.ts'
import { measureRecalculation } from './scheduling/recalculation.ts'

const goal =
  'PSPLIB at 5,000 schedules: j30 ≤ 0.05 % from the optimum, j60 ≤ 10.95 % and j120 ≤ 32.3 % over the critical path; j120 ≤ 31.0 % at 50,000'
const defaultSeconds = 2
/** Instances of up to so many activities are compared with the optimum in the literature, larger ones with the critical path. */
const smallInstance = 32

interface Row {
  overCriticalPath: number
  overBestKnown: number | undefined
  invalid: boolean
  cpuSeconds: number
  schedules: number
}

/** Schedules every instance of a folder, or generated ones, and compares with critical path and best known values. */
export async function run({ args, say, print }: BenchOptions): Promise<EngineMeasurement> {
  const options = engineOptions(args, { seconds: defaultSeconds })
  const { problems, known } = options.dir === undefined ? generated() : folder(options.dir)
  const chosen = problems.filter(({ name }) => options.only === undefined || name.includes(options.only))
  say(`${chosen.length} instances, ${options.seeds} seed(s)`)
  const rows: Row[] = []
  const cases = chosen.map((input) => ({ name: input.name, input, limits: limitsOf(options) }))
  await runCases(scheduleActivitiesTask, cases, {
    seeds: options.seeds,
    threads: options.threads,
    ended(ended) {
      const best = known.get(ended.case.name.toLowerCase())
      const row = rowOf(ended, best)
      rows.push(row)
      print(lineOf(ended, best, row))
    },
  })
  const wantsAll = options.dir === undefined && options.only === undefined
  const wantsRecalculation = wantsAll || options.only === 'recalculation' || args.includes('--recalculation')
  return {
    ...measurementOf(rows, byOptimum(chosen, known)),
    schedulesAllowed: options.schedules ?? null,
    ...(wantsRecalculation ? { recalculation: recalculation(print) } : {}),
    ...(wantsAll ? { growth: growth(print) } : {}),
  }
}

/** How long a plan takes after the edit of one task, for plans of growing size. */
function recalculation(print: BenchOptions['print']) {
  return [100, 1_000, 10_000].map((tasks) => {
    const measured = measureRecalculation(tasks)
    const { editWithRowsMedianMs, editWithRowsWorstMs, openMs } = measured
    print(
      `plan of ${tasks} tasks after an edit: ${editWithRowsMedianMs} CPU ms, at worst ${editWithRowsWorstMs} ms; opened in ${openMs} ms`,
    )
    return measured
  })
}

function growth(print: BenchOptions['print']) {
  return growthSizes.map((tasks) => {
    const row = growthRow(tasks)
    const { schedulesSeconds, levellingSeconds, movedTasks, riskSeconds, invalid } = row
    print(
      `growth ${tasks} tasks: 1,000 schedules ${schedulesSeconds} s; levelling pass ${levellingSeconds} s, ${movedTasks} moved; 1,000 risk runs ${riskSeconds} s (CPU)${invalid > 0 ? ' INVALID' : ''}`,
    )
    return row
  })
}

function limitsOf({ schedules, seconds }: EngineBenchOptions): { iterations?: number; seconds?: number } {
  return schedules === undefined ? { seconds } : { iterations: schedules }
}

function folder(dir: string): { problems: SingleModeProblem[]; known: Map<string, BestKnown> } {
  const problems = filesIn(dir, /\.sm$/i).map((file) =>
    readPsplib(readFileSync(join(dir, file), 'utf8'), file),
  )
  const name = basename(resolve(dir))
  const beside = [
    join(dirname(resolve(dir)), `${name}-bks.csv`),
    ...filesIn(dir, /-bks\.csv$/i).map((file) => join(dir, file)),
  ].find((path) => existsSync(path))
  const known = beside === undefined ? new Map() : readBestKnown(readFileSync(beside, 'utf8'), beside)
  return { problems, known }
}

function generated(): { problems: SingleModeProblem[]; known: Map<string, BestKnown> } {
  const problems = [30, 60, 120].flatMap((activities) =>
    [0.1, 0.3].flatMap((strength) =>
      [0.5, 1].map((factor) => randomNetwork(activities, { activities, strength, factor })),
    ),
  )
  return { problems, known: new Map() }
}

/** The convention of the literature: small sets whose optima are all known are compared with them. */
function byOptimum(problems: readonly SingleModeProblem[], known: Map<string, BestKnown>): boolean {
  return problems.every(({ name, activities }) => {
    const best = known.get(name.toLowerCase())
    return best !== undefined && best.lower === best.upper && activities.length <= smallInstance
  })
}

function rowOf(
  { case: { input }, result, cpuSeconds, iterations }: EngineCaseRun<SingleModeProblem, SingleModeSchedule>,
  best: BestKnown | undefined,
): Row {
  const { makespan, criticalPath, lowerBound } = result
  const faults = scheduleFaults(input, result)
  return {
    overCriticalPath: percentOver(makespan, criticalPath),
    overBestKnown: best && percentOver(makespan, best.upper),
    invalid: faults.length > 0 || makespan < lowerBound || makespan < (best?.lower ?? 0),
    cpuSeconds,
    schedules: iterations,
  }
}

function percentOver(value: number, reference: number): number {
  return reference > 0 ? 100 * (value / reference - 1) : 0
}

function lineOf(
  { case: { name }, seed, result }: EngineCaseRun<SingleModeProblem, SingleModeSchedule>,
  best: BestKnown | undefined,
  row: Row,
): string {
  const gap =
    row.overBestKnown === undefined ? '' : ` best ${best?.upper} gap ${row.overBestKnown.toFixed(2)} %`
  const over = `critical path ${result.criticalPath} +${row.overCriticalPath.toFixed(2)} %`
  const effort = `${row.cpuSeconds.toFixed(2)} CPU s, ${row.schedules} schedules`
  return `${name} seed ${seed}: ${result.makespan}${gap}, ${over}, ${effort}${row.invalid ? ' INVALID' : ''}`
}

function measurementOf(rows: readonly Row[], fromOptimum: boolean): EngineMeasurement {
  const overPath = rounded(mean(rows.map(({ overCriticalPath }) => overCriticalPath)))
  const gaps = rows.flatMap(({ overBestKnown }) => (overBestKnown === undefined ? [] : [overBestKnown]))
  const overBest = gaps.length === 0 ? null : rounded(mean(gaps))
  return {
    name: 'scheduling',
    goal,
    instances: rows.length,
    deviationPercent: fromOptimum ? overBest : overPath,
    deviationFrom: fromOptimum ? 'optimum' : 'critical path',
    deviationFromBestKnownPercent: overBest,
    deviationFromCriticalPathPercent: overPath,
    atBestKnown: gaps.filter((gap) => gap <= 0).length,
    invalid: rows.filter(({ invalid }) => invalid).length,
    cpuSeconds: rounded(rows.reduce((sum, row) => sum + row.cpuSeconds, 0)),
    schedules: rows.reduce((sum, row) => sum + row.schedules, 0),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
