import * as holidaysOfKorea from '@hyunbinseo/holidays-kr/all'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { beginSearch } from '../runner/search.ts'
import { airPassengers } from './air-passengers.fixture.ts'
import { backtest } from './backtest.ts'
import { dayOf, type Holiday, holidayRegressors } from './calendar.ts'
import { normalDraw } from './distributions.ts'
import type { SeriesForecast } from './forecast.problem.ts'
import { forecastViolations } from './forecast.validator.ts'
import { type DemandForecast, type DemandProblem, forecastDemand } from './forecast-demand.ts'
import { forecastSeries } from './forecast-series.ts'
import { ForecastingError } from './forecasting.errors.ts'
import { incoherentRows, reconcileForecasts } from './reconcile-forecasts.ts'
import { generatedSeries } from './series.fixture.ts'

const levels = [80, 95]

describe('forecasting one series [TMS-13]', () => {
  it('every generated process: the validator finds nothing, and level, trend, season and calendar add up', () => {
    for (const { values, seasonLengths, horizon, process } of generatedSeries(3, 5)) {
      const past = values.slice(0, values.length - horizon)
      const forecast = forecastSeries({ values: past, seasonLengths, horizon, levels })
      expect(forecastViolations({ past, horizon }, forecast), process).toEqual([])
      expectSum(forecast)
      expect(forecast.reasons.length).toBeGreaterThan(0)
    }
  })
  it('any values: a valid forecast, the same each time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -50, max: 500 }), fc.constant(0), fc.constant(Number.NaN)), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.constantFrom([], [4], [7], [12]),
        (drawn, seasonLengths) => {
          fc.pre(drawn.some((value) => !Number.isNaN(value)))
          const past = Float64Array.from(drawn)
          const ask = () => forecastSeries({ values: past, seasonLengths, horizon: 5, levels })
          const forecast = ask()
          expect(forecastViolations({ past, horizon: 5 }, forecast)).toEqual([])
          expect(ask()).toEqual(forecast)
          expectSum(forecast)
        },
      ),
      { numRuns: 60 },
    )
  })
  it('in other units the forecast is the same forecast', () => {
    const of = (factor: number) =>
      forecastSeries({
        values: airPassengers.map((y) => y * factor),
        seasonLengths: [12],
        horizon: 6,
        levels,
      }).mean
    const scaled = of(1_000)
    for (const [h, y] of of(1).entries()) expect((scaled[h] as number) / 1_000 / y).toBeCloseTo(1, 3)
  })
  it('intervals hold what they say: 80 and 95 % of what came, within six points, over 200 series', () => {
    const inside = { 80: 0, 95: 0 }
    let count = 0
    for (const { values, seasonLengths, horizon, process } of generatedSeries(50, 11)) {
      if (!['monthly-season-grows', 'quarterly-season', 'yearly-random-walk', 'noise'].includes(process))
        continue
      const past = values.slice(0, values.length - horizon)
      for (const { levelPercent, lower, upper } of forecastSeries({
        values: past,
        seasonLengths,
        horizon,
        levels,
      }).intervals)
        for (let h = 0; h < horizon; h++) {
          const y = values[past.length + h] as number
          if (y >= (lower[h] as number) && y <= (upper[h] as number)) inside[levelPercent as 80 | 95]++
          if (levelPercent === 80) count++
        }
    }
    expect(Math.abs((100 * inside[80]) / count - 80)).toBeLessThan(6)
    expect(Math.abs((100 * inside[95]) / count - 95)).toBeLessThan(6)
  })
  it('a season seen little more than twice is used all the same, and one as smooth as a wave is seen', () => {
    for (const length of [28, 45]) {
      const luck = chance(length)
      const truth = (t: number) => 50 + 10 * Math.sin((2 * Math.PI * t) / 12)
      const values = Float64Array.from({ length }, (_, t) => truth(t) + 2 * normalDraw(luck))
      for (const method of ['automatic', 'theta'] as const) {
        const { mean } = forecastSeries({ values, seasonLengths: [12], horizon: 12, levels, method })
        expect(Math.max(...mean.map((y, h) => Math.abs(y - truth(length + h))))).toBeLessThan(6)
      }
    }
  })
  it('hours of the week beyond hours of the day are learnt slot by slot', () => {
    const luck = chance(8)
    const truth = (t: number) =>
      100 + (t % 168 >= 120 ? 0 : 60 * Math.max(0, Math.sin((2 * Math.PI * (t % 24)) / 24)))
    const values = Float64Array.from({ length: 840 }, (_, t) => truth(t) + 3 * normalDraw(luck))
    const { mean, reasons } = forecastSeries({ values, seasonLengths: [24, 168], horizon: 168, levels })
    expect(reasons).toContainEqual({ code: 'long_season', details: { season: 168, slots: 168 } })
    const off = mean.reduce((sum, y, h) => sum + Math.abs(y - truth(840 + h)) / 168, 0)
    expect(off).toBeLessThan(6)
  })
  it('refuses nonsense by code', () => {
    const ask = (change: object) => () =>
      forecastSeries({ values: Float64Array.of(1, 2), seasonLengths: [], horizon: 1, levels, ...change })
    expect(ask({ horizon: 0 })).toThrow(ForecastingError)
    expect(ask({ values: Float64Array.of(Number.NaN) })).toThrow(/forecasting\.series_empty/)
    expect(ask({ values: Float64Array.of(1, Number.POSITIVE_INFINITY) })).toThrow(/request_invalid/)
    expect(ask({ seasonLengths: [12, 7] })).toThrow(/seasonLengths/)
    expect(ask({ levels: [100] })).toThrow(/levels/)
    expect(ask({ holidays: [{ name: '설날', dates: [] }] })).toThrow(/timeline/)
    expect(
      ask({
        holidays: [{ name: '설날', dates: ['2025-2-1'] }],
        timeline: { period: 'day', start: '2025-01-01' },
      }),
    ).toThrow(/date_invalid/)
  })
})

