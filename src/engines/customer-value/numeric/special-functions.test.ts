import { describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { drawBeta, drawExponential, drawGamma, drawNormal, drawSample, shuffle } from './draws.ts'
import { beginMinimise } from './minimise.ts'
import {
  hypergeometric,
  hypergeometricOne,
  logBeta,
  logGamma,
  logistic,
  oneMinusPowerOver,
} from './special-functions.ts'

describe('special functions', () => {
  it('ln Γ agrees with factorials, with √π at a half and across the seam of its two methods', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12)
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12)
    expect(logGamma(171)).toBeCloseTo(706.5730622457874, 9)
    for (const x of [0.1, 1.7, 14.999, 15.001, 300])
      expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 11)
    expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 12)
  })

  it('₂F₁ agrees with its closed cases', () => {
    expect(hypergeometric(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.log(2), 12)
    expect(hypergeometric(-2, 3, 4, 0.5)).toBeCloseTo(1 - 0.75 + 0.15, 12)
    expect(hypergeometricOne(1, 2, 0.9)).toBeCloseTo(-Math.log(0.1) / 0.9, 12)
  })

  it('the continued fraction and the series are one function, also near z = 1', () => {
    for (const b of [0.3, 1, 2.4, 40])
      for (const excess of [0.2, 1, 7])
        for (const z of [0.01, 0.5, 0.99]) {
          const series = hypergeometric(1, b, b + excess, z)
          expect(hypergeometricOne(b, b + excess, z) / series).toBeCloseTo(1, 10)
        }
    // Gauss: ₂F₁(1, b; c; 1) = (c − 1) / (c − 1 − b).
    expect(hypergeometricOne(2, 6, 1 - 1e-12)).toBeCloseTo(5 / 3, 8)
  })

  it('(1 − qᵏ)/k passes smoothly through k = 0, and the logistic never overflows', () => {
    expect(oneMinusPowerOver(0.3, 1e-12)).toBeCloseTo(oneMinusPowerOver(0.3, 0), 9)
    expect([logistic(-1_000), logistic(0), logistic(1_000)]).toEqual([0, 0.5, 1])
  })
})

describe('draws', () => {
  const luck = chance(5)
  const meanOf = (draw: () => number, times = 40_000) => {
    let sum = 0
    for (let i = 0; i < times; i++) sum += draw()
    return sum / times
  }
  it('means are those of the distributions', () => {
    expect(meanOf(() => drawNormal(luck))).toBeCloseTo(0, 1)
    expect(meanOf(() => drawExponential(luck, 4))).toBeCloseTo(0.25, 2)
    expect(meanOf(() => drawGamma(luck, 0.3, 2))).toBeCloseTo(0.15, 2)
    expect(meanOf(() => drawGamma(luck, 5, 10))).toBeCloseTo(0.5, 2)
    expect(meanOf(() => drawBeta(luck, 0.8, 2.4))).toBeCloseTo(0.25, 2)
  })

  it('a sample is rising, without repetition, and of the size asked for', () => {
    const sample = drawSample(luck, 1_000, 100)
    expect(sample).toHaveLength(100)
    expect([...sample].every((row, i) => i === 0 || row > (sample[i - 1] as number))).toBe(true)
    expect([...drawSample(luck, 3, 9)]).toEqual([0, 1, 2])
    const mixed = Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7)
    shuffle(luck, mixed)
    expect([...mixed].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
})

describe('minimiser', () => {
  it("finds the bottom of Rosenbrock's valley and never climbs on the way", () => {
    const valley = ([x = 0, y = 0]: Float64Array) => (1 - x) ** 2 + 100 * (y - x * x) ** 2
    const minimiser = beginMinimise(valley, [-1.2, 1])
    let before = minimiser.state.value
    for (let i = 0; i < 200 && !minimiser.state.converged; i++) {
      const { value } = minimiser.step()
      expect(value).toBeLessThanOrEqual(before)
      before = value
    }
    expect(minimiser.state.converged).toBe(true)
    expect([...minimiser.state.point].map((value) => value.toFixed(4))).toEqual(['1.0000', '1.0000'])
  })
})
