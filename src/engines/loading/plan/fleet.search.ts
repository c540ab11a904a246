import type { LoadingModel } from '../model/loading.model.ts'
import type { CandidateLoad } from './arrangement.ts'
import { openVehicleSearch, type VehicleSearch } from './vehicle.search.ts'

/** Loads of several vehicles together. */
export interface FleetPlan {
  loads: readonly FleetLoad[]
  worth: number
  cost: number
}

export interface FleetLoad extends CandidateLoad {
  /** Index of the vehicle in the model. */
  vehicle: number
}

export interface FleetWatch {
  /** Asked before each greedy completion; counts it. */
  done(): boolean
  better(plan: FleetPlan): void
}

/** Splits classes that may never meet: every largest set of kinds that may share a vehicle. */
type Companies = readonly ReadonlySet<number>[]

const mostCompanies = 12
const widest = 700
/** Ways to choose among vehicles that take turns. */
const turns = 3

/**
 * Fills vehicle after vehicle by beams of growing width; with several vehicles it takes the emptiest load of the best plan and two others
 * apart and packs them anew, in turn with building the whole plan afresh. Ends when `watch.done`, but never before a first plan.
 */
export function searchFleet(model: LoadingModel, watch: FleetWatch): void {
  const searches = model.vehicles.map((vehicle) => openVehicleSearch(model, vehicle))
  const companies = companiesOf(model)
  const total = Int32Array.from(model.kinds, ({ item }) => item.count)
  const worthOfAll = model.kinds.reduce((sum, { item, worth }) => sum + item.count * worth, 0) * (1 - 1e-12)
  let best: FleetPlan = { loads: [], worth: 0, cost: 0 }
  /** Cycles in a row in which no beam had to leave anything out. */
  let idleCycles = 0
  const take = (plan: FleetPlan) => {
    if (!isBetter(model, plan, best)) return
    best = plan
    watch.better(best)
  }
  const lonely = model.vehicles.length === 1 && model.vehicles[0]?.count === 1 && companies.length === 1
  // The first plan is made whatever the limits say, so that there is always an answer.
  const unhurried = () => {
    watch.done()
    return false
  }
  take(build([], 1, 0, { ...watch, done: unhurried }).plan)
  let width = 1
  for (let cycle = 1; ; cycle++) {
    if (cannotImprove(best) || idleCycles >= turns || watch.done()) return
    width = Math.min(widest, Math.ceil(width * Math.SQRT2))
    idleCycles++
    for (let pair = 0; best.loads.length > 1 && pair < 2 * best.loads.length; pair++) {
      const kept = best.loads.filter((load) => !ruined(best, pair).includes(load))
      const rebuilt = build(kept, width, cycle + pair, watch)
      if (!rebuilt.whole) return
      take(rebuilt.plan)
    }
    const { plan, whole } = build([], width, cycle, watch)
    if (whole || lonely) take(plan)
    if (!whole) return
  }

  /** Everything aboard one vehicle, and none is cheaper. */
  function cannotImprove({ loads, worth, cost }: FleetPlan): boolean {
    const cheapest = Math.min(...model.vehicles.map((vehicle) => vehicle.cost))
    return loads.length <= 1 && worth >= worthOfAll && cost <= cheapest
  }

  /** Completes a plan; `whole` is false when the watch cut it short. */
  function build(
    kept: readonly FleetLoad[],
    width: number,
    turn: number,
    watching: FleetWatch,
  ): { plan: FleetPlan; whole: boolean } {
    const loads = [...kept]
    const left = Int32Array.from(total)
    const free = model.vehicles.map(({ count }) => count)
    for (const load of kept) {
      takeOut(left, load)
      free[load.vehicle] = (free[load.vehicle] as number) - 1
    }
    let whole = true
    while (whole && left.some((count) => count > 0)) {
      const options: FleetLoad[] = []
      for (let v = 0; v < searches.length && whole; v++) {
        if ((free[v] as number) <= 0) continue
        for (const company of companies) {
          const present = left.map((count, kind) => (company.has(kind) ? count : 0))
          if (!present.some((count) => count > 0)) continue
          const found = loadOne(searches[v] as VehicleSearch, v, present, width, watching)
          if (found.load.pieces.length > 0) options.push(found.load)
          whole = found.whole
          if (!whole) break
        }
      }
      const chosen = choose(options, left, turn)
      if (!chosen) break
      loads.push(chosen)
      takeOut(left, chosen)
      free[chosen.vehicle] = (free[chosen.vehicle] as number) - 1
    }
    return { plan: planOf(loads), whole }
  }

  function loadOne(
    search: VehicleSearch,
    vehicle: number,
    left: Int32Array,
    width: number,
    watching: FleetWatch,
  ): { load: FleetLoad; whole: boolean } {
    let load: FleetLoad = { vehicle, pieces: [], worth: 0 }
    const most = left.reduce((sum, count, kind) => sum + count * (model.kinds[kind]?.worth ?? 0), 0)
    const end = search.load(left, width, {
      done: watching.done,
      full: () => load.worth >= most * (1 - 1e-12),
      leastWorth: () => (lonely ? Math.max(load.worth, best.worth) : load.worth),
      better(found) {
        load = { ...found, vehicle }
        if (lonely) take(planOf([load]))
      },
    })
    if (end !== 'exhausted') idleCycles = 0
    return { load, whole: end !== 'stopped' }
  }

  /**
   * In turn: by worth for its cost, by worth alone, and by worth for its cost even where one vehicle would take all that is left
   * (two small ones may be cheaper than a large one); otherwise the cheapest that takes all.
   */
  function choose(options: readonly FleetLoad[], left: Int32Array, turn: number): FleetLoad | undefined {
    const pieces = left.reduce((sum, count) => sum + count, 0)
    const cost = (load: FleetLoad) => model.vehicles[load.vehicle]?.cost ?? 1
    const few = model.problem.prefer === 'fewest-vehicles'
    const all = options.filter((load) => load.pieces.length === pieces)
    if (all.length > 0 && (few || turn % turns < 2)) return all.reduce((a, b) => (cost(b) < cost(a) ? b : a))
    const merit = (load: FleetLoad) =>
      few || turn % turns === 1 ? load.worth : load.worth / Math.max(cost(load), Number.MIN_VALUE)
    return options.reduce<FleetLoad | undefined>((a, b) => (a && merit(a) >= merit(b) ? a : b), undefined)
  }

  function planOf(loads: readonly FleetLoad[]): FleetPlan {
    return {
      loads,
      worth: loads.reduce((sum, load) => sum + load.worth, 0),
      cost: loads.reduce((sum, load) => sum + (model.vehicles[load.vehicle]?.cost ?? 1), 0),
    }
  }

  /** The emptiest load together with one other or two, each in its turn. */
  function ruined(plan: FleetPlan, turn: number): FleetLoad[] {
    const space = ({ vehicle }: FleetLoad) => {
      const { length = 1, width: across = 1, height = 1 } = model.vehicles[vehicle] ?? {}
      return length * across * height
    }
    const byFill = [...plan.loads].sort((a, b) => a.worth / space(a) - b.worth / space(b))
    const others = byFill.slice(1)
    const first = (turn >> 1) % Math.max(1, others.length)
    return [...byFill.slice(0, 1), ...others.slice(first, first + 1 + (turn % 2))]
  }
}

