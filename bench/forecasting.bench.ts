import { accuracyOf } from '../src/engines/forecasting/accuracy.ts'
import type { Period } from '../src/engines/forecasting/calendar.ts'
import { isSeasonal } from '../src/engines/forecasting/decomposition.ts'
import { forecastViolations } from '../src/engines/forecasting/forecast.validator.ts'
import {
  type DemandForecast,
  type DemandProblem,
  forecastDemandTask,
} from '../src/engines/forecasting/forecast-demand.ts'
import { forecastSeries } from '../src/engines/forecasting/forecast-series.ts'
import { generatedSeries } from '../src/engines/forecasting/series.fixture.ts'
import { type EngineCase, engineOptions, mean, runCases } from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'
import { readSeriesFolder } from './series-files.ts'

const levels = [80, 95]
const generatedEach = 40
const seriesPerCase = 250

interface Held {
  name: string
  group: string
  past: Float64Array
  actual: Float64Array
  seasonLengths: number[]
  horizon: number
  period: Period | undefined
  start: string | undefined
}

/** Holds out the end of each series (or takes the future from a file of its own), forecasts it and measures. */
export async function run({ args, say, print }: BenchOptions): Promise<EngineMeasurement> {
  const options = engineOptions(args, { seconds: 600 })
  const held = (options.dir === undefined ? heldGenerated() : heldFrom(options.dir, say)).filter(
    ({ name, group }) => options.only === undefined || `${group}/${name}`.includes(options.only),
  )
  const cases = casesOf(held, options.seconds)
  say(`${held.length} series in ${cases.length} cases`)
  const rows: Row[] = []
  let cpuSeconds = 0
  await runCases(
    forecastDemandTask,
    cases.map(({ case: one }) => one),
    {
      seeds: 1,
      threads: options.threads,
      ended(ended) {
        cpuSeconds += ended.cpuSeconds
        const members = cases.find(({ case: one }) => one === ended.case)?.members ?? []
        const measured = rowsOf(members, ended.result)
        rows.push(...measured)
        print(lineOf(ended.case.name, measured, ended.cpuSeconds))
      },
    },
  )
  const groups = Map.groupBy(rows, ({ held: { group } }) => group)
  if (groups.size > 1 && groups.size < cases.length)
    for (const [group, measured] of groups) print(lineOf(`all of ${group}`, measured, Number.NaN))
  const figures = figuresOf(rows)
  return {
    name: 'forecasting',
    goal: 'MASE below seasonal naive in every class; intervals that hold what they say',
    instances: rows.length,
    ...figures,
    relativeMase: rounded((figures.mase as number) / (figures.maseSeasonalNaive as number)),
    invalid: rows.filter(({ invalid }) => invalid).length,
    unfinished: held.length - rows.length,
    cpuSeconds: rounded(cpuSeconds),
    seriesPerCpuSecond: rounded(rows.length / cpuSeconds),
  }
}

interface Row {
  held: Held
  mase: number
  maseSeasonalNaive: number
  rmsse: number
  pinball: number
  pinballSeasonalNaive: number
  coverage: Record<number, number>
  invalid: boolean
}

function rowsOf(members: readonly Held[], result: DemandForecast): Row[] {
  return members.slice(0, result.completed).map((held, index) => {
    const from = index * result.horizon
    const row = (column: Float64Array) => column.slice(from, from + held.horizon)
    const forecast = {
      mean: row(result.mean),
      intervals: result.bounds.map(({ levelPercent, lower, upper }) => ({
        levelPercent,
        lower: row(lower),
        upper: row(upper),
      })),
    }
    const season = held.seasonLengths[0] ?? 1
    const lag = held.past.length > season ? season : 1
    const { mase, rmsse, pinball, coveragePercent } = accuracyOf(held.past, lag, held.actual, forecast)
    const seasonLengths = lag > 1 ? [lag] : []
    const benchmark = accuracyOf(
      held.past,
      lag,
      held.actual,
      forecastSeries({
        values: held.past,
        seasonLengths,
        horizon: held.horizon,
        levels,
        method: 'seasonal_naive',
        cleaning: false,
      }),
    )
    return {
      held,
      mase,
      rmsse,
      pinball,
      maseSeasonalNaive: benchmark.mase,
      pinballSeasonalNaive: benchmark.pinball,
      coverage: coveragePercent,
      invalid: forecastViolations(held, forecast).length > 0,
    }
  })
}

function figuresOf(rows: readonly Row[]): Record<string, number> {
  const scaled = rows.filter(({ mase }) => Number.isFinite(mase))
  const coverageOf = (level: number) =>
    rounded(mean(rows.map(({ coverage }) => coverage[level] as number).filter(Number.isFinite)))
  const of = (value: (row: Row) => number) => rounded(mean(scaled.map(value)))
  return {
    mase: of(({ mase }) => mase),
    maseSeasonalNaive: of(({ maseSeasonalNaive }) => maseSeasonalNaive),
    rmsse: of(({ rmsse }) => rmsse),
    pinball: of(({ pinball }) => pinball),
    pinballSeasonalNaive: of(({ pinballSeasonalNaive }) => pinballSeasonalNaive),
    betterPercent: rounded(
      (100 * scaled.filter((row) => row.mase < row.maseSeasonalNaive).length) / Math.max(1, scaled.length),
    ),
    coverage80Percent: coverageOf(80),
    coverage95Percent: coverageOf(95),
  }
}