describe('from series to a hierarchy that adds up [TMS-13]', () => {
  it('two shops and their sum, by MinT on the errors of the past', () => {
    const luck = chance(6)
    const shops = [0, 1].map((shop) =>
      Float64Array.from(
        { length: 72 },
        (_, t) => 100 + 20 * shop + 15 * Math.sin(t / 2) + 5 * normalDraw(luck),
      ),
    )
    const [first, second] = shops as [Float64Array, Float64Array]
    const rows = [first.map((y, t) => y + (second[t] as number)), first, second]
    const forecasts = rows.map((values) =>
      forecastSeries({ values, seasonLengths: [12], horizon: 6, levels, errors: true }),
    )
    const hierarchy = { bottom: ['one', 'two'], aggregates: [{ id: 'all', members: [0, 1] }] }
    const base = Float64Array.from(forecasts.flatMap(({ mean }) => [...mean]))
    const residuals = forecasts.map(({ errors }) => errors as Float64Array)
    expect(residuals.every((row) => row.length === 72 && row.some((one) => one !== 0))).toBe(true)
    const variances = Float64Array.from(forecasts, ({ deviations }) => (deviations[0] as number) ** 2)
    for (const method of ['mint_shrink', 'wls_variance'] as const) {
      const rows = reconcileForecasts({ hierarchy, horizon: 6, base, method, residuals, variances })
      expect(incoherentRows(hierarchy, 6, rows)).toEqual([])
      expect(Math.abs((rows[0] as number) / (base[0] as number) - 1)).toBeLessThan(0.1)
    }
  })
})

describe('holidays of Korea [TMS-13]', () => {
  const named = (name: string): Holiday => ({
    name,
    dates: Object.values(holidaysOfKorea).flatMap((year) =>
      Object.entries(year).flatMap(([date, names]) =>
        (names as readonly string[]).includes(name) ? [date] : [],
      ),
    ),
    leadDays: 2,
    lagDays: 1,
  })
  const seollal = named('설날')
  const chuseok = named('추석')

  it('설날 moves: daily sales that halve on it and double two days before are forecast so in a year not seen', () => {
    const luck = chance(4)
    const days = new Set(seollal.dates.map(dayOf))
    const first = dayOf('2021-01-01')
    const length = dayOf('2025-01-20') - first
    const truth = (t: number) => {
      const day = first + t
      const factor = days.has(day) ? 0.5 : days.has(day + 2) ? 2 : 1
      return 100 * (1 + 0.2 * Math.sin((2 * Math.PI * (t % 7)) / 7)) * factor
    }
    const values = Float64Array.from({ length }, (_, t) => truth(t) * (1 + 0.05 * normalDraw(luck)))
    const forecast = forecastSeries({
      values,
      seasonLengths: [7],
      horizon: 14,
      levels,
      timeline: { period: 'day', start: '2021-01-01' },
      holidays: [seollal, chuseok],
    })
    expect(forecast.calendarMultiplies).toBe(true)
    const effect = (name: string) =>
      forecast.holidayEffects.find((one) => one.name === name)?.effect as number
    expect(effect('설날-2')).toBeGreaterThan(1.8)
    expect(effect('설날')).toBeLessThan(0.6)
    expect(Math.abs(effect('추석') - 1)).toBeLessThan(0.1)
    const off = [...forecast.mean].map((y, h) => Math.abs(y / truth(length + h) - 1))
    expect(Math.max(...off)).toBeLessThan(0.15)
    expect(forecast.components.calendar.some((one) => one < -20)).toBe(true)
    expectSum(forecast)
  })
  it('in monthly figures only the moving of a holiday is left to it', () => {
    const timeline = { period: 'month', start: '2019-01-01' } as const
    const [column] = holidayRegressors([seollal], timeline, 72, 84)
    expect(column?.values.subarray(0, 72).some((one) => one > 0)).toBe(true)
    for (let month = 0; month < 12; month++) {
      let sum = 0
      for (let t = month; t < 72; t += 12) sum += column?.values[t] as number
      expect(sum).toBeCloseTo(0, 9)
    }
  })
})

