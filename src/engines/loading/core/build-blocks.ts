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
    for (let p = from; p < to && drafts.length < most; p++)
      for (let b = 0; b < to && drafts.length < most; b++) {
        const first = drafts[p] as Draft
        const second = drafts[b] as Draft
        if (first.family !== second.family) continue
        for (const axis of [0, 1, 2] as const) {
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
  if (volume < fill * length * width * height) return undefined
  const weight = a.weight + b.weight
  if (weight > task.maxWeight) return undefined
  let topLength = length
  let topWidth = width
  if (task.support !== 'none' && volume < length * width * height) {
    if (axis === 2) {
      if (b.length > a.topLength || b.width > a.topWidth) return undefined
      topLength = b.topLength
      topWidth = b.topWidth
    } else {
      // The top area is kept at the corner, so the taller one has to stand there.
      if (a.height < b.height) return undefined
      topLength = a.topLength
      topWidth = a.topWidth
      const level = a.height === b.height
      if (axis === 0 && level && a.topLength === a.length) {
        const both = Math.min(a.topWidth, b.topWidth)
        if ((a.length + b.topLength) * both > topLength * topWidth) {
          topLength = a.length + b.topLength
          topWidth = both
        }
      }
      if (axis === 1 && level && a.topWidth === a.width) {
        const both = Math.min(a.topLength, b.topLength)
        if ((a.width + b.topWidth) * both > topLength * topWidth) {
          topLength = both
          topWidth = a.width + b.topWidth
        }
      }
    }
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