function lineOf(name: string, rows: readonly Row[], cpuSeconds: number): string {
  const f = figuresOf(rows)
  const invalid = rows.filter((row) => row.invalid).length
  return [
    name.padEnd(34),
    `${rows.length} series`,
    `MASE ${f.mase} (seasonal naive ${f.maseSeasonalNaive}, better in ${f.betterPercent} %)`,
    `RMSSE ${f.rmsse}`,
    `pinball ${f.pinball} (${f.pinballSeasonalNaive})`,
    `coverage ${f.coverage80Percent} / ${f.coverage95Percent} %`,
    ...(Number.isNaN(cpuSeconds) ? [] : [`${(rows.length / cpuSeconds).toFixed(1)} series per CPU s`]),
    ...(invalid > 0 ? [`INVALID ${invalid}`] : []),
  ].join('  ')
}

/** Series of one group, horizon and season go together, as a columnar problem. */
function casesOf(
  held: readonly Held[],
  seconds: number,
): { case: EngineCase<DemandProblem>; members: Held[] }[] {
  const alike = Map.groupBy(
    held,
    ({ group, horizon, seasonLengths, period, start }) =>
      `${group} h${horizon} m${seasonLengths.join('+') || 1}${period && start ? ` ${period}` : ''}`,
  )
  return [...alike].flatMap(([name, all]) =>
    Array.from({ length: Math.ceil(all.length / seriesPerCase) }, (_, part) => {
      const members = all.slice(part * seriesPerCase, (part + 1) * seriesPerCase)
      const first = members[0] as Held
      const offsets = new Int32Array(members.length + 1)
      for (const [index, { past }] of members.entries())
        offsets[index + 1] = (offsets[index] as number) + past.length
      const values = new Float64Array(offsets[members.length] as number)
      for (const [index, { past }] of members.entries()) values.set(past, offsets[index])
      const input: DemandProblem = {
        ids: members.map(({ name: id }) => id),
        values,
        offsets,
        seasonLengths: first.seasonLengths,
        horizon: first.horizon,
        levels,
        ...(first.period && first.start
          ? { period: first.period, starts: members.map(({ start }) => start as string) }
          : {}),
      }
      const limits = { seconds: seconds * members.length }
      return {
        case: { name: all.length > seriesPerCase ? `${name} #${part + 1}` : name, input, limits },
        members,
      }
    }),
  )
}

function heldGenerated(): Held[] {
  return generatedSeries(generatedEach, 1).map(({ name, process, values, horizon, ...rest }) => ({
    ...rest,
    name,
    group: process,
    horizon,
    past: values.slice(0, values.length - horizon),
    actual: values.slice(values.length - horizon),
  }))
}

/** Horizons of the M4 competition and the seasons of each period. */
const habits: Record<Period, { horizon: number; seasonLengths: number[] }> = {
  hour: { horizon: 48, seasonLengths: [24, 168] },
  day: { horizon: 14, seasonLengths: [7, 365.25] },
  week: { horizon: 13, seasonLengths: [365.25 / 7] },
  month: { horizon: 18, seasonLengths: [12] },
  quarter: { horizon: 8, seasonLengths: [4] },
  year: { horizon: 6, seasonLengths: [] },
}

function heldFrom(dir: string, say: (line: string) => void): Held[] {
  const held: Held[] = []
  for (const { values, actual, period, start, name, group } of readSeriesFolder(dir)) {
    const habit = period ? habits[period] : { horizon: 12, seasonLengths: seasonsByContent(values) }
    const known = values.findIndex((value) => !Number.isNaN(value))
    if (known < 0 || (!actual && values.length - known < 8)) {
      say(`${group}/${name}: too short, left out`)
      continue
    }
    const trimmed = values.slice(known)
    const horizon = actual?.length ?? Math.min(habit.horizon, Math.max(1, Math.floor(trimmed.length / 4)))
    const past = actual ? trimmed : trimmed.slice(0, trimmed.length - horizon)
    const seasonLengths = habit.seasonLengths.filter((season) => past.length >= 1.9 * season)
    const future = actual ?? trimmed.slice(trimmed.length - horizon)
    held.push({
      name,
      group,
      past,
      actual: future,
      seasonLengths,
      horizon,
      period,
      start: known === 0 ? start : undefined,
    })
  }
  if (held.length === 0) throw new Error(`${dir}: no series found`)
  return held
}

/** The season that the values themselves show, when no name and no date tells it. */
function seasonsByContent(values: Float64Array): number[] {
  const found = [12, 7, 4, 24].find((season) => isSeasonal(values, season))
  return found ? [found] : []
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
