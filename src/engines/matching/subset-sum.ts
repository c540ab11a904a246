export interface SubsetLimits {
  /** Members a subset may have. */
  size: number
  /** Subsets answered at most, the nearest to the target first. */
  answers: number
}

export interface Subset {
  members: number[]
  off: number
}

/** Values more than this are cut; 2^(n/2) sums on each side stay small. */
export const largestPool = 24
const mostSums = 1 << (largestPool / 2)
/** Pairs of sums looked at, so that wide tolerances end too. */
const mostPairs = 200_000

/**
 * Subsets of at least two values whose sum lies within `tolerance` of `target`: meet in the middle (Horowitz & Sahni
 * 1974). Values of both signs are welcome. `cut` says that a limit ended it early. @throws RangeError above `largestPool`
 */
export function subsetsNear(
  values: readonly number[],
  target: number,
  tolerance: number,
  { size, answers }: SubsetLimits,
): { subsets: Subset[]; count: number; cut: boolean } {
  if (values.length > largestPool) throw new RangeError(`at most ${largestPool} values`)
  const half = values.length >> 1
  const low = sumsOf(values.slice(0, half), size)
  const high = sumsOf(values.slice(half), size)
  const found: (Subset & { mask: number })[] = []
  let count = 0
  let pairs = 0
  let from = high.sums.length - 1
  for (const at of low.order) {
    const sum = low.sums[at] as number
    while (from >= 0 && sum + (high.sums[high.order[from] as number] as number) > target + tolerance) from--
    for (let k = from; k >= 0; k--) {
      const there = high.order[k] as number
      const whole = sum + (high.sums[there] as number)
      if (whole < target - tolerance) break
      if (++pairs > mostPairs) break
      const members = (low.sizes[at] as number) + (high.sizes[there] as number)
      if (members < 2 || members > size) continue
      count++
      found.push({
        off: whole - target,
        mask: (low.masks[at] as number) + (high.masks[there] as number) * 2 ** half,
        members: [],
      })
      if (found.length > 4 * answers + 64) shorten(found, answers)
    }
    if (pairs > mostPairs) break
  }
  shorten(found, answers)
  const subsets = found.map(({ off, mask }) => ({
    off,
    members: values.flatMap((_, index) => (Math.floor(mask / 2 ** index) % 2 === 1 ? [index] : [])),
  }))
  return { subsets, count, cut: pairs > mostPairs }
}

/** Nearest first, then fewest members, then the order of the values. */
function shorten(found: { off: number; mask: number }[], answers: number): void {
  found.sort(
    (one, other) =>
      Math.abs(one.off) - Math.abs(other.off) || bits(one.mask) - bits(other.mask) || one.mask - other.mask,
  )
  found.length = Math.min(found.length, answers)
}

function bits(mask: number): number {
  let count = 0
  for (let left = mask; left > 0; left = Math.floor(left / 2)) count += left % 2
  return count
}

function sumsOf(values: readonly number[], size: number) {
  const sums: number[] = [0]
  const masks: number[] = [0]
  const sizes: number[] = [0]
  for (const [index, value] of values.entries()) {
    const before = sums.length
    for (let at = 0; at < before && sums.length < mostSums; at++) {
      if ((sizes[at] as number) >= size) continue
      sums.push((sums[at] as number) + value)
      masks.push((masks[at] as number) + 2 ** index)
      sizes.push((sizes[at] as number) + 1)
    }
  }
  const order = sums
    .map((_, at) => at)
    .sort((one, other) => (sums[one] as number) - (sums[other] as number) || one - other)
  return { sums, masks, sizes, order }
}