describe('backtest [TMS-13]', () => {
  it('airline passengers: the combination beats seasonal naive at every origin, and says so', () => {
    const result = backtest(
      { values: airPassengers, seasonLengths: [12], horizon: 12, levels },
      { methods: ['automatic', 'ets', 'theta'], origins: 3 },
    )
    expect(result.origins).toBe(3)
    expect(result.methods.at(-1)?.method).toBe('seasonal_naive')
    expect(result.methods.reduce((sum, { wins }) => sum + wins, 0)).toBe(3)
    expect(result.methods[0]?.mase).toBeLessThan(0.8)
  })
  it('a past too short for one origin is refused', () => {
    const ask = () =>
      backtest(
        { values: Float64Array.of(1, 2, 3), seasonLengths: [], horizon: 3, levels },
        { methods: [], origins: 1 },
      )
    expect(ask).toThrow(/backtest_too_short/)
  })
})

describe('validator of forecasts', () => {
  const past = Float64Array.of(5, 6, 7, 8)
  const good = () => ({
    mean: Float64Array.of(8, 8),
    intervals: [
      { levelPercent: 80, lower: Float64Array.of(7, 6), upper: Float64Array.of(9, 10) },
      { levelPercent: 95, lower: Float64Array.of(6, 5), upper: Float64Array.of(10, 11) },
    ],
  })
  const broken: [string, (forecast: ReturnType<typeof good>) => void][] = [
    ['finite', ({ mean }) => mean.fill(Number.NaN, 0, 1)],
    ['non_negative', ({ intervals }) => intervals[1]?.lower.fill(-1, 0, 1)],
    ['ordered', ({ intervals }) => intervals[0]?.lower.fill(9.5, 0, 1)],
    ['nested', ({ intervals }) => intervals[1]?.upper.fill(8.5, 0, 1)],
    ['mean_inside', ({ mean }) => mean.fill(12, 0, 1)],
  ]
  it('a good forecast passes; a short one does not', () => {
    expect(forecastViolations({ past, horizon: 2 }, good())).toEqual([])
    expect(forecastViolations({ past, horizon: 3 }, good())).toEqual([{ rule: 'length' }])
  })
  it.each(broken)('sees a fault of %s', (rule, spoil) => {
    const forecast = good()
    spoil(forecast)
    expect(forecastViolations({ past, horizon: 2 }, forecast).map((one) => one.rule)).toContain(rule)
  })
})

describe('many series in columns [TMS-13]', () => {
  const series = generatedSeries(2, 3).filter(({ process }) => process !== 'daily-week-and-year')
  const offsets = new Int32Array(series.length + 1)
  for (const [index, { values }] of series.entries())
    offsets[index + 1] = (offsets[index] as number) + values.length
  const problem: DemandProblem = {
    ids: series.map(({ name }) => name),
    values: Float64Array.from(series.flatMap(({ values }) => [...values])),
    offsets,
    seasonLengths: [12],
    horizon: 6,
    levels,
    explain: ['noise-1'],
  }
  const run = (iterations: number) =>
    forecastDemand(problem, beginSearch<DemandForecast>({ seed: 1, iterations }))

  it('stopped early it keeps what it has; going on only adds', () => {
    const some = run(5)
    const all = run(1_000)
    expect(some.completed).toBe(5)
    expect(all.completed).toBe(series.length)
    expect(some.mean.subarray(0, 30)).toEqual(all.mean.subarray(0, 30))
    expect(Number.isNaN(some.mean[30])).toBe(true)
    expect(all.mean.every((value) => Number.isFinite(value))).toBe(true)
    expect(Object.keys(all.explained)).toEqual(['noise-1'])
  })
  it('cancelled at once it answers without a row', () => {
    const search = beginSearch<DemandForecast>({ seed: 1, seconds: 5 }, { cancelled: () => true })
    expect(forecastDemand(problem, search).completed).toBe(0)
  })
  it('a series that cannot be forecast is named and the rest goes on; bad columns are refused', () => {
    const two = {
      ...problem,
      ids: ['empty', 'good'],
      values: Float64Array.of(Number.NaN, 1, 2, 3, 4, 5),
      offsets: Int32Array.of(0, 1, 6),
    }
    const answer = forecastDemand(two, beginSearch<DemandForecast>({ seed: 1, iterations: 9 }))
    expect(answer.refused).toEqual([{ id: 'empty', code: 'forecasting.series_empty' }])
    expect(Number.isFinite(answer.mean[6])).toBe(true)
    const bad = { ...two, offsets: Int32Array.of(0, 1) }
    expect(() => forecastDemand(bad, beginSearch<DemandForecast>({ seed: 1, iterations: 9 }))).toThrow(
      /columns_invalid/,
    )
  })
})

function expectSum({ mean, components: { level, trend, season, calendar } }: SeriesForecast): void {
  for (const [h, y] of mean.entries()) {
    const sum = (level[h] as number) + (trend[h] as number) + (season[h] as number) + (calendar[h] as number)
    expect(Math.abs(sum - y)).toBeLessThan(1e-6 * (1 + Math.abs(y)))
  }
}
