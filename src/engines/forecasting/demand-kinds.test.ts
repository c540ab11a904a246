import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { cleanSeries } from './cleaning.ts'
import { combine } from './combination.ts'
import { normalBelow, normalDraw, normalQuantile, studentQuantile } from './distributions.ts'
import { forecastOf } from './fitted-model.ts'
import { forecastSeries } from './forecast-series.ts'
import { demandPattern, fitIntermittent, intermittentQuantile } from './intermittent.ts'
import { meanModel, seasonalNaive } from './naive.ts'
import { fitTheta } from './theta.ts'

const plain = { kept: (_at: number) => false, missingOnly: false }

describe('Theta [TMS-13]', () => {
  it('a straight line goes on: half its slope with the standard lines, all of it with the optimised', () => {
    const line = Float64Array.from({ length: 40 }, (_, t) => 10 + 3 * t)
    const standard = forecastOf(fitTheta(line, 1, 'standard'), 4)
    expect((standard[3] as number) - (standard[0] as number)).toBeCloseTo(4.5, 1)
    for (const kind of ['optimised', 'dynamic'] as const) {
      const [first, second] = forecastOf(fitTheta(line, 1, kind), 2)
      expect((second as number) - (first as number)).toBeGreaterThan(2.5)
    }
  })
  it('a season is taken out and put back', () => {
    const values = Float64Array.from(
      { length: 72 },
      (_, t) => 100 * (1 + 0.3 * Math.sin((2 * Math.PI * t) / 12)),
    )
    const forecast = forecastOf(fitTheta(values, 12), 12)
    for (let h = 0; h < 12; h++) expect(forecast[h]).toBeCloseTo(values[h] as number, 0)
  })
})

describe('intermittent demand [TMS-13]', () => {
  it('Croston by hand: constant size 6 every third period is 2 a period; SBA takes α/2 off', () => {
    const values = Float64Array.from({ length: 60 }, (_, t) => (t % 3 === 2 ? 6 : 0))
    expect(fitIntermittent(values, 'croston').rate).toBeCloseTo(2, 6)
    const sba = fitIntermittent(values, 'sba')
    expect(sba.rate).toBeCloseTo(2 * (1 - sba.timeRate / 2), 6)
  })
  it('TSB forgets an item that is no longer sold; Croston never does', () => {
    const values = Float64Array.from({ length: 120 }, (_, t) => (t < 60 && t % 2 === 0 ? 10 : 0))
    expect(fitIntermittent(values, 'tsb').rate).toBeLessThan(0.5)
    expect(fitIntermittent(values, 'croston').rate).toBeGreaterThan(3)
    expect(forecastSeries({ values, seasonLengths: [], horizon: 3, levels: [80] }).method).toBe('tsb')
  })
  it('boundaries of Syntetos and Boylan: 1.32 periods and 0.49', () => {
    const every = (gap: number, size: (index: number) => number) =>
      demandPattern(
        Float64Array.from({ length: 60 }, (_, t) => (t % gap === 0 ? size(t / gap) : 0)),
        1,
      ).kind
    expect(every(1, () => 5)).toBe('smooth')
    expect(every(1, (index) => (index % 5 === 0 ? 50 : 2))).toBe('erratic')
    expect(every(4, () => 5)).toBe('intermittent')
    expect(every(4, (index) => (index % 5 === 0 ? 50 : 2))).toBe('lumpy')
    expect(demandPattern(new Float64Array(9), 1).kind).toBe('none')
  })
  it('days on which the shop is shut are neither rare demand nor forecast', () => {
    const luck = chance(3)
    const values = Float64Array.from({ length: 140 }, (_, t) =>
      t % 7 > 4 ? 0 : 20 + Math.round(3 * normalDraw(luck)),
    )
    const { mean, intervals, pattern, method } = forecastSeries({
      values,
      seasonLengths: [7],
      horizon: 7,
      levels: [95],
    })
    expect(pattern.kind).toBe('smooth')
    expect(method).toBe('combination')
    expect([...mean].map((one) => Math.round(one / 5) * 5)).toEqual([20, 20, 20, 20, 20, 0, 0])
    expect(intervals[0]?.upper[6]).toBe(0)
  })
  it('quantiles are nothing up to the chance of nothing, then sizes', () => {
    const fit = {
      ...fitIntermittent(Float64Array.of(0, 0, 0, 8), 'tsb'),
      probability: 0.25,
      sizes: Float64Array.of(4, 8),
    }
    expect(intermittentQuantile(fit, 0.7, 1)).toBe(0)
    expect(intermittentQuantile(fit, 0.75 + 0.125, 1)).toBe(6)
    expect(intermittentQuantile(fit, 1, 1)).toBe(8)
  })
})

describe('cleaning [TMS-13]', () => {
  const base = () => {
    const luck = chance(9)
    return Float64Array.from({ length: 60 }, () => 100 + 4 * normalDraw(luck))
  }
  it('missing values are filled and said', () => {
    const values = base()
    values[20] = Number.NaN
    const { values: clean, adjustments } = cleanSeries(values, 1, plain)
    expect(adjustments).toEqual([{ kind: 'missing', at: 20, filledWith: clean[20] }])
    expect(clean[20]).toBeCloseTo(((values[19] as number) + (values[21] as number)) / 2, 9)
  })
  it('a lone outlier is replaced, unless it is a holiday or only gaps are to be filled', () => {
    const values = base()
    values[30] = 400
    const outliers = (options: typeof plain) => cleanSeries(values, 1, options).adjustments
    expect(outliers(plain)).toMatchObject([{ kind: 'outlier', at: 30, value: 400 }])
    expect(outliers({ ...plain, kept: (at) => at === 30 })).toEqual([])
    expect(outliers({ ...plain, missingOnly: true })).toEqual([])
  })
  it('the past of a lasting shift is moved to the present level', () => {
    const values = base().map((y, t) => (t < 35 ? y : y + 60))
    const { values: clean, adjustments } = cleanSeries(values, 1, plain)
    const [shift] = adjustments.filter(({ kind }) => kind === 'level_shift')
    expect(shift?.at).toBeGreaterThanOrEqual(34)
    expect(shift?.at).toBeLessThanOrEqual(36)
    expect(Math.abs(clean.slice(0, 30).reduce((sum, y) => sum + y / 30, 0) - 160)).toBeLessThan(10)
  })
  it('of twenty random walks at most one is taken for a level shift', () => {
    const mistaken = Array.from({ length: 20 }, (_, index) => {
      const luck = chance(index + 1)
      let level = 1_000
      const walk = Float64Array.from({ length: 80 }, () => {
        level += 10 * normalDraw(luck)
        return level
      })
      return cleanSeries(walk, 1, plain).adjustments.filter(({ kind }) => kind === 'level_shift')
    })
    expect(mistaken.flat().length).toBeLessThanOrEqual(1)
  })
})

describe('distributions and simple models', () => {
  it('known quantiles', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6)
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 6)
    expect(normalBelow(1.959964)).toBeCloseTo(0.975, 7)
    expect(normalBelow(-8)).toBeCloseTo(6.22e-16, 17)
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228, 2)
  })
  it('seasonal naive repeats the last season; a combination is the mean of its members', () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6)
    const naive = seasonalNaive(values, 3)
    expect([...forecastOf(naive, 4)]).toEqual([4, 5, 6, 4])
    const both = combine([
      { model: naive, weight: 1 },
      { model: meanModel(values), weight: 3 },
    ])
    expect(forecastOf(both, 1)[0]).toBeCloseTo(0.25 * 4 + 0.75 * 3.5, 12)
  })
})
