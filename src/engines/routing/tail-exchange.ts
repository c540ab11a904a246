import type { FastChance } from './fast-chance.ts'
import { growRoute, type Route } from './insertion.ts'
import type { SearchState } from './search-state.ts'

/** A stop continues with one of so many stops that are nearest to it in time. */
const reach = 40
const tries = 8

/**
 * Exchanges the ends of two routes (2-opt*, Potvin and Rousseau 1995): strings alone never move half a long route.
 * It asks for no feasibility: what is then removed round the joint often makes it good, and else it is taken back.
 */
export function createTailExchange(state: SearchState, chance: FastChance) {
  const { model, slotOf } = state
  const { neighbours } = model
  const near = Math.min(neighbours.count, reach)
  const tail = new Int32Array(model.stops)
  const slots: [number, number] = [-1, -1]

  /** A stop on another route of the same fleet, so that any of its vehicles may drive either end. */
  function continuation(stop: number): number {
    const { fleet } = state.routes[slotOf[stop] as number] as Route
    for (let i = 0; i < tries && near > 0; i++) {
      const next = neighbours.inTime[stop * neighbours.count + chance.below(near)] as number
      const slot = slotOf[next] as number
      if (slot >= 0 && slot !== slotOf[stop] && (state.routes[slot] as Route).fleet === fleet) return next
    }
    return -1
  }

  /** Lets the route of a stop go on with the end of another, which takes its end. The two slots, if there is one. */
  return function exchangeTails(stop: number): readonly [number, number] | undefined {
    const slot = slotOf[stop] as number
    if (slot < 0) return
    const next = continuation(stop)
    if (next < 0) return
    const other = slotOf[next] as number
    const from = state.touch(slot)
    const to = state.touch(other)
    const cut = placeOf(from, stop) + 1
    const otherCut = placeOf(to, next)
    const size = from.length + 1 - cut
    for (let k = 0; k < size; k++) tail[k] = from.sequence[cut + k] as number
    attach(from, slot, cut, to.sequence, otherCut, to.length + 1 - otherCut)
    attach(to, other, otherCut, tail, 0, size)
    slots[0] = slot
    slots[1] = other
    return slots
  }

  function attach(
    route: Route,
    slot: number,
    cut: number,
    source: Int32Array,
    at: number,
    size: number,
  ): void {
    const end = route.sequence[route.length + 1] as number
    growRoute(route, cut - 1 + size)
    const { sequence } = route
    for (let k = 0; k < size; k++) {
      const stop = source[at + k] as number
      sequence[cut + k] = stop
      slotOf[stop] = slot
    }
    route.length = cut - 1 + size
    sequence[route.length + 1] = end
  }
}

function placeOf({ sequence }: Route, stop: number): number {
  let place = 1
  while ((sequence[place] as number) !== stop) place++
  return place
}
