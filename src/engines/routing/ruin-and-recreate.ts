import type { Search } from '../runner/search.ts'
import { type FastChance, fastChance } from './fast-chance.ts'
import type { InsertionRules, Route } from './insertion.ts'
import { createRecreate, firstOrders, type Opening, timedFirstOrders } from './recreate.ts'
import { createRuin } from './ruin.ts'
import type { SearchModel } from './search-model.ts'
import { createSearchState, type Snapshot } from './search-state.ts'

/** Found by measuring on public instances; temperatures are in mean costs of a leg of the first solution. */
interface Tuning {
  /** First and last temperature where stops have windows. */
  hot: number
  cold: number
  /** Where they have none: of the first cycle, of later ones, and the last temperature of all. */
  free: number
  freeAgain: number
  freeCold: number
  /** Iterations by number of units: of a try for a smaller fleet, of the first cycle of annealing. */
  fleetPerUnit: number
  cyclePerUnit: number
  /** Tries for a smaller fleet before the first cycle. */
  fleetAttempts: number
  /** Cycles that begin anew, the first included, where a tight fleet makes the basin a matter of luck. */
  beginnings: number
  /** Each cycle is so many times as long as the one before. */
  growth: number
  /** Price of a unit left out in a relaxed cycle, in temperatures; at its begin, and at least. */
  absentWeight: number
  absentFloor: number
  /** The price falls while a smaller share of solutions than this leaves somebody out, else it rises. */
  absentShare: number
  /** Every so manieth cycle is not relaxed. */
  strictEvery: number
  meanRemoved: number
  /** How often stops near in time are removed together, else those near in space. */
  inTimeProbability: number
  /** How often two routes exchange their ends first, where stops have windows. */
  tailProbability: number
  /** Lengths of tries and first cycles under the general rules, whose iterations take longer, against the others. */
  generalPace: number
}

const defaultTuning: Tuning = {
  hot: 5,
  free: 0.7,
  freeAgain: 0.3,
  freeCold: 0.02,
  cold: 0.05,
  fleetPerUnit: 2_000,
  fleetAttempts: 3,
  cyclePerUnit: 4_000,
  beginnings: 4,
  growth: 1.5,
  absentWeight: 3,
  absentShare: 0.9,
  absentFloor: 0.5,
  strictEvery: 2,
  meanRemoved: 10,
  inTimeProbability: 0.5,
  tailProbability: 0.3,
  generalPace: 0.1,
}

/** Temperatures of tries for a smaller fleet, by turns; heat of the cycles of annealing against the first. */
const fleetHeats = [0.3, 0.03, 0.6]
const reheats = [1, 1.6, 0.8]

