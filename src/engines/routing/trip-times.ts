import type { Reload } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'

/** Times from node to node, breaks and rests not counted, by a matrix of ways `nodes × nodes`. */
interface TripTimes {
  /** Earliest departure from a stop driven to; infinity when it has closed. */
  served(time: Float64Array, leaves: number, from: number, stop: number): number
  /** Latest arrival at a stop to leave it by a time; minus infinity when it opens too late. */
  deadlineOf(stop: number, leaves: number): number
  /** When the depot on the way is left loaded. */
  loaded(fleet: Fleet, time: Float64Array, leaves: number, from: number, depot: number): number
  /** When to leave for the depot to leave it loaded by a time. */
  leaveToLoad(fleet: Fleet, time: Float64Array, leaves: number, from: number, depot: number): number
}

const slack = 1e-6

export function tripTimes({ nodes, ready, due, service }: SearchModel): TripTimes {
  function served(time: Float64Array, leaves: number, from: number, stop: number): number {
    const arrival = leaves + (time[from * nodes + stop] as number)
    if (arrival > (due[stop] as number) + slack) return Number.POSITIVE_INFINITY
    return Math.max(arrival, ready[stop] as number) + (service[stop] as number)
  }
  function deadlineOf(stop: number, leaves: number): number {
    const begin = leaves - (service[stop] as number)
    return begin < (ready[stop] as number) - slack
      ? Number.NEGATIVE_INFINITY
      : Math.min(begin, due[stop] as number)
  }
  function loaded(fleet: Fleet, time: Float64Array, leaves: number, from: number, depot: number): number {
    const { window, durationSeconds } = fleet.type.reload as Reload
    const arrival = leaves + (time[from * nodes + depot] as number)
    if (window === undefined) return arrival + durationSeconds
    if (arrival > window.endSeconds + slack) return Number.POSITIVE_INFINITY
    return Math.max(arrival, window.startSeconds) + durationSeconds
  }
  function leaveToLoad(
    fleet: Fleet,
    time: Float64Array,
    leaves: number,
    from: number,
    depot: number,
  ): number {
    const { window, durationSeconds } = fleet.type.reload as Reload
    let begin = leaves - durationSeconds
    if (window !== undefined)
      begin =
        begin < window.startSeconds - slack ? Number.NEGATIVE_INFINITY : Math.min(begin, window.endSeconds)
    return begin - (time[from * nodes + depot] as number)
  }

  return { served, deadlineOf, loaded, leaveToLoad }
}
