import { materialStock } from './material-stock.ts'
import { matched } from './skill-matching.ts'
import type { PlacedActivity, StaffingPlan, UnplacedReason, WaitReason } from './staffing.problem.ts'
import type { StaffingTables } from './staffing-tables.ts'

/** What a search decides: order (smallest key first), mode, and periods to wait beyond the first place found. */
export interface StaffingGenes {
  keys: Float64Array
  modes: Int32Array
  delays: Int32Array
}

interface Place {
  start: number
  finish: number
  periods: number[]
  people: number[]
  waitedFor: WaitReason | undefined
}

/** Weight of an activity without a place: more than any objective. */
const unplacedPenalty = 1e12

/**
 * Serial generation with modes, lags, calendars, skills and material: activities are taken in order of key after their
 * predecessors, and each is placed at the first period that has everything it needs for all its working periods.
 */
export function staffedPlan(tables: StaffingTables, { keys, modes, delays }: StaffingGenes): StaffingPlan {
  const { problem, capacities, demands, materials, candidates, outOf, into, gap, present } = tables
  const { activities, people, horizon } = problem
  const left = capacities.map((table) => table.slice())
  const busy = people.map(() => new Uint8Array(horizon))
  const stocks = problem.materials.map(({ arrivals }) => materialStock(arrivals))
  const places: (Place | undefined)[] = activities.map(() => undefined)
  const unplaced: StaffingPlan['unplaced'] = []
  const waiting = into.map((list) => list.length)
  const ready = waiting.flatMap((count, index) => (count === 0 ? [index] : []))
  while (ready.length > 0) {
    let chosen = 0
    for (let at = 1; at < ready.length; at++)
      if ((keys[ready[at] as number] as number) < (keys[ready[chosen] as number] as number)) chosen = at
    const [index = 0] = ready.splice(chosen, 1)
    const found = placeFor(index)
    if (typeof found === 'string') unplaced.push({ activityId: activities[index]?.id ?? '', reason: found })
    else {
      places[index] = found
      occupy(index, found)
    }
    for (const next of outOf[index] ?? []) {
      const count = (waiting[next] as number) - 1
      waiting[next] = count
      if (count === 0) ready.push(next)
    }
  }

  function placeFor(index: number): Place | UnplacedReason {
    const activity = activities[index] as (typeof activities)[number]
    const mode = modes[index] as number
    let earliest = activity.release ?? 0
    let waitedFor: WaitReason | undefined = earliest > 0 ? 'release' : undefined
    let finishBound = 0
    for (const { before, type, lag } of into[index] ?? []) {
      const other = places[before]
      if (!other) return 'predecessor-unplaced'
      const bound = (type === 'FS' || type === 'FF' ? other.finish : other.start) + lag
      if (type === 'FF' || type === 'SF') finishBound = Math.max(finishBound, bound)
      else if (bound > earliest) {
        earliest = bound
        waitedFor = 'predecessor'
      }
    }
    for (const { material, units } of materials[index]?.[mode] ?? []) {
      const from = stocks[material]?.firstWith(units)
      if (from === undefined) return 'material'
      if (from > earliest) {
        earliest = from
        waitedFor = 'material'
      }
    }
    const end = Math.min(horizon, activity.deadline ?? horizon)
    let lastMissing: WaitReason | undefined = waitedFor
    let delay = delays[index] as number
    for (let start = earliest; start <= end; ) {
      const tried = tryAt(index, mode, { start, end, finishBound })
      if ('retryAt' in tried) {
        // Running into the end says nothing about what was missing before.
        if (tried.retryAt <= end || lastMissing === undefined) lastMissing = tried.reason
        start = tried.retryAt
        continue
      }
      if (delay === 0) return { ...tried, waitedFor: lastMissing }
      // A chosen wait: as late as asked, or as late as there is a place.
      const later = start + delay
      delay = 0
      const waited = tryAt(index, mode, { start: later, end, finishBound })
      return 'retryAt' in waited ? { ...tried, waitedFor: lastMissing } : { ...waited, waitedFor: undefined }
    }
    if (lastMissing === 'people') return 'people'
    return activity.deadline !== undefined && activity.deadline < horizon ? 'deadline' : 'horizon'
  }

  function tryAt(
    index: number,
    mode: number,
    { start, end, finishBound }: { start: number; end: number; finishBound: number },
  ): Omit<Place, 'waitedFor'> | { retryAt: number; reason: WaitReason } {
    const activity = activities[index] as (typeof activities)[number]
    const duration = activity.modes[mode]?.duration ?? 0
    const needs = demands[index]?.[mode] ?? []
    const periods: number[] = []
    let period = start
    while (periods.length < duration) {
      if (period >= end) return { retryAt: end + 1, reason: 'calendar' }
      const isClosed =
        gap[period] === 1 ||
        needs.some(({ resource, units }) => (capacities[resource]?.[period] ?? 0) < units)
      if (isClosed) {
        if (!activity.splittable || periods.length === 0) return { retryAt: period + 1, reason: 'calendar' }
      } else if (needs.some(({ resource, units }) => (left[resource]?.[period] ?? 0) < units))
        return { retryAt: period + 1, reason: 'resource' }
      else periods.push(period)
      period++
    }
    const finish = duration === 0 ? start : period
    if (finish > end) return { retryAt: end + 1, reason: 'calendar' }
    if (finish < finishBound) return { retryAt: start + 1, reason: 'predecessor' }
    const slots = candidates[index]?.[mode] ?? []
    if (slots.length === 0 || duration === 0) return { start, finish, periods, people: [] }
    const isFree = new Map<number, boolean>()
    const free = (person: number) => {
      const known = isFree.get(person)
      if (known !== undefined) return known
      const answer = periods.every((at) => present[person]?.[at] === 1 && busy[person]?.[at] === 0)
      isFree.set(person, answer)
      return answer
    }
    const seats = matched(slots.map((slot) => slot.people.filter(free)))
    return seats ? { start, finish, periods, people: seats } : { retryAt: start + 1, reason: 'people' }
  }

  function occupy(index: number, { start, periods, people: seats }: Place): void {
    const mode = modes[index] as number
    for (const { resource, units } of demands[index]?.[mode] ?? [])
      for (const period of periods) {
        const table = left[resource] as Int32Array
        table[period] = (table[period] as number) - units
      }
    for (const person of seats) for (const period of periods) (busy[person] as Uint8Array)[period] = 1
    for (const { material, units } of materials[index]?.[mode] ?? []) stocks[material]?.take(start, units)
  }

  const placed = activities.flatMap((activity, index): PlacedActivity[] => {
    const place = places[index]
    const mode = modes[index] as number
    if (!place) return []
    return [
      {
        activityId: activity.id,
        modeId: activity.modes[mode]?.id ?? '',
        start: place.start,
        finish: place.finish,
        working: rangesOf(place.periods),
        people: place.people.map((person, slot) => ({
          personId: people[person]?.id ?? '',
          skill: candidates[index]?.[mode]?.[slot]?.skill ?? '',
        })),
        waitedFor: place.waitedFor,
      },
    ]
  })
  return { placed, unplaced, ...figures() }

  function figures(): Omit<StaffingPlan, 'placed' | 'unplaced'> {
    let makespan = 0
    let weightedTardiness = 0
    let cost = 0
    activities.forEach(({ due = Number.POSITIVE_INFINITY, tardinessWeight = 1, modes: ways }, index) => {
      const place = places[index]
      if (!place) return
      const mode = modes[index] as number
      makespan = Math.max(makespan, place.finish)
      weightedTardiness += tardinessWeight * Math.max(0, place.finish - due)
      cost += ways[mode]?.cost ?? 0
      const length = place.periods.length
      for (const { resource, units } of demands[index]?.[mode] ?? [])
        cost += (problem.resources[resource]?.costPerUnitPeriod ?? 0) * units * length
      for (const { material, units } of materials[index]?.[mode] ?? [])
        cost += (problem.materials[material]?.costPerUnit ?? 0) * units
      for (const person of place.people) cost += (people[person]?.costPerPeriod ?? 0) * length
    })
    let unevenness = 0
    capacities.forEach((table, resource) => {
      for (let period = 0; period < makespan; period++)
        unevenness += ((table[period] as number) - (left[resource]?.[period] as number)) ** 2
    })
    const { objective } = problem
    const score =
      objective.makespan * makespan +
      objective.tardiness * weightedTardiness +
      objective.unevenness * unevenness +
      objective.cost * cost +
      unplacedPenalty * unplaced.length
    return { makespan, weightedTardiness, unevenness, cost, score }
  }
}

function rangesOf(periods: readonly number[]): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = []
  for (const period of periods) {
    const last = ranges.at(-1)
    if (last?.to === period) last.to++
    else ranges.push({ from: period, to: period + 1 })
  }
  return ranges
}
