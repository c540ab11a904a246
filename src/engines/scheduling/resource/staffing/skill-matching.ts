/**
 * Gives every place a different candidate by augmenting paths (Kuhn 1955); candidates that stand earlier in a list are
 * taken first. Nothing when there is no way.
 */
export function matched(candidatesOf: readonly (readonly number[])[]): number[] | undefined {
  const placeOf = new Map<number, number>()
  function seat(place: number, tried: Set<number>): boolean {
    const candidates = candidatesOf[place] ?? []
    for (const candidate of candidates)
      if (!placeOf.has(candidate) && !tried.has(candidate)) {
        placeOf.set(candidate, place)
        return true
      }
    for (const candidate of candidates) {
      if (tried.has(candidate)) continue
      tried.add(candidate)
      if (seat(placeOf.get(candidate) as number, tried)) {
        placeOf.set(candidate, place)
        return true
      }
    }
    return false
  }
  for (let place = 0; place < candidatesOf.length; place++) if (!seat(place, new Set())) return undefined
  const seats: number[] = []
  for (const [candidate, place] of placeOf) seats[place] = candidate
  return seats
}
