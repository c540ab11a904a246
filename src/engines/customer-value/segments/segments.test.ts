import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { beginSearch, type Search } from '../../runner/search.ts'
import { drawNormal } from '../numeric/draws.ts'
import { adjustedRand, gapStatistic, jaccardByCluster, silhouette } from './cluster-quality.ts'
import { assignRows, clusterOnce } from './cluster-rows.ts'
import { distanceTo, type MixedRows } from './mixed-rows.ts'
import { segmentCustomers } from './segment-customers.ts'

const search = <Best>(iterations = 100_000): Search<Best> => beginSearch<Best>({ seed: 1, iterations })
const never = () => false

/** Rows around given centres, in turn. */
function clouds(centres: readonly (readonly number[])[], size: number, spread: number, seed = 1): MixedRows {
  const luck = chance(seed)
  const columns = centres[0]?.length ?? 0
  const values = new Float64Array(size * columns)
  for (let row = 0; row < size; row++)
    for (let j = 0; j < columns; j++)
      values[row * columns + j] = (centres[row % centres.length]?.[j] ?? 0) + spread * drawNormal(luck)
  return { numbers: { rows: size, columns, values } }
}

const three = clouds(
  [
    [0, 0],
    [10, 0],
    [0, 10],
  ],
  300,
  1,
)
const truth = Uint8Array.from({ length: 300 }, (_, row) => row % 3)

describe('clusters', () => {
  it('[CRM-15] every row lies with its nearest prototype and every prototype is the mean of its rows', () => {
    const rows = fc.array(
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 2 }),
      {
        minLength: 5,
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (list, k) => {
        const own: MixedRows = {
          numbers: { rows: list.length, columns: 2, values: Float64Array.from(list.flat()) },
        }
        const { prototypes, assignment, inertia, sizes } = clusterOnce(own, k, chance(3), never)
        let sum = 0
        for (let row = 0; row < list.length; row++) {
          const distances = Array.from({ length: k }, (_, c) => distanceTo(own, row, prototypes, c))
          const nearest = Math.min(...distances)
          sum += nearest
          expect(distances[assignment[row] as number]).toBeCloseTo(nearest, 9)
        }
        expect(inertia).toBeCloseTo(sum, 6)
        expect(sizes.reduce((total, size) => total + size, 0)).toBe(list.length)
      }),
      { numRuns: 50, seed: 1 },
    )
  })

  it('[CRM-15] three clouds are found by silhouette and by gap, and are stable', () => {
    for (const by of ['silhouette', 'gap'] as const) {
      const { k, clustering, centres, stability, complete } = segmentCustomers(
        { rows: three, k: { from: 1, to: 5, by }, starts: 4, bootstraps: 5, sampleRows: 200 },
        search(),
      )
      expect(k).toBe(3)
      expect(adjustedRand(clustering.assignment, truth)).toBe(1)
      expect(stability?.adjustedRand).toBeGreaterThan(0.95)
      expect(Math.min(...(stability?.jaccard ?? [0]))).toBeGreaterThan(0.9)
      expect(complete).toBe(true)
      const far = [...centres].filter((value) => value > 9 && value < 11)
      expect(far).toHaveLength(2)
    }
  })

  it('[CRM-15] where there is nothing to find, the gap says one cluster and stability of three is low', () => {
    const formless = clouds([[0, 0, 0]], 300, 1, 4)
    const one = segmentCustomers(
      { rows: formless, k: { from: 1, to: 4, by: 'gap' }, starts: 2, bootstraps: 0, sampleRows: 300 },
      search(),
    )
    expect(one.k).toBe(1)
    const torn = segmentCustomers(
      { rows: formless, k: 3, starts: 2, bootstraps: 6, sampleRows: 300 },
      search(),
    )
    expect(torn.stability?.adjustedRand).toBeLessThan(0.85)
  })

  it('[CRM-15] categories alone can part rows that numbers do not', () => {
    const luck = chance(2)
    const size = 200
    const codes = Int32Array.from({ length: size * 3 }, (_, at) =>
      luck.happens(0.9) ? Math.floor(at / 3) % 2 : luck.between(0, 2),
    )
    const { numbers } = clouds([[0]], size, 1)
    const { clustering } = segmentCustomers(
      { rows: { numbers, categories: { codes, columns: 3, gamma: 5 } }, k: 2, starts: 6, bootstraps: 0 },
      search(),
    )
    const own = Uint8Array.from({ length: size }, (_, row) => row % 2)
    expect(adjustedRand(clustering.assignment, own)).toBeGreaterThan(0.8)
    expect([...clustering.prototypes.modes].toSorted()).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('[CRM-15] prototypes learnt from a sample assign every row', () => {
    const { clustering } = segmentCustomers({ rows: three, k: 3, learnRowsMost: 90, bootstraps: 2 }, search())
    expect(adjustedRand(clustering.assignment, truth)).toBe(1)
    expect([...clustering.sizes]).toEqual([100, 100, 100])
  })

  it('[CRM-15] the same seed gives the same segments; a cut search leaves valid ones and says so', () => {
    const problem = { rows: three, k: { from: 2, to: 4, by: 'silhouette' as const }, bootstraps: 2 }
    expect(segmentCustomers(problem, search())).toEqual(segmentCustomers(problem, search()))
    const cut = segmentCustomers(problem, search(2))
    expect(cut.complete).toBe(false)
    expect(cut.clustering.assignment).toHaveLength(300)
    const inertias = [1, 5, 50, 500].map(
      (iterations) =>
        segmentCustomers({ rows: three, k: 3, bootstraps: 0 }, search(iterations)).clustering.inertia,
    )
    expect(inertias).toEqual(inertias.toSorted((one, other) => other - one))
  })

  it('[CRM-15] equal rows, constant columns and as many clusters as rows do no harm; nonsense is refused', () => {
    const flat: MixedRows = {
      numbers: { rows: 4, columns: 2, values: Float64Array.of(1, 5, 1, 5, 1, 5, 1, 5) },
    }
    const { clustering } = segmentCustomers({ rows: flat, k: 4, bootstraps: 1 }, search())
    expect(clustering.inertia).toBe(0)
    expect(() => segmentCustomers({ rows: flat, k: 5 }, search())).toThrow(/option-out-of-range/)
    const broken = { numbers: { rows: 1, columns: 1, values: Float64Array.of(Number.NaN) } }
    expect(() => segmentCustomers({ rows: broken, k: 1 }, search())).toThrow(/value-out-of-range/)
  })
})

