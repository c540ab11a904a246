import type { CompiledPlan } from '../../project/compile-plan.ts'

/**
 * Takes the leaves of a plan one by one so that each comes after all it depends on, of those that could be next the one
 * with the smallest key. A summary's links bind its children, and what waits for a summary waits for all of them.
 */
export interface LevellingOrder {
  leaves(keys: Float64Array): Generator<number>
}

export function levellingOrder({ network, breakdown, timings }: CompiledPlan): LevellingOrder {
  const count = timings.length
  const isSummary = (place: number) => timings[place]?.summary === true
  const endNode = (place: number) => (isSummary(place) ? place + count : place)
  const nextOf: number[][] = Array.from({ length: 2 * count }, () => [])
  const waitsFor = new Int32Array(2 * count)
  const edge = (from: number, to: number) => {
    nextOf[from]?.push(to)
    waitsFor[to] = (waitsFor[to] as number) + 1
  }
  for (let place = 0; place < count; place++) {
    const above = breakdown.parent[place] as number
    if (above < 0) continue
    edge(above, place)
    edge(endNode(place), above + count)
  }
  for (const { predecessor, successor } of network.links) edge(endNode(predecessor), successor)

  function* leaves(keys: Float64Array): Generator<number> {
    const waiting = waitsFor.slice()
    const ready = binaryHeap(keys)
    const free: number[] = []
    const release = (node: number) => {
      if (node < count && !isSummary(node)) ready.push(node)
      else free.push(node)
    }
    const done = (node: number) => {
      for (const next of nextOf[node] ?? []) {
        const left = (waiting[next] as number) - 1
        waiting[next] = left
        if (left === 0) release(next)
      }
    }
    for (const node of network.order) if (waiting[node] === 0) release(node)
    for (;;) {
      for (let node = free.pop(); node !== undefined; node = free.pop()) done(node)
      const place = ready.pop()
      if (place === undefined) return
      yield place
      done(place)
    }
  }
  return { leaves }
}

/** Smallest key first; of equal keys the earlier place. */
function binaryHeap(keys: Float64Array) {
  const heap: number[] = []
  const before = (one: number, other: number) => {
    const difference = (keys[one] as number) - (keys[other] as number)
    return difference < 0 || (difference === 0 && one < other)
  }
  return {
    push(item: number) {
      let at = heap.push(item) - 1
      while (at > 0) {
        const above = (at - 1) >> 1
        if (!before(item, heap[above] as number)) break
        heap[at] = heap[above] as number
        at = above
      }
      heap[at] = item
    },
    pop(): number | undefined {
      const top = heap[0]
      const last = heap.pop()
      if (top === undefined || last === undefined || heap.length === 0) return top
      let at = 0
      for (;;) {
        let child = 2 * at + 1
        if (child >= heap.length) break
        if (child + 1 < heap.length && before(heap[child + 1] as number, heap[child] as number)) child++
        if (!before(heap[child] as number, last)) break
        heap[at] = heap[child] as number
        at = child
      }
      heap[at] = last
      return top
    },
  }
}
