import { copyRoute, createRoute, type InsertionRules, type Route } from './insertion.ts'
import { RoutingProblemFault } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'

/** Numbers of the best two places of one unit on one route: stamp of the route, cost, place, cost, place. */
export const cellSize = 5

/**
 * The solution being changed. Every change of an iteration can be taken back: a route is copied aside when first
 * touched, so that taking back is a swap. What `evaluate` found for a unit on a route is kept as long as the route is
 * the same (its stamp), and since most iterations are taken back, most answers are known.
 */
export interface SearchState {
  readonly model: SearchModel
  readonly rules: InsertionRules
  /** Slots of routes in use, in no order. */
  readonly open: Int32Array
  openCount: number
  readonly routes: Route[]
  /** Slot of every stop, or −1. */
  readonly slotOf: Int32Array
  /** Units not on any route. */
  readonly absent: Int32Array
  absentCount: number
  /** Vehicles in use, by fleet. */
  readonly used: Int32Array
  /** Cost of all routes with the fixed costs of their vehicles. */
  cost: number
  begin(): void
  /** Copies the route aside before its first change in this iteration. */
  touch(slot: number): Route
  /** Opens a route; answers its slot, or −1 when all slots are taken. */
  openRoute(fleet: Fleet): number
  /** To be called after a route lost stops: refreshes or closes it. False when it cannot be driven so. */
  settle(slot: number): boolean
  insert(slot: number, unit: number, place: number): void
  /** Gives each route changed in this iteration to a vehicle of another fleet, drawn by `draw`, where that costs less. */
  exchangeVehicles(draw: (count: number) => number): void
  undo(): void
  /** What `evaluate` answered: of a unit on the route of a slot from `(unit × stride + slot) × cellSize + 1` on. */
  cells: Float64Array
  stride: number
  /** Stamp of the route of each slot, and how much of the first dimension still fits on it. */
  readonly stampOf: Float64Array
  readonly roomOf: Float64Array
  /** Cost of serving the unit alone by a vehicle of the fleet, fixed cost not counted; infinity when it cannot. */
  costAlone(unit: number, fleet: Fleet): number
  placeAlone(unit: number, fleet: Fleet): number
  save(): Snapshot
  load(snapshot: Snapshot): void
}

/** A solution put away. */
export interface Snapshot {
  routes: { fleet: number; stops: Int32Array }[]
  absent: Int32Array
  cost: number
}

