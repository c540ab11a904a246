import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { airPassengers } from './air-passengers.fixture.ts'
import { chooseEts, etsModel } from './ets-choice.ts'
import { fitEts } from './ets-fit.ts'
import { etsDeviations } from './ets-intervals.ts'
import { type EtsSlopes, etsCriterion } from './ets-likelihood.ts'
import { type EtsForm, emptyPath, nameOfForm, project, runEts, statesAt } from './ets-model.ts'
import { forecastOf } from './fitted-model.ts'

const forms: EtsForm[] = (['A', 'M'] as const).flatMap((error) =>
  (
    [
      ['N', false],
      ['A', false],
      ['A', true],
      ['M', false],
      ['M', true],
    ] as const
  ).flatMap(([trend, damped]) =>
    (['N', 'A', 'M'] as const).map((season) => ({ error, trend, damped, season })),
  ),
)

describe('exponential smoothing [TMS-13]', () => {
  it('simple smoothing by hand: 10, 12, 11 from level 10 at α = 0.5', () => {
    const path = emptyPath(3, 1)
    path.levels[0] = 10
    const form = { error: 'A', trend: 'N', damped: false, season: 'N' } as const
    expect(
      runEts(Float64Array.of(10, 12, 11), form, { alpha: 0.5, trendShare: 0, gamma: 0, phi: 1 }, 1, path),
    ).toBe(true)
    expect([...path.fitted]).toEqual([10, 10, 11])
    expect([...path.errors]).toEqual([0, 2, 0])
    expect(path.levels[3]).toBe(11)
  })

  it('a damped trend runs out: 100 + 0.5·8 + 0.25·8', () => {
    const form = { error: 'A', trend: 'A', damped: true, season: 'N' } as const
    const { mean } = project(form, 0.5, { level: 100, growth: 8, seasons: new Float64Array(1) }, 2)
    expect([...mean]).toEqual([104, 106])
  })

  it('a missing value moves the states on and teaches nothing', () => {
    const path = emptyPath(2, 1)
    path.levels[0] = 5
    path.growths[0] = 2
    const form = { error: 'A', trend: 'A', damped: false, season: 'N' } as const
    runEts(Float64Array.of(Number.NaN, 9), form, { alpha: 0.3, trendShare: 0.2, gamma: 0, phi: 1 }, 1, path)
    expect(path.errors[0]).toBe(0)
    expect(path.fitted[1]).toBe(9)
  })

  it.each(forms)(
    'slopes of the likelihood are those of small steps: $error $trend $damped $season',
    (form) => {
      const values = airPassengers.slice(0, 60)
      const season = form.season === 'N' ? 1 : 12
      const slopes = emptySlopes(form.season === 'N' ? 0 : 12)
      const at = (change: (begun: Start) => void) => {
        const begun = start(form)
        change(begun)
        const path = emptyPath(values.length, season)
        path.levels[0] = begun.level
        path.growths[0] = begun.growth
        path.seasons.set(begun.seasons.subarray(0, season))
        return etsCriterion(values, form, begun, season, path, slopes)
      }
      at(() => {})
      const found = { ...slopes, seasons: slopes.seasons.slice() }
      for (const name of ['alpha', 'trendShare', 'gamma', 'phi', 'level', 'growth'] as const) {
        if ((name === 'trendShare' || name === 'growth') && form.trend === 'N') continue
        if (name === 'gamma' && form.season === 'N') continue
        if (name === 'phi' && form.trend === 'N') continue
        const step = 1e-6 * Math.max(1, start(form)[name])
        const slope = (at((one) => (one[name] += step)) - at((one) => (one[name] -= step))) / (2 * step)
        expect(found[name] / slope).toBeCloseTo(1, 3)
      }
      if (form.season !== 'N') {
        const nudge = (by: number) => at((one) => (one.seasons[3] = (one.seasons[3] as number) + by))
        expect((found.seasons[3] as number) / ((nudge(1e-5) - nudge(-1e-5)) / 2e-5)).toBeCloseTo(1, 3)
      }
    },
  )

  it('airline passengers: the likelihood is at least that which R’s forecast package publishes for ETS(M,Ad,M)', () => {
    const fit = fitEts(airPassengers, { error: 'M', trend: 'A', damped: true, season: 'M' }, 12, 300)
    expect(fit?.parameterCount).toBe(18)
    expect((fit?.criterion as number) + 2 * 18).toBeLessThan(1_395.17)
    expect(fit?.parameters.alpha).toBeGreaterThan(0.65)
    expect(fit?.parameters.phi).toBeCloseTo(0.98, 2)
  })

  it('airline passengers: multiplicative season is chosen, and 1960 is forecast within 4.5 %', () => {
    const [best, ...others] = chooseEts(airPassengers.slice(0, 132), { seasonLength: 12 })
    expect(nameOfForm((best as NonNullable<typeof best>).form)).toBe('ETS(M,A,M)')
    expect(others.every(({ aicc }) => aicc >= (best?.aicc as number))).toBe(true)
    const forecast = forecastOf(etsModel(best as NonNullable<typeof best>, 132), 12)
    const off = forecast.map((y, h) => Math.abs(y / (airPassengers[132 + h] as number) - 1))
    expect(off.reduce((sum, one) => sum + one, 0) / 12).toBeLessThan(0.045)
  })

  it('the variance of simple smoothing is σ²(1 + (h − 1)α²)', () => {
    const fit = fitEts(airPassengers, { error: 'A', trend: 'N', damped: false, season: 'N' }, 1)
    if (!fit) throw new Error('no fit')
    const alpha = fit.parameters.alpha
    const deviations = etsDeviations(fit, airPassengers.length, 5)
    for (let h = 0; h < 5; h++)
      expect((deviations[h] as number) ** 2).toBeCloseTo(fit.sigma2 * (1 + h * alpha * alpha), 6)
  })

  it('values not above zero leave only additive forms; too few values none', () => {
    const fits = chooseEts(
      Float64Array.from({ length: 40 }, (_, t) => Math.sin(t) * 10),
      { seasonLength: 4 },
    )
    expect(fits.length).toBeGreaterThan(0)
    expect(fits.every(({ form }) => form.error === 'A' && form.season !== 'M')).toBe(true)
    expect(chooseEts(Float64Array.of(1, 2, 3), { seasonLength: 1 })).toEqual([])
  })

  it('states carry the forecast from any past time without looking ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 100 }), (at) => {
        const form = { error: 'A', trend: 'A', damped: false, season: 'A' } as const
        const fit = fitEts(airPassengers, form, 12, 10)
        if (!fit) return false
        const early = emptyPath(at, 12)
        early.levels[0] = fit.path.levels[0] as number
        early.growths[0] = fit.path.growths[0] as number
        early.seasons.set(fit.path.seasons.subarray(0, 12))
        runEts(airPassengers.slice(0, at), form, fit.parameters, 12, early)
        const one = project(form, 1, statesAt(early, at, 12), 6).mean
        const other = etsModel(fit, airPassengers.length).forecastFrom(at, 6)
        return one.every((y, h) => Math.abs(y - (other[h] as number)) < 1e-9)
      }),
      { numRuns: 10 },
    )
  })
})

interface Start {
  alpha: number
  trendShare: number
  gamma: number
  phi: number
  level: number
  growth: number
  seasons: Float64Array
}

function start(form: EtsForm): Start {
  return {
    alpha: 0.3,
    trendShare: 0.2,
    gamma: 0.1,
    phi: form.damped ? 0.9 : 1,
    level: 120,
    growth: form.trend === 'M' ? 1.01 : 1.5,
    seasons: Float64Array.from({ length: 12 }, (_, index) =>
      form.season === 'M' ? 1 + 0.1 * Math.sin(index) : 10 * Math.sin(index),
    ),
  }
}

function emptySlopes(seasons: number): EtsSlopes {
  return {
    alpha: 0,
    trendShare: 0,
    gamma: 0,
    phi: 0,
    level: 0,
    growth: 0,
    seasons: new Float64Array(seasons),
  }
}
