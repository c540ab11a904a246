import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { logistic } from '../numeric/special-functions.ts'
import { calibrated, fitIsotonic, fitPlatt } from './calibrate.ts'
import { evaluateScores } from './evaluate-scores.ts'
import { areaUnderCurve, brierScore, liftTable, logLoss, reliabilityTable } from './measure-scores.ts'

const scored = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.boolean()), { minLength: 2, maxLength: 60 })
  .filter((rows) => rows.some(([, came]) => came) && rows.some(([, came]) => !came))
  .map((rows) => ({
    scores: Float64Array.from(rows, ([score]) => score),
    target: Uint8Array.from(rows, ([, came]) => (came ? 1 : 0)),
  }))

describe('measures of scores', () => {
  it('[CRM-15] the area under the curve is the share of pairs in the right order, equal scores counting half', () => {
    expect(areaUnderCurve(Float64Array.of(1, 2, 2, 3), Uint8Array.of(0, 0, 1, 1))).toBe(3.5 / 4)
    expect(areaUnderCurve(Float64Array.of(5, 5, 5), Uint8Array.of(1, 0, 1))).toBe(0.5)
    expect(areaUnderCurve(Float64Array.of(1), Uint8Array.of(1))).toBeNaN()
    fc.assert(
      fc.property(scored, ({ scores, target }) => {
        let won = 0
        let pairs = 0
        for (const [i, one] of scores.entries())
          for (const [j, other] of scores.entries()) {
            if (target[i] !== 1 || target[j] !== 0) continue
            pairs++
            won += one > other ? 1 : one === other ? 0.5 : 0
          }
        expect(areaUnderCurve(scores, target)).toBeCloseTo(won / pairs, 12)
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('[CRM-15] Brier and log loss, by hand', () => {
    const p = Float64Array.of(0.8, 0.4)
    expect(brierScore(p, Uint8Array.of(1, 0))).toBeCloseTo((0.04 + 0.16) / 2, 12)
    expect(logLoss(p, Uint8Array.of(1, 0))).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12)
    expect(evaluateScores(p, Uint8Array.of(1, 0), 0.25).brierOfKnownRate).toBeCloseTo(
      (0.75 ** 2 + 0.25 ** 2) / 2,
      12,
    )
  })

  it('[CRM-15] lift and gain by tenths; ties share their positives whatever the order of rows', () => {
    const scores = Float64Array.from({ length: 20 }, (_, i) => 20 - i)
    const target = Uint8Array.from({ length: 20 }, (_, i) => (i < 2 || i === 10 || i === 19 ? 1 : 0))
    const [best, second] = liftTable(scores, target)
    expect(best).toMatchObject({
      share: 0.1,
      customers: 2,
      positives: 2,
      rate: 1,
      cumulativeLift: 5,
      cumulativeGain: 0.5,
    })
    expect(second).toMatchObject({ positives: 0, cumulativeLift: 2.5, cumulativeGain: 0.5 })
    const level = liftTable(new Float64Array(20), target)
    for (const { positives, cumulativeLift } of level) {
      expect(positives).toBeCloseTo(0.4, 12)
      expect(cumulativeLift).toBeCloseTo(1, 12)
    }
    fc.assert(
      fc.property(scored, ({ scores, target }) => {
        const table = liftTable(scores, target, 5)
        const turned = liftTable(scores.toReversed(), target.toReversed(), 5)
        expect(turned.map(({ positives }) => positives.toFixed(9))).toEqual(
          table.map(({ positives }) => positives.toFixed(9)),
        )
        const all = target.reduce((sum, came) => sum + came, 0)
        expect(table.reduce((sum, { positives }) => sum + positives, 0)).toBeCloseTo(all, 9)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('[CRM-15] the reliability table shows what was promised and what came', () => {
    const { bands, error } = reliabilityTable(Float64Array.of(0.05, 0.15, 0.15, 1), Uint8Array.of(0, 1, 0, 1))
    expect(bands.map(({ customers, rate }) => [customers, rate])).toEqual([
      [1, 0],
      [2, 0.5],
      [1, 1],
    ])
    expect(error).toBeCloseTo((0.05 + 2 * 0.35) / 4, 12)
  })
})

describe('calibration', () => {
  const luck = chance(4)
  const scores = Float64Array.from({ length: 20_000 }, () => 6 * luck.next() - 3)
  const target = Uint8Array.from(scores, (score) => (luck.happens(logistic(0.5 * score - 1)) ? 1 : 0))

  it("[CRM-15] Platt's sigmoid finds the slope and intercept that made the outcomes, and no slope of 0 or below", () => {
    const fitted = fitPlatt(scores, target)
    expect(fitted.kind === 'platt' && Math.abs(fitted.slope - 0.5)).toBeLessThan(0.04)
    expect(fitted.kind === 'platt' && Math.abs(fitted.intercept + 1)).toBeLessThan(0.06)
    const turned = fitPlatt(
      scores.map((score) => -score),
      target,
    )
    expect(turned).toMatchObject({ slope: 0.001 })
  })

  it('[CRM-15] both calibrations promise what comes', () => {
    for (const calibrate of [fitPlatt, fitIsotonic]) {
      const probabilities = calibrated(calibrate(scores, target), scores)
      expect(reliabilityTable(probabilities, target).error).toBeLessThan(0.02)
      expect(areaUnderCurve(probabilities, target)).toBeCloseTo(areaUnderCurve(scores, target), 2)
    }
    expect([...calibrated({ kind: 'none' }, Float64Array.of(0))]).toEqual([0.5])
  })

  it('[CRM-15] isotonic regression: levels rise, equal scores pool, and no rising step function lies nearer', () => {
    fc.assert(
      fc.property(scored, ({ scores, target }) => {
        const fitted = fitIsotonic(scores, target)
        if (fitted.kind !== 'isotonic') throw new Error('not isotonic')
        expect([...fitted.level]).toEqual([...fitted.level].toSorted((one, other) => one - other))
        // Max–min formula: the level at a score is max over starts below of min over ends above of the mean between.
        const distinct = [...new Set(scores)].toSorted((one, other) => one - other)
        const meanBetween = (from: number, to: number) => {
          let sum = 0
          let count = 0
          scores.forEach((score, i) => {
            if (score < from || score > to) return
            sum += target[i] as number
            count++
          })
          return sum / count
        }
        for (const at of distinct) {
          const level = Math.max(
            ...distinct
              .filter((from) => from <= at)
              .map((from) =>
                Math.min(...distinct.filter((to) => to >= at).map((to) => meanBetween(from, to))),
              ),
          )
          expect([...fitted.level].some((own) => Math.abs(own - level) < 1e-9)).toBe(true)
        }
      }),
      { numRuns: 60, seed: 1 },
    )
  })
})
