import type { Break, RouteStep, Stop, VehicleType } from '../routing.problem.ts'
import type { TravelClock } from './travel.clock.ts'

/** One thing to do on a route, in its order. */
export type Visit =
  | {
      kind: 'stop'
      stop: Stop
      started: boolean
      /** The vehicle leaves it no earlier. */
      availableFromSeconds?: number
      /** Service begins no earlier, whatever the windows say. */
      notBeforeSeconds?: number
    }
  | { kind: 'reload'; location: number; durationSeconds: number; opensSeconds: number; closesSeconds: number }

export interface Journey {
  type: VehicleType
  clock: TravelClock
  visits: readonly Visit[]
  /** The vehicle leaves its start no earlier. */
  earliestSeconds: number
}

/** Where a vehicle stands after a visit, and how it came there. */
export interface Label {
  place: number | null
  seconds: number
  /** Driven since the last rest, and how long it has been standing at a stretch. */
  drivenSeconds: number
  standingSeconds: number
  /** Seconds by which hard rules have been missed. */
  missed: number
  latenessCost: number
  breaksTaken: readonly string[]
  steps: readonly RouteStep[]
  before: Label | undefined
}

/** Where a vehicle has just arrived, before what it came for. */
export interface Arrival extends Label {
  arrivalSeconds: number
  drive: number
}

/** The label as it is, or after each pause it could take here before driving on; all with a fresh list of steps. */
export function departures(journey: Journey, label: Label): Label[] {
  const fresh: Label = { ...label, steps: [], before: label }
  const here: Arrival = { ...fresh, arrivalSeconds: label.seconds, drive: 0 }
  const pauses = breaksAt(journey, here, label.place).map((one) => ({ ...one, seconds: one.arrivalSeconds }))
  const hours = journey.type.drivingHours
  if (!hours || label.drivenSeconds === 0) return [fresh, ...pauses]
  const missing = Math.max(0, hours.breakSeconds - label.standingSeconds)
  const until = label.seconds + missing
  const step = { ...stepAt('rest', label.place, label.seconds), departureSeconds: until }
  const rested = {
    ...fresh,
    seconds: until,
    drivenSeconds: 0,
    standingSeconds: label.standingSeconds + missing,
    steps: [step],
  }
  return [fresh, ...pauses, rested]
}

/** One more break each, of those not taken yet whose windows have not passed. */
export function breaksAt({ type }: Journey, here: Arrival, place: number | null): Arrival[] {
  return (type.breaks ?? [])
    .filter(({ id }) => !here.breaksTaken.includes(id))
    .flatMap((one) => {
      const start = beginOf(one, here.arrivalSeconds)
      if (start === undefined) return []
      const until = start + one.durationSeconds
      const step: RouteStep = {
        ...stepAt('break', place, here.arrivalSeconds),
        breakId: one.id,
        waitSeconds: start - here.arrivalSeconds,
        startSeconds: start,
        departureSeconds: until,
        drivingSeconds: here.drive,
      }
      const rested = rest(type, here, until - here.arrivalSeconds)
      return [
        {
          ...here,
          ...rested,
          arrivalSeconds: until,
          drive: 0,
          breaksTaken: [...here.breaksTaken, one.id],
          steps: [...here.steps, step],
        },
      ]
    })
}

function beginOf({ windows }: Break, seconds: number): number | undefined {
  const open = windows.filter(({ endSeconds }) => seconds <= endSeconds)
  if (open.length === 0) return undefined
  return Math.min(...open.map(({ startSeconds }) => Math.max(seconds, startSeconds)))
}

/** Drives on, resting on the road where the driving hours end. */
export function driveTo({ type, clock }: Journey, leaving: Label, place: number): Arrival {
  const from = leaving.place ?? place
  const steps = [...leaving.steps]
  const hours = type.drivingHours
  let clockSeconds = leaving.seconds
  let driven = leaving.drivenSeconds
  let behind = 0
  for (;;) {
    const whole = clock.driveSeconds(from, place, clockSeconds, 1 - behind)
    const drive = Number.isFinite(whole) && Number.isFinite(clock.distanceMeters(from, place)) ? whole : 0
    const left = hours ? hours.maxContinuousDrivingSeconds - driven : Number.POSITIVE_INFINITY
    if (!hours || drive <= left || hours.maxContinuousDrivingSeconds <= 0) {
      const standingSeconds = drive > 0 ? 0 : leaving.standingSeconds
      const arrivalSeconds = clockSeconds + drive
      return { ...leaving, steps, arrivalSeconds, drive, drivenSeconds: driven + drive, standingSeconds }
    }
    const until = clockSeconds + left + hours.breakSeconds
    steps.push({
      ...stepAt('rest', null, clockSeconds + left),
      departureSeconds: until,
      drivingSeconds: left,
    })
    behind += clock.shareDriven(from, place, clockSeconds, left)
    clockSeconds = until
    driven = 0
  }
}

/** A standstill at a stretch; long enough, and driving counts from nothing again. */
export function rest<Standing extends Pick<Label, 'drivenSeconds' | 'standingSeconds'>>(
  { drivingHours }: VehicleType,
  label: Standing,
  seconds: number,
): Standing {
  const standingSeconds = label.standingSeconds + seconds
  const enough = drivingHours !== undefined && standingSeconds >= drivingHours.breakSeconds
  return { ...label, standingSeconds, drivenSeconds: enough ? 0 : label.drivenSeconds }
}

export function stepAt(kind: RouteStep['kind'], location: number | null, seconds: number): RouteStep {
  return {
    kind,
    location,
    arrivalSeconds: seconds,
    waitSeconds: 0,
    startSeconds: seconds,
    departureSeconds: seconds,
    latenessSeconds: 0,
    load: [],
    distanceMeters: 0,
    drivingSeconds: 0,
  }
}