export function ruinAndRecreate(
  model: SearchModel,
  rules: InsertionRules,
  search: Search<Snapshot>,
  changes: Partial<Tuning> = {},
): Snapshot {
  const tuning = { ...defaultTuning, ...changes }
  const state = createSearchState(model, rules)
  const chance: FastChance = fastChance(search.chance.between(0, 0x7fffffff))
  const timed = model.due.some((due) => due < Number.POSITIVE_INFINITY)
  const ruin = createRuin(state, chance, {
    meanRemoved: tuning.meanRemoved,
    longestString: 10,
    splitProbability: 0.5,
    splitDepth: 0.01,
    inTimeProbability: tuning.inTimeProbability,
    tailProbability: timed ? tuning.tailProbability : 0,
  })
  const recreate = createRecreate(state, chance)
  const { priority, units } = model
  const absence = new Float64Array(units)
  const exchanges = model.fleets.length > 1
  let iteration = 0

  const missing = () => {
    let sum = 0
    for (let i = 0; i < state.absentCount; i++) {
      const unit = state.absent[i] as number
      sum += Number.isFinite(model.penalty[unit] as number) ? 0 : (priority[unit] as number)
    }
    return sum
  }
  const { balance } = model.problem.objective ?? {}
  /** What the routes alone do not cost: units left out, unevenness. */
  const extras = () => {
    let sum = 0
    for (let i = 0; i < state.absentCount; i++) sum += model.absentCost[state.absent[i] as number] as number
    if (balance === undefined || state.openCount === 0) return sum
    let most = Number.NEGATIVE_INFINITY
    let least = Number.POSITIVE_INFINITY
    for (let o = 0; o < state.openCount; o++) {
      const { measure } = state.routes[state.open[o] as number] as Route
      if (measure > most) most = measure
      if (measure < least) least = measure
    }
    return sum + balance.costPerUnit * (most - least)
  }
  let best: Snapshot
  let bestMissing = 0
  let bestVehicles = 0
  let bestCost = 0
  function keepIfBest(): boolean {
    const nowMissing = missing()
    if (nowMissing > bestMissing) return false
    const cost = state.cost + extras()
    if (nowMissing === bestMissing) {
      const vehicles = model.hierarchical ? state.openCount : 0
      if (vehicles > bestVehicles) return false
      if (vehicles === bestVehicles && cost >= bestCost - 1e-9) return false
    }
    bestMissing = nowMissing
    bestVehicles = model.hierarchical ? state.openCount : 0
    bestCost = cost
    best = state.save()
    search.improved(() => best)
    return true
  }

  const free: Opening = { when: model.hierarchical ? 'needed' : 'cheaper', most: state.open.length }
  const blank = state.save()
  recreate(free)
  best = state.save()
  bestMissing = missing()
  bestVehicles = model.hierarchical ? state.openCount : 0
  bestCost = state.cost + extras()
  search.improved(() => best)
  for (const order of timed ? timedFirstOrders : firstOrders) {
    state.load(blank)
    recreate(free, order)
    keepIfBest()
  }
  state.load(best)
  /** Mean cost of a leg: the scale of all temperatures. */
  const legCost = () => {
    let count = 0
    let cost = 0
    for (let o = 0; o < state.openCount; o++) {
      const route = state.routes[state.open[o] as number] as Route
      count += route.length + 1
      cost += route.cost
    }
    return Math.max(1e-9, cost / Math.max(1, count))
  }
  let meanLeg = legCost()

  /** How often the mandatory ones among these units have been absent. */
  function absenceOf(some: Int32Array, count: number): number {
    let sum = 0
    for (let i = 0; i < count; i++) {
      const unit = some[i] as number
      if (model.penalty[unit] === Number.POSITIVE_INFINITY) sum += absence[unit] as number
    }
    return sum
  }
  const kept = new Int32Array(units)

  function removeRoute(): void {
    let slotOut = -1
    let least = Number.POSITIVE_INFINITY
    for (let o = 0; o < state.openCount; o++) {
      const slot = state.open[o] as number
      const { sequence, length, fleet } = state.routes[slot] as Route
      if (fleet.prefix.length > 0) continue
      let sum = 0
      for (let k = 1; k <= length; k++)
        sum += absence[model.unitOf[sequence[k] as number] as number] as number
      if (sum < least) {
        least = sum
        slotOut = slot
      }
    }
    if (slotOut < 0) return
    state.begin()
    const route = state.touch(slotOut)
    for (let k = 1; k <= route.length; k++) {
      const stop = route.sequence[k] as number
      const unit = model.unitOf[stop] as number
      if (model.firstOf[unit] === stop) state.absent[state.absentCount++] = unit
      state.slotOf[stop] = -1
    }
    route.length = 0
    state.settle(slotOut)
  }

  /**
   * Brings absent units back by sums of absences; for a smaller fleet a route is emptied first, and after each success
   * the next. Without, it ends when nobody mandatory is absent.
   */
  function bringBack(iterations: number, temperature: number, shrinks: boolean, enough = fewest): void {
    absence.fill(0)
    const until = iteration + iterations
    if (shrinks) removeRoute()
    const opening: Opening = { when: 'needed', most: shrinks ? state.openCount : state.open.length }
    for (; iteration < until && !search.done(iteration); iteration++) {
      const count = state.absentCount
      for (let i = 0; i < count; i++) kept[i] = state.absent[i] as number
      const before = state.cost
      state.begin()
      if (!ruin()) {
        state.undo()
        continue
      }
      recreate(opening)
      const allBack = missing() === 0
      let accepted = allBack
      if (!allBack) {
        const was = absenceOf(kept, count)
        const is = absenceOf(state.absent, state.absentCount)
        accepted = is < was || (is === was && state.cost < before - temperature * Math.log(chance.next()))
        for (let i = 0; i < state.absentCount; i++) {
          const unit = state.absent[i] as number
          absence[unit] = (absence[unit] as number) + 1
        }
      }
      if (!accepted) state.undo()
      else if (allBack) {
        keepIfBest()
        if (!shrinks || state.openCount <= enough) return
        removeRoute()
        opening.most = state.openCount
      }
    }
  }

  /** Simulated annealing. */
  function anneal(iterations: number, from: number, to: number, most: number, relaxes: boolean): void {
    const cooling = (to / from) ** (1 / iterations)
    let temperature = from
    const opening: Opening = model.hierarchical
      ? { when: 'needed', most }
      : { when: 'cheaper', most: state.open.length }
    const until = iteration + iterations
    const relaxed = model.hierarchical && tuning.absentWeight < Number.POSITIVE_INFINITY && relaxes
    let factor = tuning.absentWeight
    let short = 0
    for (; iteration < until && !search.done(iteration); iteration++) {
      temperature *= cooling
      if (relaxed) {
        if (state.absentCount > 0) short++
        if (iteration % 500 === 0) {
          factor = short > 500 * tuning.absentShare ? factor * 1.1 : factor / 1.1
          if (factor < tuning.absentFloor) factor = tuning.absentFloor
          short = 0
        }
      }
      const weight = factor * (temperature + 0.3 * meanLeg)
      const before = state.cost + extras()
      const wasMissing = missing()
      state.begin()
      if (!ruin()) {
        state.undo()
        continue
      }
      recreate(opening)
      if (exchanges) state.exchangeVehicles(chance.below)
      const isMissing = missing()
      const now = state.cost + extras()
      let accepted: boolean
      if (isMissing === wasMissing) accepted = now < before - temperature * Math.log(chance.next())
      else if (!relaxed) accepted = isMissing < wasMissing
      else
        accepted =
          now + weight * isMissing < before + weight * wasMissing - temperature * Math.log(chance.next())
      if (!accepted) state.undo()
      else if (isMissing <= bestMissing && (now < bestCost - 1e-9 || state.openCount < bestVehicles))
        keepIfBest()
    }
  }

  /** Temperatures that better a solution and leave it where it is. */
  const cool = () => [meanLeg * 0.3, meanLeg * 0.02] as const
  /** Everybody on board, or the same with a vehicle less; whichever is next. Where vehicles have a price it may pay. */
  function improveFleet(attempt: number): void {
    const heat = meanLeg * (fleetHeats[attempt % fleetHeats.length] as number)
    if (bestMissing > 0) bringBack(fleetLength, heat, false)
    else if (model.hierarchical && bestVehicles > fewest) bringBack(fleetLength, heat, true)
    else if (priced && state.openCount > fewest) {
      const enough = state.openCount - 1
      bringBack(fleetLength, heat, true, enough)
      if (missing() === 0 && state.openCount <= enough) anneal(firstLength, ...cool(), state.openCount, false)
    } else return
    state.load(best)
  }

  const fewest = fewestVehicles(model)
  /** Vehicles dear enough that one less is worth a try, though ways get longer. */
  const priced = !model.hierarchical && model.fleets.some(({ fixedCost }) => fixedCost > 2 * meanLeg)
  const pace = model.features.general ? tuning.generalPace : 1
  const firstLength = Math.floor(Math.sqrt(pace) * clamp(500 * units, 5_000, 250_000))
  const polish = () => {
    const most = bestMissing === 0 && model.hierarchical ? Math.max(bestVehicles, 1) : state.open.length
    anneal(firstLength, ...cool(), most, false)
    state.load(best)
  }
  polish()
  meanLeg = legCost()
  let length = Math.floor(pace * clamp(tuning.cyclePerUnit * units, 100_000, 1_200_000))
  let fleetLength = Math.floor(pace * clamp(tuning.fleetPerUnit * units, 30_000, 400_000))
  // What decides on a smaller fleet is luck more than length: several short tries, hot and cold, before any long one.
  const attempts = model.hierarchical || bestMissing > 0 ? tuning.fleetAttempts : 0
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [vehiclesBefore, missingBefore] = [bestVehicles, bestMissing]
    improveFleet(attempt)
    if (bestVehicles < vehiclesBefore || bestMissing < missingBefore) polish()
  }
  /** Another beginning: shaken with vehicles at will, then brought down to the best fleet; else the best again. */
  const beginAnew = () => {
    anneal(Math.floor(firstLength / 2), meanLeg * 20, meanLeg, state.open.length, false)
    if (missing() === 0 && state.openCount > bestVehicles)
      bringBack(fleetLength, meanLeg * (fleetHeats[0] as number), true, bestVehicles)
    if (missing() > 0 || state.openCount > bestVehicles) state.load(best)
  }
  for (let cycle = 0; !search.done(iteration); cycle++) {
    const isBeginning = model.hierarchical && timed && cycle > 0 && cycle < tuning.beginnings
    if (isBeginning) beginAnew()
    else if (cycle > 0) {
      fleetLength = Math.floor(0.2 * length)
      improveFleet(cycle)
    }
    anneal(
      length,
      meanLeg *
        (timed
          ? tuning.hot * (reheats[cycle % reheats.length] as number)
          : cycle === 0
            ? tuning.free
            : tuning.freeAgain),
      meanLeg * (timed ? tuning.cold : tuning.freeCold),
      Math.max(bestVehicles, 1),
      cycle % tuning.strictEvery !== tuning.strictEvery - 1,
    )
    state.load(best)
    if (!model.hierarchical || cycle + 1 >= tuning.beginnings) length = Math.floor(length * tuning.growth)
  }
  return best
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.floor(value)))
}

/** No plan needs fewer vehicles than the largest total over the largest capacity. */
function fewestVehicles({ stops, dimensions, delivery, fleets }: SearchModel): number {
  let most = stops > 0 ? 1 : 0
  for (let d = 0; d < dimensions; d++) {
    let total = 0
    for (let stop = 0; stop < stops; stop++) total += delivery[stop * dimensions + d] as number
    if (fleets.some(({ type }) => type.reload)) continue
    const largest = Math.max(...fleets.map(({ capacity }) => capacity[d] as number))
    if (largest > 0) most = Math.max(most, Math.ceil(total / largest - 1e-9))
  }
  return most
}
