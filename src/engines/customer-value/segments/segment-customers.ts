import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { drawSample } from '../numeric/draws.ts'
import { adjustedRand, gapStatistic, jaccardByCluster, silhouette } from './cluster-quality.ts'
import { assignRows, type Clustering, clusterOnce, clustersMost } from './cluster-rows.ts'
import { type Standardisation, standardise } from './feature-matrix.ts'
import { type MixedRows, requireMixed, takeMixed } from './mixed-rows.ts'

export interface SegmentationProblem {
  /** Raw: the engine standardises the numbers. For gamma Huang proposes half their deviation, which then is 0.5. */
  rows: MixedRows
  /** A fixed number of segments, or the range to choose from. */
  k: number | { from: number; to: number; by: 'silhouette' | 'gap' }
  /** Starts for each k; the best is kept. Default 8. */
  starts?: number
  /** Bootstrap samples for stability. Default 20; 0 leaves stability out. */
  bootstraps?: number
  /** Prototypes are learnt from at most so many rows, drawn by the seed; all rows are assigned. Default 50,000. */
  learnRowsMost?: number
  /** Silhouette, gap and stability look at so many rows, drawn by the seed. Default 1,500. */
  sampleRows?: number
}

export interface Segmentation {
  k: number
  clustering: Clustering
  standardisation: Standardisation
  /** Centres of the numbers in their own units, row after row. */
  centres: Float64Array
  /** What was tried, in rising k, with the measure it was chosen by; inertia is that of the rows learnt from. */
  tried: { k: number; inertia: number; silhouette?: number; gap?: number; gapError?: number }[]
  stability?: {
    /** Mean adjusted Rand index between this partition and those of the bootstrap samples. */
    adjustedRand: number
    /** Mean Jaccard likeness for each cluster: below 0.6 a cluster is likely an accident, above 0.85 it is solid. */
    jaccard: number[]
    bootstraps: number
  }
  /** False when the search was cut before all starts, measures and bootstraps were done. */
  complete: boolean
}

