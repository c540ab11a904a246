import type { FastChance } from './fast-chance.ts'
import type { Route } from './insertion.ts'
import { cellSize, type SearchState } from './search-state.ts'

/** When a new vehicle may be used for a unit. */
export interface Opening {
  /** `never`; `needed`: when it fits nowhere; `cheaper`: also where that costs less, fixed cost counted. */
  when: 'never' | 'needed' | 'cheaper'
  /** Vehicles in use at most. */
  most: number
}

const blinkProbability = 0.01

/**
 * Greedy insertion with blinks (Christiaens and Vanden Berghe 2020): absent units in one of several random orders, each
 * at its cheapest place, now and then overlooking a place. What fits nowhere stays absent; so does an optional unit
 * whose penalty is less than what it would cost.
 */
export function createRecreate(
  state: SearchState,
  chance: FastChance,
): (opening: Opening, order?: number) => void {
  const { model, absent, open, roomOf, stampOf, rules } = state
  const { sizeOf } = rules
  const { units, fleets, allowed, penalty } = model
  const fleetCount = fleets.length
  const orders = sortKeysOf(state)
  const totalWeight = orders.reduce((sum, [weight]) => sum + weight, 0)
  const keys = new Float64Array(units)
  let untilBlink = chance.trialsUntil(blinkProbability)
  const everywhere = allowed.every((one) => one === 1)

  function sort(order: number | undefined): void {
    let draw = chance.next() * totalWeight
    let key: Float64Array | undefined
    if (order !== undefined) {
      draw = Number.POSITIVE_INFINITY
      key = orders[order]?.[1]
    }
    for (const [weight, one] of orders) {
      draw -= weight
      if (draw < 0) {
        key = one
        break
      }
    }
    const count = state.absentCount
    for (let i = 0; i < count; i++) {
      const unit = absent[i] as number
      keys[unit] = key === undefined ? chance.next() : (key[unit] as number)
    }
    if (count > 64) {
      absent.subarray(0, count).sort((one, two) => (keys[one] as number) - (keys[two] as number) || one - two)
      return
    }
    for (let i = 1; i < count; i++) {
      const unit = absent[i] as number
      const value = keys[unit] as number
      let at = i - 1
      while (at >= 0 && (keys[absent[at] as number] as number) > value) {
        absent[at + 1] = absent[at] as number
        at--
      }
      absent[at + 1] = unit
    }
  }

  function blinks(): boolean {
    if (--untilBlink > 0) return false
    untilBlink = chance.trialsUntil(blinkProbability)
    return true
  }

  return function recreate(opening: Opening, order?: number): void {
    sort(order)
    const count = state.absentCount
    let left = 0
    for (let i = 0; i < count; i++) {
      const unit = absent[i] as number
      let best = penalty[unit] as number
      let bestSlot = -1
      let bestPlace = 0
      const size = sizeOf[unit] as number
      const { cells, stride, openCount } = state
      for (let o = 0; o < openCount; o++) {
        const slot = open[o] as number
        if (size > (roomOf[slot] as number)) continue
        if (!everywhere && allowed[unit * fleetCount + (state.routes[slot] as Route).fleet.index] === 0)
          continue
        let at = (unit * stride + slot) * cellSize
        if (cells[at] !== stampOf[slot]) {
          cells[at] = stampOf[slot] as number
          rules.evaluate(state.routes[slot] as Route, unit, cells, at + 1)
        }
        if (!((cells[++at] as number) < best)) continue
        if (blinks()) {
          at += 2
          if (!((cells[at] as number) < best) || blinks()) continue
        }
        best = cells[at] as number
        bestSlot = slot
        bestPlace = cells[at + 1] as number
      }
      const opens =
        state.openCount < opening.most &&
        (opening.when === 'cheaper' || (opening.when === 'needed' && bestSlot < 0))
      if (opens) {
        let bestFleet = -1
        for (let f = 0; f < fleetCount; f++) {
          const fleet = fleets[f] as (typeof fleets)[number]
          if ((state.used[f] as number) >= fleet.count) continue
          const cost = state.costAlone(unit, fleet) + fleet.fixedCost
          if (cost < best && !blinks()) {
            best = cost
            bestFleet = f
          }
        }
        if (bestFleet >= 0) {
          const fleet = fleets[bestFleet] as (typeof fleets)[number]
          bestSlot = state.openRoute(fleet)
          bestPlace = state.placeAlone(unit, fleet)
        }
      }
      if (bestSlot >= 0) state.insert(bestSlot, unit, bestPlace)
      else absent[left++] = unit
    }
    state.absentCount = left
  }
}

/** Orders that make good first solutions: the farthest first; the narrowest window or the earliest first. */
export const firstOrders = [2]
export const timedFirstOrders = [4, 5]

/** Orders by weight; `undefined` is a random one. Ascending: the first is inserted first. */
function sortKeysOf({ model }: SearchState): [number, Float64Array | undefined][] {
  const { units, firstOf, secondOf, dimensions, delivery, pickup, onBoard, fleets, nodes, ready, due } = model
  const fleet = fleets[0] as (typeof fleets)[number]
  const each = (of: (stop: number, unit: number) => number) =>
    Float64Array.from({ length: units }, (_, unit) => of(firstOf[unit] as number, unit))
  const scale = Array.from({ length: dimensions }, (_, d) =>
    Math.max(
      1e-9,
      ...fleets.map(({ capacity }) => ((capacity[d] as number) < Infinity ? (capacity[d] as number) : 0)),
    ),
  )
  const size = each((stop) => {
    let most = 0
    for (let d = 0; d < dimensions; d++) {
      const at = stop * dimensions + d
      const amount = (delivery[at] as number) + (pickup[at] as number) + (onBoard[at] as number)
      most = Math.max(most, amount / (scale[d] as number))
    }
    return -most
  })
  const { cost } = fleet.travel
  const far = each((stop, unit) => {
    const second = secondOf[unit] as number
    const out = cost[fleet.start * nodes + stop] as number
    return second < 0 ? out : Math.max(out, cost[fleet.start * nodes + second] as number)
  })
  const orders: [number, Float64Array | undefined][] = [
    [4, undefined],
    [4, size],
    [2, far.map((value) => -value)],
    [1, far],
  ]
  const timed = Array.from({ length: units }, (_, unit) => firstOf[unit] as number).some(
    (stop) => (due[stop] as number) < Number.POSITIVE_INFINITY,
  )
  if (timed) {
    orders.push([2, each((stop) => (due[stop] as number) - (ready[stop] as number))])
    orders.push([2, each((stop) => ready[stop] as number)])
    orders.push([2, each((stop) => -(due[stop] as number))])
  }
  return orders
}