function takeOut(left: Int32Array, load: CandidateLoad): void {
  for (const { kind } of load.pieces) left[kind] = (left[kind] as number) - 1
}

/** More loaded is better; then less cost or fewer vehicles; then fuller first ones, so that the last may become superfluous. */
function isBetter({ problem }: LoadingModel, plan: FleetPlan, than: FleetPlan): boolean {
  const tiny = 1e-6
  if (Math.abs(plan.worth - than.worth) > tiny) return plan.worth > than.worth
  const byCost = plan.cost - than.cost
  const byCount = plan.loads.length - than.loads.length
  const [first, second] = problem.prefer === 'fewest-vehicles' ? [byCount, byCost] : [byCost, byCount]
  if (first !== 0) return first < 0
  if (second !== 0) return second < 0
  const uneven = ({ loads }: FleetPlan) => loads.reduce((sum, { worth }) => sum + worth * worth, 0)
  return uneven(plan) > uneven(than) * (1 + tiny)
}

/** Largest sets of kinds without strangers (Bron & Kerbosch without pivots on the classes; they are few). */
function companiesOf({ kinds, strangers }: LoadingModel): Companies {
  const all = new Set(kinds.map((_, kind) => kind))
  if (strangers.length === 0) return [all]
  const classes = [...new Set(kinds.map(({ separationClass }) => separationClass ?? ''))]
  const strange = (a: string, b: string) =>
    strangers.some(([one, two]) => (one === a && two === b) || (one === b && two === a))
  const found: string[][] = []
  const grow = (together: string[], candidates: readonly string[], excluded: readonly string[]): void => {
    if (found.length >= mostCompanies) return
    if (candidates.length === 0 && excluded.length === 0) {
      found.push(together)
      return
    }
    let open = [...candidates]
    let shut = [...excluded]
    for (const name of candidates) {
      const friend = (other: string) => !strange(name, other)
      grow(
        [...together, name],
        open.filter((other) => other !== name && friend(other)),
        shut.filter(friend),
      )
      open = open.filter((other) => other !== name)
      shut = [...shut, name]
    }
  }
  grow([], classes, [])
  return found.map(
    (names) =>
      new Set(
        kinds.flatMap(({ separationClass }, kind) => (names.includes(separationClass ?? '') ? [kind] : [])),
      ),
  )
}
