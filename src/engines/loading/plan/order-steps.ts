import { alignedAlong, type Piece, restsOn } from './arrangement.ts'

/**
 * Pieces in an order a loader can follow: behind before in front, below before above, otherwise front wall to door, floor to roof, left to
 * right. Now and then ways block each other in a ring (along one axis there are none, in three dimensions there may be): then
 * the least worthy piece of the ring is given up with all that rests on it.
 */
export function orderSteps(
  pieces: readonly Piece[],
  worthOf: (piece: Piece) => number,
): { ordered: Piece[]; givenUp: Piece[] } {
  let staying = [...pieces]
  const givenUp: Piece[] = []
  for (;;) {
    const { ordered, ring } = tryOrder(staying)
    if (ring.length === 0) return { ordered, givenUp }
    const towers = ring.map((piece) => towerOn(piece, staying))
    const worths = towers.map((tower) => tower.reduce((sum, piece) => sum + worthOf(piece), 0))
    const cheapest = towers[worths.indexOf(Math.min(...worths))] ?? []
    givenUp.push(...cheapest)
    const gone = new Set(cheapest)
    staying = staying.filter((piece) => !gone.has(piece))
  }
}

/** A piece and all that rests on it, directly or not. */
function towerOn(base: Piece, pieces: readonly Piece[]): Piece[] {
  const tower = [base]
  for (const below of tower)
    for (const piece of pieces) if (!tower.includes(piece) && restsOn(piece, below)) tower.push(piece)
  return tower
}

function tryOrder(pieces: readonly Piece[]): { ordered: Piece[]; ring: Piece[] } {
  const sorted = [...pieces].sort((a, b) => a.x0 - b.x0 || a.z0 - b.z0 || a.y0 - b.y0)
  const waitsFor = sorted.map(() => 0)
  const frees: number[][] = sorted.map(() => [])
  sorted.forEach((a, i) => {
    sorted.forEach((b, j) => {
      const first = (a.x1 <= b.x0 && alignedAlong(a, b)) || restsOn(b, a)
      if (i === j || !first) return
      waitsFor[j] = (waitsFor[j] as number) + 1
      frees[i]?.push(j)
    })
  })
  // Always the earliest of those that wait for nothing, so that walls are finished one after the other.
  const ready = waitsFor.flatMap((count, index) => (count === 0 ? [index] : []))
  const ordered: Piece[] = []
  const done = new Set<number>()
  while (ready.length > 0) {
    const next = ready.shift() as number
    done.add(next)
    ordered.push(sorted[next] as Piece)
    for (const freed of frees[next] ?? []) {
      waitsFor[freed] = (waitsFor[freed] as number) - 1
      if (waitsFor[freed] === 0) insertSorted(ready, freed)
    }
  }
  return { ordered, ring: ringOf(sorted, frees, done) }
}

/** What is left once all that frees nothing more has been taken away: the rings themselves and what lies between them. */
function ringOf(sorted: readonly Piece[], frees: readonly number[][], done: ReadonlySet<number>): Piece[] {
  const left = new Set(sorted.flatMap((_, index) => (done.has(index) ? [] : [index])))
  for (let shrank = true; shrank; ) {
    shrank = false
    for (const index of left)
      if (!frees[index]?.some((freed) => left.has(freed))) {
        left.delete(index)
        shrank = true
      }
  }
  return sorted.filter((_, index) => left.has(index))
}

function insertSorted(list: number[], value: number): void {
  let at = list.length
  while (at > 0 && (list[at - 1] as number) > value) at--
  list.splice(at, 0, value)
}
