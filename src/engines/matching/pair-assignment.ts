export interface Edge {
  right: number
  /** What the pair is worth, above 0. */
  weight: number
}

/**
 * The set of pairs of greatest total weight, each left and right at most once: successive shortest augmenting paths with
 * potentials (Kuhn; Jonker & Volgenant 1987) on a sparse graph. Every left has a place of its own worth nothing, where
 * it stays single. Answers the right of each left, or −1.
 */
export function assignPairs(edges: readonly (readonly Edge[])[], rights: number): Int32Array {
  const lefts = edges.length
  const places = rights + lefts
  const top = edges.map((row) => row.reduce((most, { weight }) => Math.max(most, weight), 0))
  const leftPotential = new Float64Array(lefts)
  const placePotential = new Float64Array(places)
  const placeOf = new Int32Array(lefts).fill(-1)
  const leftAt = new Int32Array(places).fill(-1)
  const distance = new Float64Array(places)
  const cameFrom = new Int32Array(places)
  const reached = new Int32Array(places).fill(-1)
  const finished = new Int32Array(places).fill(-1)
  for (let start = 0; start < lefts; start++) {
    const heap = placeHeap()
    const done: number[] = []
    let left = start
    let travelled = 0
    let end = -1
    for (;;) {
      const relax = (place: number, cost: number) => {
        const far = travelled + cost - (leftPotential[left] as number) - (placePotential[place] as number)
        if (finished[place] === start) return
        if (reached[place] === start && far >= (distance[place] as number)) return
        reached[place] = start
        distance[place] = far
        cameFrom[place] = left
        heap.push(place, far)
      }
      for (const { right, weight } of edges[left] as readonly Edge[])
        relax(right, (top[left] as number) - weight)
      relax(rights + left, top[left] as number)
      let place = heap.pop()
      while (finished[place] === start) place = heap.pop()
      finished[place] = start
      travelled = distance[place] as number
      if (leftAt[place] === -1) {
        end = place
        break
      }
      done.push(place)
      left = leftAt[place] as number
    }
    leftPotential[start] = (leftPotential[start] as number) + travelled
    for (const place of done) {
      const gained = travelled - (distance[place] as number)
      placePotential[place] = (placePotential[place] as number) - gained
      const owner = leftAt[place] as number
      leftPotential[owner] = (leftPotential[owner] as number) + gained
    }
    for (let place = end; ; ) {
      const owner = cameFrom[place] as number
      const before = placeOf[owner] as number
      leftAt[place] = owner
      placeOf[owner] = place
      if (owner === start) break
      place = before
    }
  }
  return placeOf.map((place) => (place < rights ? place : -1))
}

interface PlaceHeap {
  push(place: number, key: number): void
  pop(): number
}

/** Places by distance; a place may lie in it several times, the nearest comes first. */
function placeHeap(): PlaceHeap {
  const places: number[] = []
  const keys: number[] = []
  function settle(at: number, place: number, key: number): void {
    places[at] = place
    keys[at] = key
  }
  return {
    push(place, key) {
      let at = places.length
      while (at > 0) {
        const above = (at - 1) >> 1
        if ((keys[above] as number) <= key) break
        settle(at, places[above] as number, keys[above] as number)
        at = above
      }
      settle(at, place, key)
    },
    pop() {
      const first = places[0] as number
      const place = places.pop() as number
      const key = keys.pop() as number
      const size = places.length
      if (size === 0) return first
      let at = 0
      for (;;) {
        let below = 2 * at + 1
        if (below >= size) break
        if (below + 1 < size && (keys[below + 1] as number) < (keys[below] as number)) below++
        if ((keys[below] as number) >= key) break
        settle(at, places[below] as number, keys[below] as number)
        at = below
      }
      settle(at, place, key)
      return first
    },
  }
}
