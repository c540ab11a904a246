import type { RouteClock } from './route-clock.state.ts'
import type { BindingConstraintKind, Reload } from './routing.problem.ts'
import type { SearchModel } from './search-model.ts'

const slack = 1e-6

/** The states after each visit of a clock, by as little work as the vehicle and the stop ask for. */
export function routeVisits(model: SearchModel, t: RouteClock): Pick<RouteClock, 'begin' | 'visit'> {
  const { problem, nodes, service, locationOf, ready: opensAt, due, nowhere } = model
  const { locations } = problem
  const isPlain = t.windows.plain
  let missed = 0
  let missedKind: BindingConstraintKind = 'window'

  /** One more state: departure, driving since a rest, lateness. */
  function offer(at: number, time: number, since: number, cost: number): boolean {
    const now = t.ready[at] as number
    if (time > now || (time === now && (since > (t.driven[at] as number) || cost >= (t.late[at] as number))))
      return false
    t.ready[at] = time
    t.driven[at] = since
    t.late[at] = cost
    t.pausedFrom[at] = 0
    return true
  }

  /** Breaks after service, before driving on. */
  function pause(base: number): void {
    const { duration, width } = t.hours
    for (let b = 0; b + 1 < width; b++) {
      const at = base + b
      const now = t.ready[at] as number
      if (now === Number.POSITIVE_INFINITY) continue
      const start = t.breakStart(b, now)
      if (start === Number.POSITIVE_INFINITY) continue
      const until = start + (duration[b] as number)
      if (offer(at + 1, until, t.rested(t.driven[at] as number, until - now), t.late[at] as number)) {
        t.drove[at + 1] = t.drove[at] as number
        t.pausedFrom[at + 1] = 1
      }
    }
  }

  function begin(from: number): void {
    const { width, lastEnd } = t.hours
    for (let b = 0; b < width; b++) t.ready[b] = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      offer(b, from, 0, 0)
      t.drove[b] = 0
      if (b + 1 < width && (lastEnd[b] as number) > from) break
    }
    if (width > 1) pause(0)
  }

  function visit(k: number, before: number, node: number, stop: number): boolean {
    const { hours } = t
    const isSimple = hours.timed === undefined && hours.longestDrive === Number.POSITIVE_INFINITY
    if (isSimple && stop >= 0 && !t.holds && k > t.fleet.prefix.length) {
      const way = hours.time[before * nodes + node] as number
      return hours.width === 1 ? visitOnce(k, way, stop) : visitWithBreaks(k, way, stop)
    }
    return visitAnyhow(k, before, node, stop)
  }

  /** No breaks, driving hours or slices: one state. */
  function visitOnce(k: number, way: number, stop: number): boolean {
    const { ready, late, startOf } = t
    const reached = (ready[k - 1] as number) + way
    let start: number
    let lateness = late[k - 1] as number
    if (isPlain[stop] === 1) {
      start = Math.max(reached, opensAt[stop] as number)
      if (start > (due[stop] as number) + slack) return t.refuse('window', start - (due[stop] as number))
    } else {
      const found = t.windows.start(stop, reached, t.fleet.costPerDutySecond)
      if (found.missedBy > slack) return t.refuse('window', found.missedBy)
      start = found.start
      lateness += found.latenessCost
    }
    ready[k] = start + (service[stop] as number)
    t.driven[k] = 0
    late[k] = lateness
    startOf[k] = start
    t.fromState[k] = 0
    t.atArrival[k] = 0
    t.pausedFrom[k] = 0
    return true
  }

  /** Breaks, but neither driving hours nor slices. */
  function visitWithBreaks(k: number, way: number, stop: number): boolean {
    const { ready, late, driven, startOf, fromState, atArrival, pausedFrom, hours } = t
    const { width, duration } = hours
    const base = k * width
    const prev = base - width
    const plain = isPlain[stop] === 1
    const open = opensAt[stop] as number
    const close = due[stop] as number
    const serve = service[stop] as number
    for (let b = 0; b < width; b++) ready[base + b] = Number.POSITIVE_INFINITY
    let any = false
    missed = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      let now = (ready[prev + b] as number) + way
      if (now === Number.POSITIVE_INFINITY) continue
      for (let c = b; ; ) {
        let start: number
        let lateness = late[prev + b] as number
        if (plain) {
          start = Math.max(now, open)
          if (start > close + slack) {
            miss(start - close, k, now, c - b)
            break
          }
        } else {
          const found = t.windows.start(stop, now, t.fleet.costPerDutySecond)
          if (found.missedBy > slack) {
            miss(found.missedBy, k, now, c - b)
            break
          }
          start = found.start
          lateness += found.latenessCost
        }
        const at = base + c
        const departure = start + serve
        const known = ready[at] as number
        if (departure < known || (departure === known && lateness < (late[at] as number))) {
          any = true
          ready[at] = departure
          late[at] = lateness
          driven[at] = 0
          pausedFrom[at] = 0
          fromState[at] = b
          atArrival[at] = c - b
          startOf[at] = start
        }
        if (c + 1 === width) break
        now = t.breakStart(c, now)
        if (now === Number.POSITIVE_INFINITY) break
        now += duration[c] as number
        c++
      }
    }
    if (!any) return t.refuse(missedKind, missed)
    // Breaks after service, before driving on.
    for (let b = 0; b + 1 < width; b++) {
      const at = base + b
      const now = ready[at] as number
      if (now === Number.POSITIVE_INFINITY) continue
      const until = t.breakStart(b, now) + (duration[b] as number)
      const known = ready[at + 1] as number
      if (until > known || (until === known && (late[at] as number) >= (late[at + 1] as number))) continue
      if (until === Number.POSITIVE_INFINITY) continue
      ready[at + 1] = until
      late[at + 1] = late[at] as number
      driven[at + 1] = 0
      pausedFrom[at + 1] = 1
    }
    return true
  }

  function visitAnyhow(k: number, before: number, node: number, stop: number): boolean {
    const { hours, ready, driven } = t
    const { width, timed, time, serviceIsRest, longestDrive } = hours
    const base = k * width
    const prev = base - width
    const single = stop >= 0 && isPlain[stop] === 1
    for (let b = 0; b < width; b++) ready[base + b] = Number.POSITIVE_INFINITY
    const started = k <= t.fleet.prefix.length
    const limited = longestDrive < Number.POSITIVE_INFINITY
    const free = before === nowhere || node === nowhere
    const usual = time[before * nodes + node] as number
    const way =
      timed === undefined ? 0 : (locationOf[before] as number) * locations + (locationOf[node] as number)
    let any = false
    missed = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      const departs = ready[prev + b] as number
      if (departs === Number.POSITIVE_INFINITY) continue
      const seconds = timed === undefined || free ? usual : timed.seconds(way, departs, 1)
      let reached = departs + seconds
      let since = (driven[prev + b] as number) + seconds
      let drove = (t.drove[prev + b] as number) + seconds
      if (since > longestDrive + 1e-9 && seconds < Number.POSITIVE_INFINITY) {
        t.drive(before, node, departs, driven[prev + b] as number)
        reached = t.arrival
        since = t.drivenAfter
        drove = (t.drove[prev + b] as number) + t.drove1
      }
      let now = reached
      for (let taken = 0; b + taken < width; taken++) {
        if (taken > 0) {
          const start = t.breakStart(b + taken - 1, now)
          if (start === Number.POSITIVE_INFINITY) break
          now = start + (hours.duration[b + taken - 1] as number)
        }
        let start = now
        if (t.holds && start < (t.notBefore[k] as number)) start = t.notBefore[k] as number
        let lateness = 0
        let serves = 0
        if (single) {
          start = Math.max(start, opensAt[stop] as number)
          const over = start - (due[stop] as number)
          if (over > slack && !started) {
            miss(over, k, now, taken)
            break
          }
          serves = service[stop] as number
        } else if (stop >= 0) {
          const found = t.windows.start(stop, start, t.fleet.costPerDutySecond)
          if (found.missedBy > slack && !started) {
            miss(found.missedBy, k, now, taken)
            break
          }
          start = found.start
          lateness = found.latenessCost
          serves = service[stop] as number
        } else {
          const { window, durationSeconds } = hours.reload as Reload
          if (window && start > window.endSeconds + slack) {
            missed = Math.min(missed, start - window.endSeconds)
            break
          }
          if (window && start < window.startSeconds) start = window.startSeconds
          serves = durationSeconds
        }
        let departure = start + serves
        const stands = serviceIsRest ? departure - reached : start - reached
        if (k === t.fleet.prefix.length && departure < t.fleet.availableFrom)
          departure = t.fleet.availableFrom
        const at = base + b + taken
        if (
          offer(at, departure, limited ? t.rested(since, stands) : 0, (t.late[prev + b] as number) + lateness)
        ) {
          any = true
          t.drove[at] = drove
          t.fromState[at] = b
          t.atArrival[at] = taken
          t.startOf[at] = start
        }
      }
    }
    if (!any) return t.refuse(missedKind, missed)
    if (width > 1) pause(base)
    return true
  }

  /** Remembers what came nearest to being in time. */
  function miss(by: number, k: number, now: number, taken: number): void {
    if (by >= missed) return
    missed = by
    missedKind = t.holds && (t.notBefore[k] as number) > now ? 'ride-time' : taken > 0 ? 'break' : 'window'
  }

  return { begin, visit }
}
