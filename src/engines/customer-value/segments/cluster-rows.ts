import type { Chance } from '../../runner/chance.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { distanceBetween, distanceTo, type MixedRows, type Prototypes } from './mixed-rows.ts'

/** A partition of rows around prototypes. */
export interface Clustering {
  prototypes: Prototypes
  /** Cluster of each row. */
  assignment: Uint8Array
  sizes: Int32Array
  /** Sum of the distances of the rows to their prototypes (squared distances, as `MixedRows` defines). */
  inertia: number
  /** Rounds of assigning and moving until nothing moved, or the most allowed. */
  rounds: number
}

/** Clusters are coded in a byte, and nobody can read more segments. */
export const clustersMost = 64
const roundsMost = 300

/**
 * One start of k-means (S. Lloyd 1982) or, with categories, k-prototypes (Z. Huang 1998): k-means++ seeds (Arthur and
 * Vassilvitskii 2007), then rounds of assigning and moving. Inertia never rises from round to round. A cluster that
 * empties takes the row farthest from its prototype. `cut` is asked each round.
 * @throws CustomerValueError `customer-value.input.option-out-of-range` for k outside 1 … min(rows, 64).
 */
export function clusterOnce(rows: MixedRows, k: number, chance: Chance, cut: () => boolean): Clustering {
  const count = rows.numbers.rows
  if (!(Number.isInteger(k) && k >= 1 && k <= Math.min(count, clustersMost)))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'k',
      value: k,
      rows: count,
    })
  const prototypes = seedPrototypes(rows, k, chance)
  const assignment = new Uint8Array(count)
  const nearest = new Float64Array(count)
  const sizes = new Int32Array(k)
  let inertia = assign(rows, prototypes, assignment, nearest, sizes)
  let rounds = 0
  while (rounds < roundsMost && !cut()) {
    rounds++
    rescueEmpty(sizes, assignment, nearest)
    move(rows, prototypes, assignment, sizes)
    const before = inertia
    inertia = assign(rows, prototypes, assignment, nearest, sizes)
    if (!(inertia < before - 1e-12 * Math.abs(before)) && sizes.every((size) => size > 0)) break
  }
  return { prototypes, assignment, sizes, inertia, rounds }
}

/** Every row with its nearest prototype; of equally near ones the first. */
export function assignRows(rows: MixedRows, prototypes: Prototypes): Omit<Clustering, 'rounds'> {
  const assignment = new Uint8Array(rows.numbers.rows)
  const sizes = new Int32Array(prototypes.count)
  const inertia = assign(rows, prototypes, assignment, new Float64Array(rows.numbers.rows), sizes)
  return { prototypes, assignment, sizes, inertia }
}

function seedPrototypes(rows: MixedRows, k: number, chance: Chance): Prototypes {
  const { numbers, categories } = rows
  const width = categories?.columns ?? 0
  const prototypes: Prototypes = {
    count: k,
    centres: new Float64Array(k * numbers.columns),
    modes: new Int32Array(k * width),
  }
  const nearest = new Float64Array(numbers.rows).fill(Number.POSITIVE_INFINITY)
  let chosen = chance.between(0, numbers.rows - 1)
  for (let cluster = 0; cluster < k; cluster++) {
    const from = chosen * numbers.columns
    prototypes.centres.set(numbers.values.subarray(from, from + numbers.columns), cluster * numbers.columns)
    if (categories)
      prototypes.modes.set(categories.codes.subarray(chosen * width, (chosen + 1) * width), cluster * width)
    let total = 0
    for (let row = 0; row < numbers.rows; row++) {
      const distance = distanceBetween(rows, row, chosen)
      if (distance < (nearest[row] as number)) nearest[row] = distance
      total += nearest[row] as number
    }
    // The next seed is drawn with odds of its distance to the seeds so far; when all are equal, any row will do.
    let left = chance.next() * total
    chosen = total === 0 ? chance.between(0, numbers.rows - 1) : numbers.rows - 1
    for (let row = 0; total > 0 && row < numbers.rows; row++) {
      left -= nearest[row] as number
      if (left < 0) {
        chosen = row
        break
      }
    }
  }
  return prototypes
}

function assign(
  rows: MixedRows,
  prototypes: Prototypes,
  assignment: Uint8Array,
  nearest: Float64Array,
  sizes: Int32Array,
): number {
  sizes.fill(0)
  let inertia = 0
  for (let row = 0; row < rows.numbers.rows; row++) {
    let best = 0
    let least = Number.POSITIVE_INFINITY
    for (let cluster = 0; cluster < prototypes.count; cluster++) {
      const distance = distanceTo(rows, row, prototypes, cluster)
      if (distance < least) {
        least = distance
        best = cluster
      }
    }
    assignment[row] = best
    nearest[row] = least
    sizes[best] = (sizes[best] as number) + 1
    inertia += least
  }
  return inertia
}

function rescueEmpty(sizes: Int32Array, assignment: Uint8Array, nearest: Float64Array): void {
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    if ((sizes[cluster] as number) > 0) continue
    let farthest = -1
    for (let row = 0; row < nearest.length; row++) {
      const lonely = (sizes[assignment[row] as number] as number) < 2
      if (!lonely && (farthest < 0 || (nearest[row] as number) > (nearest[farthest] as number)))
        farthest = row
    }
    if (farthest < 0) return
    const donor = assignment[farthest] as number
    sizes[donor] = (sizes[donor] as number) - 1
    sizes[cluster] = 1
    assignment[farthest] = cluster
    nearest[farthest] = 0
  }
}

function move(
  { numbers, categories }: MixedRows,
  prototypes: Prototypes,
  assignment: Uint8Array,
  sizes: Int32Array,
) {
  const { centres, modes } = prototypes
  const { columns, values } = numbers
  centres.fill(0)
  for (let row = 0; row < numbers.rows; row++) {
    const into = (assignment[row] as number) * columns
    const from = row * columns
    for (let j = 0; j < columns; j++)
      centres[into + j] = (centres[into + j] as number) + (values[from + j] as number)
  }
  for (let at = 0; at < centres.length; at++)
    centres[at] = (centres[at] as number) / Math.max(1, sizes[Math.floor(at / columns)] as number)
  if (!categories) return
  const { codes, columns: width } = categories
  for (let j = 0; j < width; j++) {
    let levels = 0
    for (let at = j; at < codes.length; at += width) levels = Math.max(levels, (codes[at] as number) + 1)
    const tally = new Int32Array(prototypes.count * levels)
    for (let row = 0; row < numbers.rows; row++) {
      const at = (assignment[row] as number) * levels + (codes[row * width + j] as number)
      tally[at] = (tally[at] as number) + 1
    }
    for (let cluster = 0; cluster < prototypes.count; cluster++) {
      const own = tally.subarray(cluster * levels, (cluster + 1) * levels)
      let mode = 0
      for (let level = 1; level < levels; level++)
        if ((own[level] as number) > (own[mode] as number)) mode = level
      modes[cluster * width + j] = mode
    }
  }
}
