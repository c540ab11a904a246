import type { FastChance } from './fast-chance.ts'
import type { Route } from './insertion.ts'
import type { SearchState } from './search-state.ts'
import { createTailExchange } from './tail-exchange.ts'

export interface RuinParameters {
  /** Stops removed on average. */
  meanRemoved: number
  longestString: number
  /** Share of strings that keep some stops in their middle. */
  splitProbability: number
  /** Chance of each further stop kept. */
  splitDepth: number
  /** How often nearness in time counts instead of nearness in space. */
  inTimeProbability: number
  /** How often two routes exchange their ends first. */
  tailProbability: number
}

/**
 * Adjacent string removal (Christiaens and Vanden Berghe 2020): from routes near a stop, strings of stops around the
 * nearest ones are removed, so that what is absent lies close together in space and leaves capacity in several routes.
 */
export function createRuin(
  state: SearchState,
  chance: FastChance,
  parameters: RuinParameters,
): () => boolean {
  const { model, slotOf, absent } = state
  const { neighbours, unitOf, firstOf, secondOf, stops, frozen, fixed } = model
  const ruinedAt = new Int32Array(state.open.length).fill(-1)
  const ruined = new Int32Array(state.open.length)
  const leaving = new Uint8Array(stops)
  const pairs = secondOf.some((second) => second >= 0)
  const exchangeTails = createTailExchange(state, chance)
  let round = 0

  /** Takes the marked stops from the route, partners of shipments too. */
  function compact(route: Route): void {
    const { sequence, length } = route
    const end = sequence[length + 1] as number
    let to = 1
    for (let k = 1; k <= length; k++) {
      const stop = sequence[k] as number
      if (leaving[stop] === 1) {
        leaving[stop] = 0
        slotOf[stop] = -1
      } else sequence[to++] = stop
    }
    sequence[to] = end
    route.length = to - 1
  }
  function mark(stop: number): void {
    if (leaving[stop] === 1 || fixed[stop] === 1) return
    const unit = unitOf[stop] as number
    const second = secondOf[unit] as number
    leaving[firstOf[unit] as number] = 1
    if (second >= 0) leaving[second] = 1
    absent[state.absentCount++] = unit
  }
  function removeString(slot: number, around: number, longest: number): void {
    const route = state.touch(slot)
    const { sequence, length } = route
    let from = 1
    while (from <= length && frozen[sequence[from] as number] === 1) from++
    const free = length - from + 1
    const most = Math.min(free, longest)
    const size = 1 + Math.floor(chance.next() * most)
    let kept = 0
    if (size > 1 && size < free && chance.next() < parameters.splitProbability) {
      kept = 1
      while (size + kept < free && chance.next() < parameters.splitDepth) kept++
    }
    const span = size + kept
    let at = from
    while ((sequence[at] as number) !== around) at++
    const earliest = Math.max(from, at - span + 1)
    const last = Math.min(at, length - span + 1)
    const start = earliest + chance.below(last - earliest + 1)
    const keptFrom = kept === 0 ? 0 : start + 1 + chance.below(size - 1)
    for (let k = start; k < start + span; k++) {
      if (kept > 0 && k >= keptFrom && k < keptFrom + kept) continue
      mark(sequence[k] as number)
    }
    compact(route)
  }

  /** Removes shipments whose ends are now on two routes. */
  function unsplit(slot: number): void {
    const route = state.routes[slot] as Route
    for (let k = 1; k <= route.length; k++) {
      const stop = route.sequence[k] as number
      const unit = unitOf[stop] as number
      const second = secondOf[unit] as number
      if (second >= 0 && slotOf[second] !== slotOf[firstOf[unit] as number]) mark(stop)
    }
  }

  return function ruin(): boolean {
    round++
    const before = state.absentCount
    let onRoutes = 0
    for (let i = 0; i < state.openCount; i++)
      onRoutes += (state.routes[state.open[i] as number] as Route).length
    if (onRoutes === 0) return true
    const meanLength = onRoutes / state.openCount
    const longest = Math.max(1, Math.min(parameters.longestString, meanLength))
    const mostStrings = (4 * parameters.meanRemoved) / (1 + longest) - 1
    const strings = Math.max(1, Math.floor(chance.next() * mostStrings + 1))
    const seed = chance.below(stops)
    const exchanged = chance.next() < parameters.tailProbability ? exchangeTails(seed) : undefined
    if (exchanged && pairs) {
      for (const slot of exchanged) unsplit(slot)
      for (const slot of exchanged) compact(state.routes[slot] as Route)
    }
    const near = chance.next() < parameters.inTimeProbability ? neighbours.inTime : neighbours.inSpace
    let ruinedCount = 0
    for (let rank = -1; rank < neighbours.count && ruinedCount < strings; rank++) {
      const stop = rank < 0 ? seed : (near[seed * neighbours.count + rank] as number)
      const slot = slotOf[stop] as number
      if (slot < 0 || ruinedAt[slot] === round || fixed[stop] === 1) continue
      ruinedAt[slot] = round
      ruined[ruinedCount++] = slot
      removeString(slot, stop, longest)
    }
    if (exchanged) for (const slot of exchanged) if (ruinedAt[slot] !== round) ruined[ruinedCount++] = slot
    for (let i = 0; i < ruinedCount; i++) if (!state.settle(ruined[i] as number)) return false
    return state.absentCount > before || before > 0
  }
}
