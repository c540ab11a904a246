/** The two cheapest places found of a unit on a route, and those that have yet to be looked at more closely. */
export interface BestPlaces {
  first: number
  second: number
  begin(): void
  note(cost: number, place: number): void
  /** A place that costs at least so much, `ways` of that for ways and changes alone, and how to judge it. */
  remember(atLeast: number, ways: number, place: number, how: number): void
  /**
   * Judges what was remembered, the cheapest first, as long as it can be among the best two: by its cost, or where
   * `costOf` answers a `how` of its own, by a higher bound and that.
   */
  judge(judges: PlaceJudge): void
  /** Writes cost, place, cost, place. */
  write(cells: Float64Array, at: number): void
}

interface PlaceJudge {
  /** A bound to replace the one remembered where the place has to be judged this way first; `NaN` where not. */
  bound(how: number, place: number, atLeast: number): number
  /** How a place whose bound has been replaced is judged. */
  next: number
  cost(how: number, place: number, ways: number): number
}

export function bestPlaces(): BestPlaces {
  let firstAt = 0
  let secondAt = 0
  let least = new Float64Array(256)
  let ways = new Float64Array(256)
  let places = new Float64Array(256)
  let hows = new Uint8Array(256)
  let count = 0

  const best: BestPlaces = {
    first: Number.POSITIVE_INFINITY,
    second: Number.POSITIVE_INFINITY,
    begin() {
      best.first = Number.POSITIVE_INFINITY
      best.second = Number.POSITIVE_INFINITY
      firstAt = 0
      secondAt = 0
      count = 0
    },
    note(cost, place) {
      if (cost < best.first) {
        best.second = best.first
        secondAt = firstAt
        best.first = cost
        firstAt = place
      } else if (cost < best.second) {
        best.second = cost
        secondAt = place
      }
    },
    remember(atLeast, waysAlone, place, how) {
      if (count === least.length) grow()
      least[count] = atLeast
      ways[count] = waysAlone
      places[count] = place
      hows[count++] = how
    },
    judge(judges) {
      while (count > 0) {
        let one = 0
        for (let c = 1; c < count; c++) if ((least[c] as number) < (least[one] as number)) one = c
        if ((least[one] as number) >= best.second - 1e-9) return
        const place = places[one] as number
        const how = hows[one] as number
        const bound = judges.bound(how, place, least[one] as number)
        if (!Number.isNaN(bound)) {
          least[one] = bound
          hows[one] = judges.next
          continue
        }
        best.note(judges.cost(how, place, ways[one] as number), place)
        count--
        least[one] = least[count] as number
        ways[one] = ways[count] as number
        places[one] = places[count] as number
        hows[one] = hows[count] as number
      }
    },
    write(cells, at) {
      cells[at] = best.first
      cells[at + 1] = firstAt
      cells[at + 2] = best.second
      cells[at + 3] = secondAt
    },
  }

  function grow(): void {
    const size = 2 * least.length
    const doubled = (numbers: Float64Array) => {
      const more = new Float64Array(size)
      more.set(numbers)
      return more
    }
    least = doubled(least)
    ways = doubled(ways)
    places = doubled(places)
    const more = new Uint8Array(size)
    more.set(hows)
    hows = more
  }

  return best
}
