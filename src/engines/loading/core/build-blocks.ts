import type { BlockItem, Blocks, CuboidTask } from './cuboid.task.ts'

interface Draft {
  length: number
  width: number
  height: number
  pieces: number
  volume: number
  worth: number
  weight: number
  topLength: number
  topWidth: number
  family: number
  needs: readonly (readonly [kind: number, pieces: number])[]
  /** How it was made: a single cuboid, or two drafts along an axis. */
  made: { kind: number; orientation: number } | { first: Draft; second: Draft; axis: 0 | 1 | 2 }
}

/**
 * Guillotine blocks: cuboids joined pairwise along x, y or z as long as at least `fill` of the joined box is cargo; breadth first,
 * `limit` blocks at most. With full support the upper one has to stand on the top area of the lower one. Source: Zhu & Lim,
 * "A new greedy heuristic with 2-step lookahead for the container loading problem" (EJOR 2012); Fanslau & Bortfeldt (2010).
 */
export function buildBlocks(task: CuboidTask, { fill, limit }: { fill: number; limit: number }): Blocks {
  const seen = new Set<string>()
  const drafts: Draft[] = []
  const keep = (draft: Draft): boolean => {
    const key = keyOf(draft, task.support !== 'none')
    if (seen.has(key)) return false
    seen.add(key)
    if (task.sound && !task.sound(itemsOf(draft))) return false
    drafts.push(draft)
    return true
  }
  task.kinds.forEach((kind, index) => {
    if (kind.count < 1) return
    kind.orientations.forEach(([length, width, height], orientation) => {
      if (length > task.length || width > task.width || height > task.height) return
      keep({
        length,
        width,
        height,
        pieces: 1,
        volume: length * width * height,
        worth: kind.worth,
        weight: kind.weight,
        topLength: length,
        topWidth: width,
        family: kind.family,
        needs: [[index, 1]],
        made: { kind: index, orientation },
      })
    })
  })
  const singles = drafts.length
  const most = Math.max(limit, singles)
  let from = 0
  let to = drafts.length
  while (from < to && drafts.length < most) {
    const [lengths, widths, heights, volumes] = (['length', 'width', 'height', 'volume'] as const).map(
      (edge) => Float64Array.from(drafts, (draft) => draft[edge]),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array]
    for (let p = from; p < to && drafts.length < most; p++)
      for (let b = 0; b < to && drafts.length < most; b++) {
        // Most pairs do not fit each other: this is told from six numbers.
        const l1 = lengths[p] as number
        const w1 = widths[p] as number
        const h1 = heights[p] as number
        const l2 = lengths[b] as number
        const w2 = widths[b] as number
        const h2 = heights[b] as number
        const enough = ((volumes[p] as number) + (volumes[b] as number)) / fill
        const l = Math.max(l1, l2)
        const w = Math.max(w1, w2)
        const h = Math.max(h1, h2)
        const alongX = (l1 + l2) * w * h <= enough
        const alongY = l * (w1 + w2) * h <= enough
        const alongZ = l * w * (h1 + h2) <= enough
        if (!alongX && !alongY && !alongZ) continue
        const first = drafts[p] as Draft
        const second = drafts[b] as Draft
        if (first.family !== second.family) continue
        for (const axis of [0, 1, 2] as const) {
          if (!(axis === 0 ? alongX : axis === 1 ? alongY : alongZ)) continue
          const joined = join(task, first, second, axis, fill)
          if (joined && keep(joined) && drafts.length >= most) break
          if (b < from || b === p) continue
          const swapped = task.support === 'none' ? undefined : join(task, second, first, axis, fill)
          if (swapped && keep(swapped) && drafts.length >= most) break
        }
      }
    from = to
    to = drafts.length
  }
  return columns(drafts)
}

