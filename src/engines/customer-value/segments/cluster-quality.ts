import type { Chance } from '../../runner/chance.ts'
import { clusterOnce } from './cluster-rows.ts'
import { distanceBetween, type MixedRows } from './mixed-rows.ts'

/**
 * Mean silhouette of a partition in [−1, 1]: how much nearer rows are to their own cluster than to the next best
 * (P. Rousseeuw 1987), with plain distances. Rows alone in their cluster count 0. Quadratic in rows: hand it a sample.
 */
export function silhouette(rows: MixedRows, assignment: Uint8Array, k: number): number {
  const count = rows.numbers.rows
  const sizes = new Int32Array(k)
  for (const cluster of assignment) sizes[cluster] = (sizes[cluster] as number) + 1
  const sums = new Float64Array(count * k)
  for (let one = 0; one < count; one++)
    for (let other = one + 1; other < count; other++) {
      const distance = Math.sqrt(distanceBetween(rows, one, other))
      const at = one * k + (assignment[other] as number)
      const back = other * k + (assignment[one] as number)
      sums[at] = (sums[at] as number) + distance
      sums[back] = (sums[back] as number) + distance
    }
  let total = 0
  for (let row = 0; row < count; row++) {
    const own = assignment[row] as number
    const peers = (sizes[own] as number) - 1
    if (peers === 0) continue
    const within = (sums[row * k + own] as number) / peers
    let next = Number.POSITIVE_INFINITY
    for (let cluster = 0; cluster < k; cluster++)
      if (cluster !== own && (sizes[cluster] as number) > 0)
        next = Math.min(next, (sums[row * k + cluster] as number) / (sizes[cluster] as number))
    const larger = Math.max(within, next)
    if (Number.isFinite(next) && larger > 0) total += (next - within) / larger
  }
  return total / count
}

/**
 * The gap statistic (Tibshirani, Walther, Hastie 2001): how much tighter the clusters are than those of rows without
 * structure – numbers even over each column's range, categories drawn from each column by itself. `error` is their s_k.
 */
export function gapStatistic(
  rows: MixedRows,
  { k, inertia, references }: { k: number; inertia: number; references: number },
  chance: Chance,
  cut: () => boolean,
): { gap: number; error: number } {
  const logs: number[] = []
  for (let reference = 0; reference < references && (reference < 2 || !cut()); reference++) {
    const { inertia: formless } = clusterOnce(withoutStructure(rows, chance), k, chance, cut)
    logs.push(Math.log(Math.max(formless, 1e-300)))
  }
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length
  return {
    gap: mean - Math.log(Math.max(inertia, 1e-300)),
    error: Math.sqrt(variance) * Math.sqrt(1 + 1 / logs.length),
  }
}

/** Adjusted Rand index of two partitions of the same rows (Hubert and Arabie 1985): 1 equal, about 0 by chance. */
export function adjustedRand(one: Uint8Array, other: Uint8Array): number {
  const pairs = (n: number) => (n * (n - 1)) / 2
  const both = contingency(one, other)
  let together = 0
  for (const count of both.cells) together += pairs(count)
  const inOne = both.rowSums.reduce((sum, count) => sum + pairs(count), 0)
  const inOther = both.columnSums.reduce((sum, count) => sum + pairs(count), 0)
  const expected = (inOne * inOther) / pairs(one.length)
  const most = (inOne + inOther) / 2
  return most === expected ? 1 : (together - expected) / (most - expected)
}

/**
 * For each cluster of `one` the Jaccard likeness to the cluster of `other` most like it (C. Hennig 2007); clusters of
 * `one` without rows give undefined.
 */
export function jaccardByCluster(one: Uint8Array, other: Uint8Array, k: number): (number | undefined)[] {
  const { cells, rowSums, columnSums, columns } = contingency(one, other)
  return Array.from({ length: k }, (_, cluster) => {
    const size = rowSums[cluster] ?? 0
    if (size === 0) return undefined
    let best = 0
    for (let match = 0; match < columns; match++) {
      const common = cells[cluster * columns + match] as number
      best = Math.max(best, common / (size + (columnSums[match] as number) - common))
    }
    return best
  })
}

function contingency(one: Uint8Array, other: Uint8Array) {
  let rows = 0
  let columns = 0
  for (let i = 0; i < one.length; i++) {
    rows = Math.max(rows, (one[i] as number) + 1)
    columns = Math.max(columns, (other[i] as number) + 1)
  }
  const cells = new Float64Array(rows * columns)
  const rowSums = new Float64Array(rows)
  const columnSums = new Float64Array(columns)
  for (let i = 0; i < one.length; i++) {
    const r = one[i] as number
    const c = other[i] as number
    cells[r * columns + c] = (cells[r * columns + c] as number) + 1
    rowSums[r] = (rowSums[r] as number) + 1
    columnSums[c] = (columnSums[c] as number) + 1
  }
  return { cells, rowSums, columnSums, columns }
}

function withoutStructure({ numbers, categories }: MixedRows, chance: Chance): MixedRows {
  const { rows, columns, values } = numbers
  const drawn = new Float64Array(values.length)
  for (let column = 0; column < columns; column++) {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (let at = column; at < values.length; at += columns) {
      low = Math.min(low, values[at] as number)
      high = Math.max(high, values[at] as number)
    }
    for (let at = column; at < values.length; at += columns) drawn[at] = low + (high - low) * chance.next()
  }
  if (!categories) return { numbers: { rows, columns, values: drawn } }
  const { codes, columns: width, gamma } = categories
  const mixed = new Int32Array(codes.length)
  for (let column = 0; column < width; column++)
    for (let row = 0; row < rows; row++) {
      const from = chance.between(0, rows - 1)
      mixed[row * width + column] = codes[from * width + column] as number
    }
  return { numbers: { rows, columns, values: drawn }, categories: { codes: mixed, columns: width, gamma } }
}