export function createSearchState(model: SearchModel, rules: InsertionRules): SearchState {
  const { units, stops, fleets, unitOf, firstOf, secondOf } = model
  const numberOf = new Map(model.problem.stops.map(({ id }, index) => [id, index]))
  const vehicles = fleets.reduce((sum, fleet) => sum + fleet.count, 0)
  const slots = Math.max(1, Math.min(vehicles, stops))
  const routes: Route[] = []
  const spare: Route[] = []
  const open = new Int32Array(slots)
  const openAt = new Int32Array(slots).fill(-1)
  const free = Int32Array.from({ length: slots }, (_, index) => slots - 1 - index)
  let freeCount = slots
  const slotOf = new Int32Array(stops).fill(-1)
  const absent = new Int32Array(units)
  const absentBefore = new Int32Array(units)
  let absentCountBefore = 0
  let costBefore = 0
  const used = new Int32Array(fleets.length)
  const touched = new Int32Array(slots)
  let touchedCount = 0
  const isTouched = new Uint8Array(slots)
  let stamps = 1
  let reopened = false
  const stampOf = new Float64Array(slots)
  const roomOf = new Float64Array(slots)
  const alone = new Float64Array(units * fleets.length * 2).fill(Number.NaN)
  const aloneCells = new Float64Array(4)
  const empties = fleets.map((fleet) => {
    const route = createRoute(model, fleet, 2, rules.loadPerNode)
    rules.refresh(route)
    return route
  })

  const trial = createRoute(model, fleets[0] as Fleet, 6, rules.loadPerNode)
  function mayServe({ index }: Fleet, { sequence, length }: Route): boolean {
    for (let k = 1; k <= length; k++) {
      const unit = unitOf[sequence[k] as number] as number
      if (model.allowed[unit * fleets.length + index] === 0) return false
    }
    return true
  }

  function routeAt(slot: number): void {
    while (routes.length <= slot) {
      routes.push(createRoute(model, fleets[0] as Fleet, 6, rules.loadPerNode))
      spare.push(createRoute(model, fleets[0] as Fleet, 6, rules.loadPerNode))
    }
    if (slot >= state.stride) {
      while (slot >= state.stride) state.stride *= 2
      state.cells = new Float64Array(units * state.stride * cellSize)
    }
  }
  function enlist(slot: number): void {
    openAt[slot] = state.openCount
    open[state.openCount++] = slot
  }
  function delist(slot: number): void {
    const at = openAt[slot] as number
    const last = open[--state.openCount] as number
    open[at] = last
    openAt[last] = at
    openAt[slot] = -1
  }

  function stampAnew(slot: number): void {
    const route = routes[slot] as Route
    route.stamp = stamps++
    note(slot, route)
  }
  function note(slot: number, route: Route): void {
    stampOf[slot] = route.stamp
    roomOf[slot] = rules.room(route)
  }

  const state: SearchState = {
    model,
    rules,
    cells: new Float64Array(units * 16 * cellSize),
    stride: 16,
    stampOf,
    roomOf,
    open,
    openCount: 0,
    routes,
    slotOf,
    absent,
    absentCount: 0,
    used,
    cost: 0,
    begin() {
      for (let i = 0; i < touchedCount; i++) isTouched[touched[i] as number] = 0
      touchedCount = 0
      reopened = false
      absentCountBefore = state.absentCount
      for (let i = 0; i < absentCountBefore; i++) absentBefore[i] = absent[i] as number
      costBefore = state.cost
    },
    touch(slot) {
      const route = routes[slot] as Route
      if (isTouched[slot] === 1) return route
      isTouched[slot] = 1
      touched[touchedCount++] = slot
      const copy = spare[slot] as Route
      copyRoute(route, copy)
      routes[slot] = copy
      spare[slot] = route
      return copy
    },
    openRoute(fleet) {
      if (freeCount === 0) return -1
      const slot = free[--freeCount] as number
      reopened = true
      routeAt(slot)
      const route = state.touch(slot)
      route.fleet = fleet
      route.length = 0
      rules.refresh(route)
      stampAnew(slot)
      enlist(slot)
      used[fleet.index] = (used[fleet.index] as number) + 1
      state.cost += fleet.fixedCost
      return slot
    },
    settle(slot) {
      const route = routes[slot] as Route
      const before = route.cost
      if (route.length === 0) {
        route.cost = 0
        stampAnew(slot)
        state.cost -= before + route.fleet.fixedCost
        used[route.fleet.index] = (used[route.fleet.index] as number) - 1
        delist(slot)
        free[freeCount++] = slot
        reopened = true
        return true
      }
      const feasible = rules.refresh(route)
      stampAnew(slot)
      state.cost += route.cost - before
      return feasible
    },
    insert(slot, unit, place) {
      const route = state.touch(slot)
      const before = route.cost
      rules.insert(route, unit, place)
      stampAnew(slot)
      state.cost += route.cost - before
      slotOf[model.firstOf[unit] as number] = slot
      const second = model.secondOf[unit] as number
      if (second >= 0) slotOf[second] = slot
    },
    exchangeVehicles(draw) {
      for (let i = 0; i < touchedCount; i++) {
        const slot = touched[i] as number
        if (openAt[slot] === -1) continue
        const route = routes[slot] as Route
        const other = fleets[draw(fleets.length)] as Fleet
        if (other === route.fleet || other.current || route.fleet.current) continue
        if ((used[other.index] as number) >= other.count || !mayServe(other, route)) continue
        copyRoute(route, trial)
        trial.fleet = other
        if (!rules.refresh(trial)) continue
        const more = trial.cost + other.fixedCost - route.cost - route.fleet.fixedCost
        if (more >= -1e-9) continue
        used[route.fleet.index] = (used[route.fleet.index] as number) - 1
        used[other.index] = (used[other.index] as number) + 1
        copyRoute(trial, route)
        stampAnew(slot)
        state.cost += more
      }
    },
    undo() {
      for (let i = 0; i < touchedCount; i++) {
        const slot = touched[i] as number
        const now = routes[slot] as Route
        const was = spare[slot] as Route
        routes[slot] = was
        spare[slot] = now
        note(slot, was)
        const isOpen = openAt[slot] !== -1
        if (isOpen) used[now.fleet.index] = (used[now.fleet.index] as number) - 1
        if (was.length > 0) used[was.fleet.index] = (used[was.fleet.index] as number) + 1
        if (isOpen && was.length === 0) delist(slot)
        if (!isOpen && was.length > 0) enlist(slot)
        for (let k = 1; k <= was.length; k++) slotOf[was.sequence[k] as number] = slot
      }
      if (reopened) {
        freeCount = 0
        for (let slot = slots - 1; slot >= 0; slot--) if (openAt[slot] === -1) free[freeCount++] = slot
      }
      state.absentCount = absentCountBefore
      for (let i = 0; i < absentCountBefore; i++) {
        const unit = absentBefore[i] as number
        absent[i] = unit
        slotOf[model.firstOf[unit] as number] = -1
        const second = model.secondOf[unit] as number
        if (second >= 0) slotOf[second] = -1
      }
      state.cost = costBefore
    },
    costAlone(unit, fleet) {
      const at = (unit * fleets.length + fleet.index) * 2
      if (Number.isNaN(alone[at] as number)) {
        aloneCells[0] = Number.POSITIVE_INFINITY
        if (model.allowed[unit * fleets.length + fleet.index] === 1)
          rules.evaluate(empties[fleet.index] as Route, unit, aloneCells, 0)
        alone[at] = aloneCells[0] as number
        alone[at + 1] = aloneCells[1] as number
      }
      return alone[at] as number
    },
    placeAlone: (unit, fleet) => alone[(unit * fleets.length + fleet.index) * 2 + 1] as number,
    save() {
      const kept = Array.from({ length: state.openCount }, (_, index) => {
        const { fleet, sequence, length } = routes[open[index] as number] as Route
        return { fleet: fleet.index, stops: sequence.slice(1, length + 1) }
      })
      return { routes: kept, absent: absent.slice(0, state.absentCount), cost: state.cost }
    },
    load(snapshot) {
      for (let i = 0; i < touchedCount; i++) isTouched[touched[i] as number] = 0
      touchedCount = 0
      for (let i = 0; i < state.openCount; i++) (routes[open[i] as number] as Route).length = 0
      state.openCount = 0
      openAt.fill(-1)
      used.fill(0)
      slotOf.fill(-1)
      freeCount = 0
      for (let slot = slots - 1; slot >= snapshot.routes.length; slot--) free[freeCount++] = slot
      state.cost = 0
      for (const [slot, { fleet, stops: sequence }] of snapshot.routes.entries()) {
        routeAt(slot)
        const route = routes[slot] as Route
        route.length = 0
        const wanted = createRoute(model, fleets[fleet] as Fleet, sequence.length, rules.loadPerNode)
        wanted.length = sequence.length
        wanted.sequence.set(sequence, 1)
        rules.refresh(wanted)
        copyRoute(wanted, route)
        stampAnew(slot)
        enlist(slot)
        used[fleet] = (used[fleet] as number) + 1
        state.cost += route.cost + route.fleet.fixedCost
        for (const stop of sequence) slotOf[stop] = slot
      }
      state.absentCount = snapshot.absent.length
      absent.set(snapshot.absent)
    },
  }
  for (const fleet of fleets) if (fleet.current) takeOver(fleet)
  state.absentCount = 0
  for (let unit = 0; unit < units; unit++)
    if (slotOf[firstOf[unit] as number] === -1) absent[state.absentCount++] = unit

  /** A route in force is where the search begins: all of it, or as much from its begin as can be driven now. */
  function takeOver(fleet: Fleet): void {
    const all = (fleet.current?.stopIds ?? []).map((id) => numberOf.get(id) as number)
    const started = fleet.prefix.length
    for (let length = all.length; length >= Math.max(1, started); length--) {
      // What is on board has to be delivered by this vehicle, wherever in its route.
      const onBoard = Array.from(fleet.prefix, (stop) => secondOf[unitOf[stop] as number] as number)
      const kept = all.slice(0, length)
      kept.push(...onBoard.filter((stop) => stop >= 0 && !kept.includes(stop)))
      if (length > started && !isTakeable(kept, fleet)) continue
      const wanted = createRoute(model, fleet, kept.length, rules.loadPerNode)
      wanted.length = kept.length
      wanted.sequence.set(kept, 1)
      if (!rules.refresh(wanted)) continue
      const slot = state.openRoute(fleet)
      const route = routes[slot] as Route
      const before = route.cost
      copyRoute(wanted, route)
      stampAnew(slot)
      state.cost += route.cost - before
      for (const stop of kept) slotOf[stop] = slot
      return
    }
    if (started > 0)
      throw new RoutingProblemFault('routing.started-route', {
        vehicleTypeId: fleet.type.id,
        vehicleNumber: fleet.numbers?.[0],
      })
  }
  /** Whole shipments only, and nothing that this vehicle may not serve, but what is started is started. */
  function isTakeable(stops: readonly number[], { index, prefix }: Fleet): boolean {
    return stops.every((stop, place) => {
      const unit = unitOf[stop] as number
      const second = secondOf[unit] as number
      const whole = second < 0 || (stops.includes(second) && stops.includes(firstOf[unit] as number))
      return whole && (place < prefix.length || model.allowed[unit * fleets.length + index] === 1)
    })
  }
  state.begin()
  return state
}