describe('quality of clusters', () => {
  it('[CRM-15] silhouette of two pairs far apart, by hand', () => {
    const pairs: MixedRows = { numbers: { rows: 4, columns: 1, values: Float64Array.of(0, 1, 10, 11) } }
    // Row 0: within 1, next cluster 10.5 away; row 1: within 1, next 9.5 away; the others mirror them.
    const expected = (2 * ((10.5 - 1) / 10.5) + 2 * ((9.5 - 1) / 9.5)) / 4
    expect(silhouette(pairs, Uint8Array.of(0, 0, 1, 1), 2)).toBeCloseTo(expected, 12)
  })

  it('[CRM-15] adjusted Rand and Jaccard, by hand', () => {
    const one = Uint8Array.of(0, 0, 0, 1, 1, 1)
    expect(adjustedRand(one, Uint8Array.of(1, 1, 1, 0, 0, 0))).toBe(1)
    // Pairs together: 2 in both, 6 in the one, 3 in the other, of 15.
    const other = Uint8Array.of(0, 0, 1, 1, 2, 2)
    expect(adjustedRand(one, other)).toBeCloseTo((2 - (6 * 3) / 15) / ((6 + 3) / 2 - (6 * 3) / 15), 12)
    expect(jaccardByCluster(one, other, 2)).toEqual([2 / 3, 2 / 3])
  })

  it('[CRM-15] prototypes assign new rows like old ones, and the gap of clouds exceeds that of noise', () => {
    const luck = chance(1)
    const { prototypes, assignment, inertia } = clusterOnce(three, 3, luck, never)
    expect(assignRows(three, prototypes).assignment).toEqual(assignment)
    const { gap, error } = gapStatistic(three, { k: 3, inertia, references: 5 }, luck, never)
    expect(gap).toBeGreaterThan(3 * error)
  })
})
