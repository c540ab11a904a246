import type { RouteClock } from './route-clock.state.ts'
import type { Reload } from './routing.problem.ts'
import type { SearchModel } from './search-model.ts'

/**
 * Latest times along a route, from its end backward: by visit and breaks taken, the last moment to arrive from which
 * the rest can still be done in time (Savelsbergh 1992, with the breaks in). Driving hours are left out: where no rest
 * is needed the deadlines are exact, else no arrival after them can be in time. Breaks are taken as the clock takes them.
 */
export interface RouteDeadlines {
  /**
   * Deadlines of the nodes after `after` up to the end, `count + 1`, which is reached no later than `until`; those of a
   * node go to `into[k × stride + offset …]`. A node whose stop is −1 is a reload. Breaks whose windows are over at
   * `from` are none.
   */
  fill(
    nodes: Int32Array,
    stops: Int32Array,
    count: number,
    after: number,
    from: number,
    into: Float64Array,
    stride: number,
    offset: number,
  ): void
  /**
   * The same, of stops alone, where nothing has changed after node `last`; nor before `first`, so that it ends where
   * the deadlines there are as they were.
   */
  refill(
    nodes: Int32Array,
    count: number,
    last: number,
    first: number,
    after: number,
    into: Float64Array,
    stride: number,
    offset: number,
  ): void
  /**
   * The last departure that still ends by `until` and lets nobody be late – or no later than `begins` says, by visit;
   * exact where no rest is needed.
   */
  latestStart(
    nodes: Int32Array,
    stops: Int32Array,
    count: number,
    from: number,
    until: number,
    begins?: Float64Array,
  ): number
}

/** Deadlines are sums taken from the other end: what begins just as a window opens may seem to begin before it. */
const rounding = 1e-8

export function routeDeadlines(model: SearchModel, t: RouteClock): RouteDeadlines {
  const { problem, nodes: size, service, ready, due, locationOf, nowhere } = model
  const { locations } = problem
  const { windows } = t
  const widest = Math.max(1, ...model.fleets.map(({ type }) => (type.breaks?.length ?? 0) + 1))
  const leave = new Float64Array(widest)
  const rolling = new Float64Array(widest)

  function endDeadlines(from: number, until: number, into: Float64Array, at: number): void {
    const { width, lastEnd } = t.hours
    let latest = Math.min(until, t.fleet.shiftEnd)
    for (let b = width - 1; b >= 0; b--) {
      if (b < width - 1 && (lastEnd[b] as number) > from) latest = Math.min(latest, lastEnd[b] as number)
      into[at + b] = latest
    }
  }

  /** The last moment to begin a break that ends by `until`, or rather to be ready for it. */
  function readyForBreak(index: number, until: number): number {
    const { firstWindow, opens, closes, duration } = t.hours
    const begin = until - (duration[index] as number)
    let latest = Number.NEGATIVE_INFINITY
    const end = firstWindow[index + 1] as number
    for (let w = firstWindow[index] as number; w < end; w++) {
      const open = opens[w] as number
      if (open > begin + rounding) continue
      const since = Math.max(open, begin)
      const one = Math.min(closes[w] as number, since)
      if (one > latest) latest = one
    }
    return latest
  }

  /** Latest departures from a node, given the deadlines of the next one. */
  function departures(node: number, next: number, deadlines: Float64Array, at: number): void {
    const { width, timed, time } = t.hours
    const free = node === nowhere || next === nowhere
    for (let b = width - 1; b >= 0; b--) {
      const deadline = deadlines[at + b] as number
      let latest: number
      if (timed === undefined) latest = deadline - (time[node * size + next] as number)
      else if (free || deadline === Number.NEGATIVE_INFINITY || deadline === Number.POSITIVE_INFINITY)
        latest = deadline
      else
        latest = timed.latestDeparture(
          (locationOf[node] as number) * locations + (locationOf[next] as number),
          deadline,
        )
      if (b < width - 1) {
        const paused = readyForBreak(b, leave[b + 1] as number)
        if (paused > latest) latest = paused
      }
      leave[b] = latest
    }
  }

  /** Deadlines of a node from the departures just found. */
  function arrivals(stop: number, lateUntil: number, into: Float64Array, at: number): void {
    const { width, reload } = t.hours
    for (let b = width - 1; b >= 0; b--) {
      let latest: number
      if (stop < 0) {
        const { window, durationSeconds } = reload as Reload
        latest = (leave[b] as number) - durationSeconds
        if (window) latest = within(latest, window.startSeconds, window.endSeconds)
      } else {
        const begin = (leave[b] as number) - (service[stop] as number)
        if (windows.plain[stop] === 1) {
          latest = within(begin, ready[stop] as number, due[stop] as number)
        } else latest = windows.latestArrival(stop, begin, lateUntil)
      }
      if (b < width - 1) {
        const paused = readyForBreak(b, into[at + b + 1] as number)
        if (paused > latest) latest = paused
      }
      into[at + b] = latest
    }
  }

  return {
    fill(nodes, stops, count, after, from, into, stride, offset) {
      endDeadlines(from, Number.POSITIVE_INFINITY, into, (count + 1) * stride + offset)
      let next = t.fleet.end
      for (let k = count; k > after; k--) {
        departures(nodes[k] as number, next, into, (k + 1) * stride + offset)
        arrivals(stops[k] as number, Number.POSITIVE_INFINITY, into, k * stride + offset)
        next = nodes[k] as number
      }
    },
    refill(nodes, count, last, first, after, into, stride, offset) {
      const { width } = t.hours
      let next = last === count ? t.fleet.end : (nodes[last + 1] as number)
      for (let k = last; k > after; k--) {
        const node = nodes[k] as number
        departures(node, next, into, (k + 1) * stride + offset)
        if (k >= first) arrivals(node, Number.POSITIVE_INFINITY, into, k * stride + offset)
        else {
          arrivals(node, Number.POSITIVE_INFINITY, rolling, 0)
          let same = true
          for (let b = 0; b < width; b++) {
            if (into[k * stride + offset + b] !== rolling[b]) same = false
            into[k * stride + offset + b] = rolling[b] as number
          }
          if (same) return
        }
        next = node
      }
    },
    latestStart(nodes, stops, count, from, until, begins) {
      const { width, lastEnd } = t.hours
      endDeadlines(from, until, rolling, 0)
      let next = t.fleet.end
      for (let k = count; k > 0; k--) {
        departures(nodes[k] as number, next, rolling, 0)
        arrivals(stops[k] as number, begins?.[k] ?? Number.NEGATIVE_INFINITY, rolling, 0)
        next = nodes[k] as number
      }
      departures(t.fleet.start, next, rolling, 0)
      let latest = leave[0] as number
      // Whoever starts when the windows of a break are over needs none.
      for (let b = 1, over = Number.NEGATIVE_INFINITY; b < width; b++) {
        over = Math.max(over, lastEnd[b - 1] as number)
        if ((leave[b] as number) >= over && (leave[b] as number) > latest) latest = leave[b] as number
      }
      return latest
    },
  }
}

/** Latest arrival from which something can begin by a time, within a window. */
function within(begin: number, opens: number, closes: number): number {
  if (begin < opens) return begin < opens - rounding ? Number.NEGATIVE_INFINITY : opens
  return Math.min(begin, closes)
}