/**
 * Segments customers: k-means for numbers, k-prototypes for numbers with categories; chooses k by the best mean
 * silhouette, or by the gap statistic's rule (the smallest k with gap(k) ≥ gap(k+1) − s(k+1)); and says how stable
 * the segments are under resampling. One iteration of the search is one round of one start.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function segmentCustomers(problem: SegmentationProblem, search: Search<Segmentation>): Segmentation {
  const { starts = 8, bootstraps = 20, sampleRows = 1_500, learnRowsMost = 50_000 } = problem
  requireMixed(problem.rows)
  for (const [option, value, most] of [
    ['starts', starts, 1_000],
    ['sampleRows', sampleRows, 10_000],
    ['learnRowsMost', learnRowsMost, 10_000_000],
    ['bootstraps', bootstraps, 10_000],
  ] as const)
    if (!(Number.isInteger(value) && value >= (option === 'bootstraps' ? 0 : 1) && value <= most))
      throw new CustomerValueError('customer-value.input.option-out-of-range', { option, value, most })
  const { matrix, standardisation } = standardise(problem.rows.numbers)
  const rows: MixedRows = { ...problem.rows, numbers: matrix }
  const range = rangeOf(problem.k, Math.min(matrix.rows, learnRowsMost))
  const { chance } = search
  const some = (most: number) =>
    most >= matrix.rows ? rows : takeMixed(rows, drawSample(chance, matrix.rows, most))
  const learnt = some(learnRowsMost)
  const sample = some(sampleRows)
  let iteration = 0
  let cutShort = false
  const cut = () => {
    const done = search.done(iteration++)
    if (done) cutShort = true
    return done
  }
  const tried: Segmentation['tried'] = []
  const found = new Map<number, Clustering>()
  let chosen: Clustering | undefined
  for (let k = range.from; k <= range.to && !(chosen && cutShort); k++) {
    const best = bestOf(learnt, k, starts, chance, cut, () => cutShort)
    const one: Segmentation['tried'][number] = { k, inertia: best.inertia }
    tried.push(one)
    found.set(k, best)
    if (range.by === 'silhouette')
      one.silhouette = k === 1 ? 0 : silhouette(sample, assignRows(sample, best.prototypes).assignment, k)
    if (range.by === 'gap') {
      // The gap compares like with like: the sample's own clustering against references of the same size.
      const { inertia } = bestOf(sample, k, Math.min(starts, 3), chance, cut, () => cutShort)
      const { gap, error } = gapStatistic(sample, { k, inertia, references: 12 }, chance, cut)
      one.gap = gap
      one.gapError = error
    }
    chosen = found.get(chooseK(tried, range.by))
    const now = chosen
    if (now) search.improved(() => result(now, undefined))
  }
  const clustering = chosen as Clustering
  const stability = bootstraps > 0 && !cutShort ? measureStability(clustering) : undefined
  return result(clustering, stability)

  function measureStability({ prototypes }: Clustering): Segmentation['stability'] {
    const reference = assignRows(sample, prototypes).assignment
    const sums = new Float64Array(prototypes.count)
    const counts = new Int32Array(prototypes.count)
    let rand = 0
    let done = 0
    while (done < bootstraps && !cut()) {
      const drawn = Uint32Array.from({ length: sample.numbers.rows }, () =>
        chance.between(0, sample.numbers.rows - 1),
      )
      const again = bestOf(takeMixed(sample, drawn), prototypes.count, 3, chance, cut, () => cutShort)
      // Compared on all sampled rows, so that rows drawn twice do not count twice.
      const other = assignRows(sample, again.prototypes).assignment
      rand += adjustedRand(reference, other)
      jaccardByCluster(reference, other, prototypes.count).forEach((likeness, cluster) => {
        if (likeness === undefined) return
        sums[cluster] = (sums[cluster] as number) + likeness
        counts[cluster] = (counts[cluster] as number) + 1
      })
      done++
    }
    if (done === 0) return undefined
    return {
      adjustedRand: rand / done,
      jaccard: Array.from(sums, (sum, cluster) => sum / Math.max(1, counts[cluster] as number)),
      bootstraps: done,
    }
  }
  function result(found: Clustering, stability: Segmentation['stability']): Segmentation {
    const { mean, scale } = standardisation
    const clustering =
      learnt === rows ? found : { ...assignRows(rows, found.prototypes), rounds: found.rounds }
    const centres = clustering.prototypes.centres.map((value, at) => {
      const column = at % matrix.columns
      return value * (scale[column] as number) + (mean[column] as number)
    })
    return {
      k: clustering.prototypes.count,
      clustering,
      standardisation,
      centres,
      tried,
      ...(stability ? { stability } : {}),
      complete: !cutShort,
    }
  }
}

export const segmentCustomersTask: EngineTask<SegmentationProblem, Segmentation> = {
  module: import.meta.url,
  name: 'segmentCustomers',
}

function bestOf(
  rows: MixedRows,
  k: number,
  starts: number,
  chance: Search<unknown>['chance'],
  cut: () => boolean,
  ended: () => boolean,
): Clustering {
  let best = clusterOnce(rows, k, chance, cut)
  for (let start = 1; start < starts && !ended(); start++) {
    const other = clusterOnce(rows, k, chance, cut)
    if (other.inertia < best.inertia) best = other
  }
  return best
}

function chooseK(tried: Segmentation['tried'], by: 'silhouette' | 'gap' | undefined): number {
  const first = tried[0] as Segmentation['tried'][number]
  if (by === 'silhouette')
    return tried.reduce((best, one) => ((one.silhouette ?? -1) > (best.silhouette ?? -1) ? one : best), first)
      .k
  if (by === 'gap') {
    const enough = tried.find((one, i) => {
      const next = tried[i + 1]
      return next !== undefined && (one.gap ?? 0) >= (next.gap ?? 0) - (next.gapError ?? 0)
    })
    return (enough ?? (tried.at(-1) as typeof first)).k
  }
  return first.k
}

function rangeOf(k: SegmentationProblem['k'], rows: number) {
  const range = typeof k === 'number' ? { from: k, to: k, by: undefined } : k
  const sound =
    Number.isInteger(range.from) &&
    Number.isInteger(range.to) &&
    range.from >= 1 &&
    range.from <= range.to &&
    range.to <= Math.min(rows, clustersMost)
  if (!sound)
    throw new CustomerValueError('customer-value.input.option-out-of-range', { option: 'k', ...range, rows })
  return range
}
