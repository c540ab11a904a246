import { describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { applyBins, learnBins } from './bin-columns.ts'
import { encodeRows, learnEncodings } from './encode-fields.ts'
import { boostedScores, boostingDefaults, fitBoosted, logLossDerivatives } from './fit-boosted.ts'
import {
  fitLogisticPath,
  type LogisticCoefficients,
  logisticScores,
  logisticSlope,
  strengthPath,
} from './fit-logistic.ts'
import { generatedContacts } from './generated-contacts.fixture.ts'
import { growTree } from './grow-tree.ts'
import { areaUnderCurve } from './measure-scores.ts'

const names = ['age', 'income', 'noise', 'job']
const { table, target, truth } = generatedContacts(3_000)
const all = Uint32Array.from({ length: table.rows }, (_, row) => row)
const encodings = learnEncodings(table, names, all)
const encoded = encodeRows(encodings, table, all)
const rows = { encoded, terms: encodings.terms, target }

function fitAt(l1Share: number, strength: number): LogisticCoefficients {
  const fitted: LogisticCoefficients[] = []
  fitLogisticPath(rows, { l1Share, strengths: [strength] }, (one) => {
    fitted.push(one)
    return 'go-on'
  })
  return fitted[0] as LogisticCoefficients
}

describe('regularised logistic regression', () => {
  it('[CRM-15] the slope is the numerical derivative of the loss', () => {
    const point = fitAt(0, 0.05)
    const { slope } = logisticSlope(rows, point)
    const lossAt = (term: number, by: number) => {
      const weights = point.weights.slice()
      weights[term] = (weights[term] as number) + by
      return logisticSlope(rows, { ...point, weights }).loss
    }
    for (let term = 0; term < encodings.terms; term++)
      expect(slope[term + 1]).toBeCloseTo((lossAt(term, 1e-5) - lossAt(term, -1e-5)) / 2e-5, 6)
  })

  it('[CRM-15] the conditions of an optimum hold for ridge, lasso and between', () => {
    for (const l1Share of [0, 0.5, 1])
      for (const strength of [0.2, 0.02, 0.001]) {
        const fitted = fitAt(l1Share, strength)
        const { slope, deviation } = logisticSlope(rows, fitted)
        expect(Math.abs(slope[0] as number)).toBeLessThan(1e-6)
        fitted.weights.forEach((weight, term) => {
          const scale = deviation[term] as number
          const own = slope[term + 1] as number
          const ridge = strength * (1 - l1Share) * scale * scale * weight
          const lasso = strength * l1Share * scale
          if (weight === 0) expect(Math.abs(own)).toBeLessThanOrEqual(lasso + 1e-6)
          else expect(Math.abs(own + ridge + Math.sign(weight) * lasso)).toBeLessThan(1e-6)
        })
      }
  })

  it('[CRM-15] the path of a lasso begins with every weight at 0 and lets in more as it falls', () => {
    const used: number[] = []
    fitLogisticPath(rows, { l1Share: 1, strengths: strengthPath(rows, 1, 8) }, ({ weights }) => {
      used.push(weights.filter((weight) => weight !== 0).length)
      return 'go-on'
    })
    expect(used[0]).toBeLessThanOrEqual(1)
    expect(used.at(-1)).toBeGreaterThan(4)
  })

  it('[CRM-15] twice the weight is the row twice', () => {
    const weight = Float64Array.from({ length: table.rows }, (_, row) => (row % 3 === 0 ? 2 : 1))
    const twice = Uint32Array.from([...all].flatMap((row) => (row % 3 === 0 ? [row, row] : [row])))
    const copies = {
      encoded: encodeRows(encodings, table, twice),
      terms: encodings.terms,
      target: Uint8Array.from(twice, (row) => target[row] as number),
    }
    const found: Float64Array[] = []
    for (const data of [{ ...rows, weight }, copies])
      fitLogisticPath(data, { l1Share: 0.3, strengths: [0.01] }, ({ weights }) => {
        found.push(weights)
        return 'stop'
      })
    const [one, other] = found
    for (const [term, value] of (one as Float64Array).entries())
      expect(value).toBeCloseTo(other?.[term] as number, 6)
  })

  it('[CRM-15] levels never seen and missing values are scored, not refused', () => {
    const strange = {
      rows: 1,
      columns: [
        { name: 'age', kind: 'number' as const, values: Float64Array.of(Number.NaN) },
        { name: 'income', kind: 'number' as const, values: Float64Array.of(1e12) },
        { name: 'noise', kind: 'number' as const, values: Float64Array.of(0.5) },
        { name: 'job', kind: 'category' as const, codes: Int32Array.of(0), levels: ['astronaut'] },
      ],
    }
    const one = Uint32Array.of(0)
    expect(logisticScores(fitAt(0, 0.01), encodeRows(encodings, strange, one))[0]).toBeGreaterThan(-20)
    const bins = learnBins(table, names, all)
    expect(applyBins(bins, strange, one).map((bytes) => bytes[0])).toEqual([
      0,
      (bins[1]?.bins as number) - 1,
      expect.any(Number),
      0,
    ])
  })
})

describe('gradient-boosted trees', () => {
  const bins = learnBins(table, names, all)
  const bytes = applyBins(bins, table, all)
  const ordered = bins.map(({ kind }) => kind === 'number')
  const options = { ...boostingDefaults, rowShare: 1, columnShare: 1, roundsMost: 60 }

  it('[CRM-15] the derivatives are those of the loss', () => {
    const loss = (score: number, came: number) => Math.log1p(Math.exp(score)) - came * score
    for (const [score, came] of [
      [-2, 1],
      [0.3, 0],
      [3, 1],
    ] as const) {
      const { slope, bend } = logLossDerivatives(score, came)
      const h = 1e-4
      expect(slope).toBeCloseTo((loss(score + h, came) - loss(score - h, came)) / (2 * h), 6)
      expect(bend).toBeCloseTo(
        (loss(score + h, came) - 2 * loss(score, came) + loss(score - h, came)) / h ** 2,
        5,
      )
    }
  })

  it('[CRM-15] the first split is the best of all splits, missing values and groups of categories included', () => {
    const few = all.subarray(0, 400)
    const gradient = Float64Array.from(target, (came) => 0.3 - came)
    const hessian = Float64Array.from({ length: table.rows }, (_, row) => 0.1 + ((row * 7) % 5) / 10)
    const stump = { ...options, leavesMost: 2, depthMost: 1, childRowsLeast: 20, lambda: 2, learningRate: 1 }
    const gainOf = (goesLeft: (row: number) => boolean): number => {
      let [gl, hl, nl, g, h] = [0, 0, 0, 0, 0]
      for (const row of few) {
        g += gradient[row] as number
        h += hessian[row] as number
        if (!goesLeft(row)) continue
        gl += gradient[row] as number
        hl += hessian[row] as number
        nl++
      }
      if (nl < 20 || few.length - nl < 20) return Number.NEGATIVE_INFINITY
      return gl ** 2 / (hl + 2) + (g - gl) ** 2 / (h - hl + 2) - g ** 2 / (h + 2)
    }
    for (const column of [0, 1, 2, 3]) {
      const own = bytes[column] as Uint8Array
      const tree = growTree(
        { bytes: [own], ordered: [ordered[column] === true], gradient, hessian },
        few,
        stump,
        chance(1),
      )
      const chosen = (row: number) => {
        const bin = own[row] as number
        return (((tree.goesLeft[bin >> 5] as number) >>> (bin & 31)) & 1) === 1
      }
      let best = Number.NEGATIVE_INFINITY
      if (ordered[column])
        for (let bin = 0; bin < 255; bin++)
          for (const missing of [true, false])
            best = Math.max(
              best,
              gainOf((row) => (own[row] === 0 ? missing : (own[row] as number) <= bin)),
            )
      else
        for (let set = 1; set < 2 ** (bins[column]?.bins as number) - 1; set++)
          best = Math.max(
            best,
            gainOf((row) => ((set >> (own[row] as number)) & 1) === 1),
          )
      // Groups of categories are found by an order that smoothing bends a little.
      expect(gainOf(chosen)).toBeGreaterThanOrEqual(best * (ordered[column] ? 1 - 1e-9 : 0.98))
      const left = few.filter(chosen)
      const [g, h] = left.reduce(
        ([g, h], row) => [g + (gradient[row] as number), h + (hessian[row] as number)] as [number, number],
        [0, 0] as [number, number],
      )
      expect(tree.value[tree.left[0] as number]).toBeCloseTo(-g / (h + 2), 9)
      expect(tree.cover[tree.left[0] as number]).toBe(left.length)
    }
  })

  it('[CRM-15] trees find what a sum of columns cannot, and every round lowers the loss', () => {
    let before = Number.POSITIVE_INFINITY
    const boosted = fitBoosted({ bytes, ordered, target }, options, chance(1), ({ base, trees }) => {
      if (trees.length % 20 === 0) {
        const scores = boostedScores({ base, trees }, bytes, table.rows)
        const loss = scores.reduce(
          (sum, score, row) => sum + Math.log1p(Math.exp(score)) - (target[row] as number) * score,
          0,
        )
        expect(loss).toBeLessThan(before)
        before = loss
      }
      return 'go-on'
    })
    const fresh = generatedContacts(4_000, { seed: 77 })
    const rowsOfFresh = Uint32Array.from({ length: 4_000 }, (_, row) => row)
    const byTrees = boostedScores(boosted, applyBins(bins, fresh.table, rowsOfFresh), 4_000)
    const bySum = logisticScores(fitAt(0, 0.001), encodeRows(encodings, fresh.table, rowsOfFresh))
    const best = areaUnderCurve(fresh.truth, fresh.target)
    expect(areaUnderCurve(byTrees, fresh.target)).toBeGreaterThan(areaUnderCurve(bySum, fresh.target) + 0.01)
    expect(areaUnderCurve(byTrees, fresh.target)).toBeGreaterThan(best - 0.03)
    expect(areaUnderCurve(truth, target)).toBeGreaterThan(0.6)
  })

  it('[CRM-15] limits on leaves, depth and rows hold in every tree', () => {
    const tight = {
      ...options,
      leavesMost: 5,
      depthMost: 3,
      childRowsLeast: 100,
      roundsMost: 5,
      rowShare: 0.5,
    }
    const { trees } = fitBoosted({ bytes, ordered, target }, tight, chance(2), () => 'go-on')
    for (const tree of trees) {
      const leaves = [...tree.left.keys()].filter((node) => (tree.left[node] as number) < 0)
      expect(leaves.length).toBeLessThanOrEqual(5)
      for (const leaf of leaves) expect(tree.cover[leaf]).toBeGreaterThanOrEqual(100)
      expect(leaves.reduce((sum, leaf) => sum + (tree.cover[leaf] as number), 0)).toBe(1_500)
      const depth = (node: number): number =>
        (tree.left[node] as number) < 0
          ? 0
          : 1 + Math.max(depth(tree.left[node] as number), depth(tree.right[node] as number))
      expect(depth(0)).toBeLessThanOrEqual(3)
    }
  })
})