function join(task: CuboidTask, a: Draft, b: Draft, axis: 0 | 1 | 2, fill: number): Draft | undefined {
  const length = axis === 0 ? a.length + b.length : Math.max(a.length, b.length)
  if (length > task.length) return undefined
  const width = axis === 1 ? a.width + b.width : Math.max(a.width, b.width)
  if (width > task.width) return undefined
  const height = axis === 2 ? a.height + b.height : Math.max(a.height, b.height)
  if (height > task.height) return undefined
  const volume = a.volume + b.volume
  const weight = a.weight + b.weight
  if (weight > task.maxWeight) return undefined
  let topLength = length
  let topWidth = width
  if (task.support !== 'none' && volume < length * width * height) {
    if (axis === 2) {
      if (b.length > a.topLength || b.width > a.topWidth) return undefined
      topLength = b.topLength
      topWidth = b.topWidth
    } else if (a.height !== b.height) return undefined
    else if (axis === 0) {
      if (a.topLength < a.length) return undefined
      topLength = a.topLength + b.topLength
      topWidth = Math.min(a.topWidth, b.topWidth)
    } else {
      if (a.topWidth < a.width) return undefined
      topLength = Math.min(a.topLength, b.topLength)
      topWidth = a.topWidth + b.topWidth
    }
    // A block that wastes its top is worth less than its pieces.
    if (topLength * topWidth < fill * length * width) return undefined
  }
  const needs = together(a.needs, b.needs)
  for (const [kind, pieces] of needs) if (pieces > (task.kinds[kind]?.count ?? 0)) return undefined
  return {
    length,
    width,
    height,
    pieces: a.pieces + b.pieces,
    volume,
    worth: a.worth + b.worth,
    weight,
    topLength,
    topWidth,
    family: a.family,
    needs,
    made: { first: a, second: b, axis },
  }
}

function together(a: Draft['needs'], b: Draft['needs']): Draft['needs'] {
  const sum: (readonly [number, number])[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [kindA, piecesA] = a[i] ?? [Number.POSITIVE_INFINITY, 0]
    const [kindB, piecesB] = b[j] ?? [Number.POSITIVE_INFINITY, 0]
    if (kindA <= kindB) i++
    if (kindB <= kindA) j++
    const pieces = (kindA <= kindB ? piecesA : 0) + (kindB <= kindA ? piecesB : 0)
    sum.push([Math.min(kindA, kindB), pieces])
  }
  return sum
}

function keyOf(draft: Draft, withTop: boolean): string {
  const { length, width, height, needs, topLength, topWidth } = draft
  let key = `${length},${width},${height}`
  if (withTop) key += `,${topLength},${topWidth}`
  for (const [kind, pieces] of needs) key += `;${kind}x${pieces}`
  return key
}

function itemsOf(draft: Draft, x = 0, y = 0, z = 0, into: BlockItem[] = []): BlockItem[] {
  const { made } = draft
  if ('kind' in made) {
    into.push({ kind: made.kind, orientation: made.orientation, x, y, z })
    return into
  }
  const { first, second, axis } = made
  itemsOf(first, x, y, z, into)
  itemsOf(
    second,
    axis === 0 ? x + first.length : x,
    axis === 1 ? y + first.width : y,
    axis === 2 ? z + first.height : z,
    into,
  )
  return into
}

function columns(drafts: readonly Draft[]): Blocks {
  const count = drafts.length
  const sizes = new Int32Array(count * 4)
  const needsFrom = new Int32Array(count + 1)
  const needs: number[] = []
  drafts.forEach((draft, b) => {
    sizes.set([draft.length, draft.width, draft.height, draft.pieces], b * 4)
    for (const [kind, pieces] of draft.needs) needs.push(kind, pieces)
    needsFrom[b + 1] = needs.length
  })
  const unpacked = new Map<number, BlockItem[]>()
  return {
    count,
    sizes,
    worth: Float64Array.from(drafts, (draft) => draft.worth),
    volume: Float64Array.from(drafts, (draft) => draft.volume),
    weight: Float64Array.from(drafts, (draft) => draft.weight),
    topLength: Int32Array.from(drafts, (draft) => draft.topLength),
    topWidth: Int32Array.from(drafts, (draft) => draft.topWidth),
    family: Int32Array.from(drafts, (draft) => draft.family),
    needsFrom,
    needs: Int32Array.from(needs),
    items(block) {
      const known = unpacked.get(block)
      if (known) return known
      const draft = drafts[block]
      const items = draft ? itemsOf(draft) : []
      unpacked.set(block, items)
      return items
    },
  }
}
