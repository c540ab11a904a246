import type { Break, Reload, TravelProfile, VehicleType } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { type TimedTravel, timedTravel } from './time-dependent.travel.ts'

/** What the clock of a route asks of a fleet, as plain numbers. */
export interface FleetHours {
  /** Breaks that can become due within the shift. */
  breaks: readonly Break[]
  /** States of a visit: none to all of the breaks taken. */
  width: number
  /** By break: length, end of its last window, and where its windows begin in the two lists after. */
  duration: Float64Array
  lastEnd: Float64Array
  firstWindow: Int32Array
  opens: Float64Array
  closes: Float64Array
  /** Driving hours; infinity and 0 where there are none, or the shift is too short to reach them. */
  longestDrive: number
  restSeconds: number
  serviceIsRest: boolean
  mostDriving: number
  mostDuty: number
  reload: Reload | undefined
  timed: TimedTravel | undefined
  time: Float64Array
}

export function fleetHours({ problem, fleets }: SearchModel): FleetHours[] {
  const timedOf = new Map<TravelProfile, TimedTravel | undefined>(
    problem.profiles.map((profile) => [profile, timedTravel(profile)]),
  )
  return fleets.map((fleet) => hoursOf(fleet, timedOf.get(fleet.travel.profile)))
}

function hoursOf({ type, shiftStart, shiftEnd, travel }: Fleet, timed: TimedTravel | undefined): FleetHours {
  const { drivingHours, maxDutySeconds = Number.POSITIVE_INFINITY, reload } = type
  const shift = shiftEnd - shiftStart
  const reached = (seconds: number | undefined) =>
    seconds !== undefined && seconds < shift ? seconds : Number.POSITIVE_INFINITY
  const continuous = drivingHours?.maxContinuousDrivingSeconds
  const longestDrive =
    continuous !== undefined && continuous <= 0 ? Number.POSITIVE_INFINITY : reached(continuous)
  const breaks = breaksOf(type, { shiftStart, shiftEnd, asRest: longestDrive < Number.POSITIVE_INFINITY })
  const firstWindow = new Int32Array(breaks.length + 1)
  for (const [index, { windows }] of breaks.entries())
    firstWindow[index + 1] = (firstWindow[index] as number) + windows.length
  const windows = breaks.flatMap((one) => one.windows)
  return {
    breaks,
    width: breaks.length + 1,
    duration: Float64Array.from(breaks, (one) => one.durationSeconds),
    lastEnd: Float64Array.from(breaks, lastEnd),
    firstWindow,
    opens: Float64Array.from(windows, (window) => window.startSeconds),
    closes: Float64Array.from(windows, (window) => window.endSeconds),
    longestDrive,
    restSeconds: drivingHours?.breakSeconds ?? 0,
    serviceIsRest: drivingHours?.serviceIsRest === true,
    mostDriving: reached(drivingHours?.maxDrivingSeconds),
    mostDuty: reached(maxDutySeconds),
    reload,
    timed,
    time: travel.time,
  }
}

/** A break whose windows end before the shift begins, or last until it is over, is never due. */
function breaksOf(
  { breaks = [] }: VehicleType,
  { shiftStart, shiftEnd, asRest }: { shiftStart: number; shiftEnd: number; asRest: boolean },
): readonly Break[] {
  // Where driving hours count, even a break that nobody has to take may serve as a rest.
  if (asRest) return breaks
  return breaks.filter((one) => lastEnd(one) > shiftStart && lastEnd(one) < shiftEnd)
}

function lastEnd({ windows }: Break): number {
  return Math.max(...windows.map(({ endSeconds }) => endSeconds))
}
