import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { createPatternStore, type MinedPatterns, type PatternLimits } from './pattern-limits.ts'

/** Baskets end to end: basket b holds `items[start[b]] … items[start[b + 1] − 1]`; items are coded from 0. */
export interface Baskets {
  start: Uint32Array
  items: Int32Array
}

export interface Itemset {
  /** Rising codes. */
  items: number[]
  /** Baskets that hold them all. */
  count: number
}

/** A compressed set of baskets: paths from the root, shared where they begin alike. */
interface Tree {
  item: Int32Array
  parent: Int32Array
  count: Float64Array
  /** Next node of the same item. */
  next: Int32Array
  /** First node and total count of each local item. */
  head: Int32Array
  total: Float64Array
  /** Code of each local item; the tree speaks in local items, the most frequent first. */
  code: Int32Array
}

/**
 * Frequent itemsets by FP-growth (Han, Pei, Yin 2000). An item twice in a basket counts once. One iteration of the
 * search is one conditional tree.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function findItemsets(
  { baskets, limits }: { baskets: Baskets; limits: PatternLimits },
  search: Search<MinedPatterns<Itemset>>,
): MinedPatterns<Itemset> {
  requireBaskets(baskets)
  const total = baskets.start.length - 1
  const store = createPatternStore<Itemset>(limits, total)
  const lengthMost = limits.lengthMost ?? 4
  let iteration = 0
  let complete = true
  const answer = (): MinedPatterns<Itemset> => ({
    patterns: store.patterns().toSorted(byCountThenItems),
    total,
    countLeast: store.countLeast,
    complete,
  })
  grow(buildTree(baskets.start, baskets.items, undefined, store.countLeast), [])
  return answer()

  function grow(tree: Tree, suffix: number[]): void {
    // Rarest first, so that each conditional tree holds only items more frequent than its own.
    for (let local = tree.code.length - 1; local >= 0; local--) {
      if (search.done(iteration++)) {
        complete = false
        return
      }
      const count = tree.total[local] as number
      if (count < store.countLeast) continue
      const items = [...suffix, tree.code[local] as number]
      store.add({ items: items.toSorted((one, other) => one - other), count })
      search.improved(answer)
      if (items.length >= lengthMost || local === 0) continue
      const conditional = conditionOn(tree, local, store.countLeast)
      if (conditional.code.length > 0) grow(conditional, items)
      if (!complete) return
    }
  }
}

export const findItemsetsTask: EngineTask<
  { baskets: Baskets; limits: PatternLimits },
  MinedPatterns<Itemset>
> = { module: import.meta.url, name: 'findItemsets' }

function byCountThenItems(one: Itemset, other: Itemset): number {
  if (one.count !== other.count) return other.count - one.count
  for (let i = 0; i < Math.min(one.items.length, other.items.length); i++) {
    const gap = (one.items[i] as number) - (other.items[i] as number)
    if (gap !== 0) return gap
  }
  return one.items.length - other.items.length
}

/** @throws CustomerValueError `customer-value.input.value-out-of-range`: places of baskets begin at 0 and never fall. */
export function requireRising(name: string, start: Uint32Array): void {
  const bad = start.findIndex((place, index) => place < (index === 0 ? 0 : (start[index - 1] as number)))
  if (bad >= 0 || start[0] !== 0)
    throw new CustomerValueError('customer-value.input.value-out-of-range', { name, at: Math.max(0, bad) })
}

function requireBaskets({ start, items }: Baskets): void {
  if (start.length < 2) throw new CustomerValueError('customer-value.input.empty', { what: 'baskets' })
  requireRising('start', start)
  if ((start.at(-1) as number) !== items.length)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      items: items.length,
      expected: start.at(-1),
    })
  const bad = items.findIndex((item) => item < 0)
  if (bad >= 0)
    throw new CustomerValueError('customer-value.input.value-out-of-range', { at: bad, item: items[bad] })
}

/** The paths above every node of one item, weighted by that node's count, as a tree of their own. */
function conditionOn(tree: Tree, local: number, countLeast: number): Tree {
  const starts: number[] = [0]
  const items: number[] = []
  const weights: number[] = []
  for (let node = tree.head[local] as number; node >= 0; node = tree.next[node] as number) {
    for (let up = tree.parent[node] as number; up > 0; up = tree.parent[up] as number)
      items.push(tree.code[tree.item[up] as number] as number)
    starts.push(items.length)
    weights.push(tree.count[node] as number)
  }
  return buildTree(starts, items, weights, countLeast)
}

function buildTree(
  starts: ArrayLike<number>,
  items: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  countLeast: number,
): Tree {
  const counts = new Map<number, number>()
  const seenIn = new Map<number, number>()
  const paths = starts.length - 1
  for (let path = 0; path < paths; path++) {
    const weight = weights ? (weights[path] as number) : 1
    for (let at = starts[path] as number; at < (starts[path + 1] as number); at++) {
      const item = items[at] as number
      if (seenIn.get(item) === path) continue
      seenIn.set(item, path)
      counts.set(item, (counts.get(item) ?? 0) + weight)
    }
  }
  const frequent = [...counts]
    .filter(([, count]) => count >= countLeast)
    .sort(([one, countOne], [other, countOther]) => countOther - countOne || one - other)
  const localOf = new Map(frequent.map(([item], local) => [item, local]))
  const tree = {
    item: [-1],
    parent: [-1],
    count: [0],
    next: [-1],
  }
  const head = new Int32Array(frequent.length).fill(-1)
  const children = new Map<number, number>()
  const width = frequent.length + 1
  const path: number[] = []
  for (let index = 0; index < paths; index++) {
    path.length = 0
    for (let at = starts[index] as number; at < (starts[index + 1] as number); at++) {
      const local = localOf.get(items[at] as number)
      if (local !== undefined) path.push(local)
    }
    path.sort((one, other) => one - other)
    const weight = weights ? (weights[index] as number) : 1
    let node = 0
    let before = -1
    for (const local of path) {
      if (local === before) continue
      before = local
      const key = node * width + local
      let child = children.get(key)
      if (child === undefined) {
        child = tree.item.length
        children.set(key, child)
        tree.item.push(local)
        tree.parent.push(node)
        tree.count.push(0)
        tree.next.push(head[local] as number)
        head[local] = child
      }
      tree.count[child] = (tree.count[child] as number) + weight
      node = child
    }
  }
  return {
    item: Int32Array.from(tree.item),
    parent: Int32Array.from(tree.parent),
    count: Float64Array.from(tree.count),
    next: Int32Array.from(tree.next),
    head,
    total: Float64Array.from(frequent, ([, count]) => count),
    code: Int32Array.from(frequent, ([item]) => item),
  }
}
