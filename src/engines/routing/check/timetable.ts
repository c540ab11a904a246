import type { Break, RouteStep, Stop, VehicleType } from '../routing.problem.ts'
import { windowUsed } from './route.times.ts'
import type { TravelClock } from './travel.clock.ts'

/** One thing to do on a route, in its order. */
export type Visit =
  | { kind: 'stop'; stop: Stop; started: boolean; availableFromSeconds?: number }
  | { kind: 'reload'; location: number; durationSeconds: number; opensSeconds: number; closesSeconds: number }

interface Journey {
  type: VehicleType
  clock: TravelClock
  visits: readonly Visit[]
  /** The vehicle leaves its start no earlier. */
  earliestSeconds: number
}

/** Where a vehicle stands after a visit, and how it came there. */
interface Label {
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

/**
 * Times for stops in a given order: what breaks as little as possible, then costs least lateness, then ends first, then
 * begins as late as that allows. Breaks and rests are put where the model allows them. Keeps at each visit every label
 * that no other beats in time, driving since the last rest, missed seconds and lateness; by FIFO that is enough.
 */
export function timetable(journey: Journey): RouteStep[] {
  const first = bestFrom(journey, journey.earliestSeconds)
  const waits = stepsOf(first).reduce((sum, step) => sum + step.waitSeconds, 0)
  let best = first
  if (waits > 0 && !journey.visits.some((visit) => visit.kind === 'stop' && visit.started)) {
    let sound = 0
    let tooLate = waits
    const asGood = (delay: number) => {
      const one = bestFrom(journey, journey.earliestSeconds + delay)
      const same =
        one.missed <= first.missed + 1e-9 &&
        one.latenessCost <= first.latenessCost + 1e-9 &&
        one.seconds <= first.seconds + 1e-9
      if (same) best = one
      return same
    }
    if (!asGood(waits))
      for (let round = 0; round < 50; round++) {
        const middle = (sound + tooLate) / 2
        if (asGood(middle)) sound = middle
        else tooLate = middle
      }
  }
  return stepsOf(best)
}

function bestFrom(journey: Journey, leavesSeconds: number): Label {
  const { type, visits } = journey
  const start = type.startLocation ?? placeOf(visits[0]) ?? 0
  let labels: Label[] = [
    {
      place: start,
      seconds: leavesSeconds,
      drivenSeconds: 0,
      standingSeconds: 0,
      missed: 0,
      latenessCost: 0,
      breaksTaken: [],
      steps: [stepAt('start', start, leavesSeconds)],
      before: undefined,
    },
  ]
  for (const visit of visits) labels = unbeaten(labels.flatMap((label) => visited(journey, label, visit)))
  const ended = labels.flatMap((label) => departures(journey, label).map((one) => endedAt(journey, one)))
  return ended.reduce((best, one) => (rank(one, best) < 0 ? one : best))
}

/** Every sensible way to make a visit next. */
function visited(journey: Journey, label: Label, visit: Visit): Label[] {
  const place = placeOf(visit) ?? 0
  return departures(journey, label).flatMap((leaving) => {
    const open = label.before === undefined && journey.type.startLocation === null
    const arrived = open
      ? { ...leaving, arrivalSeconds: leaving.seconds, drive: 0 }
      : driveTo(journey, leaving, place)
    const opens =
      visit.kind === 'reload'
        ? visit.opensSeconds
        : Math.min(...(visit.stop.windows ?? []).map(({ startSeconds }) => startSeconds))
    const pausing =
      arrived.arrivalSeconds < opens ? [arrived, ...breaksAt(journey, arrived, place)] : [arrived]
    return pausing.flatMap((here) => servings(journey, here, visit, place))
  })
}

interface Arrival extends Label {
  arrivalSeconds: number
  drive: number
}

/** Begins the visit at each time worth it: at once, or when a later window opens. */
function servings(journey: Journey, here: Arrival, visit: Visit, place: number): Label[] {
  if (visit.kind === 'reload') {
    const start = Math.max(here.arrivalSeconds, visit.opensSeconds)
    const missed = Math.max(0, start - visit.closesSeconds)
    return [served(journey, here, { kind: 'reload', place, start, inside: visit.durationSeconds, missed })]
  }
  const { stop, started } = visit
  const starts = new Set([here.arrivalSeconds])
  for (const { startSeconds } of stop.windows ?? []) starts.add(Math.max(here.arrivalSeconds, startSeconds))
  return [...starts].map((start) => {
    const { missedBy, latenessSeconds, cost } = windowUsed(stop, start)
    const missed = started ? 0 : missedBy
    const done = served(journey, here, {
      kind: 'stop',
      place,
      start,
      inside: stop.serviceSeconds,
      missed,
      stopId: stop.id,
      latenessSeconds,
      cost,
    })
    const seconds = Math.max(done.seconds, visit.availableFromSeconds ?? -Infinity)
    const steps = done.steps.map((step, index) =>
      index === done.steps.length - 1 ? { ...step, departureSeconds: seconds } : step,
    )
    return { ...done, seconds, steps }
  })
}

function served(
  { type }: Journey,
  here: Arrival,
  visit: {
    kind: 'stop' | 'reload'
    place: number
    start: number
    inside: number
    missed: number
    stopId?: string
    latenessSeconds?: number
    cost?: number
  },
): Label {
  const wait = visit.start - here.arrivalSeconds
  const rested = rest(type, here, wait)
  const counts = type.drivingHours?.serviceIsRest === true
  const after = counts
    ? rest(type, rested, visit.inside)
    : { ...rested, standingSeconds: visit.inside > 0 ? 0 : rested.standingSeconds }
  const departureSeconds = visit.start + visit.inside
  const step: RouteStep = {
    ...stepAt(visit.kind, visit.place, here.arrivalSeconds),
    waitSeconds: wait,
    startSeconds: visit.start,
    departureSeconds,
    drivingSeconds: here.drive,
    latenessSeconds: visit.latenessSeconds ?? 0,
    ...(visit.stopId !== undefined && { stopId: visit.stopId }),
  }
  return {
    ...after,
    place: visit.place,
    seconds: departureSeconds,
    missed: here.missed + visit.missed,
    latenessCost: here.latenessCost + (visit.cost ?? 0),
    breaksTaken: here.breaksTaken,
    steps: [...here.steps, step],
    before: here.before,
  }
}

/** The label as it is, or after each pause it could take here before driving on; all with a fresh list of steps. */
function departures(journey: Journey, label: Label): Label[] {
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
function breaksAt({ type }: Journey, here: Arrival, place: number | null): Arrival[] {
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
function driveTo({ type, clock }: Journey, leaving: Label, place: number): Arrival {
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

/** Drives home, and counts the breaks that were due and not taken. */
function endedAt(journey: Journey, leaving: Label): Label {
  const { type } = journey
  const open = type.endLocation === null
  const place = type.endLocation ?? leaving.place ?? 0
  const home: Arrival = open
    ? { ...leaving, arrivalSeconds: leaving.seconds, drive: 0 }
    : driveTo(journey, leaving, place)
  const leaves = firstOf(leaving).steps[0]?.departureSeconds ?? leaving.seconds
  const forgotten = (type.breaks ?? []).filter(({ id, windows }) => {
    const until = Math.max(...windows.map(({ endSeconds }) => endSeconds))
    return !home.breaksTaken.includes(id) && leaves < until && home.arrivalSeconds > until
  })
  const late = Math.max(0, home.arrivalSeconds - (type.shift?.endSeconds ?? Number.POSITIVE_INFINITY))
  const step = { ...stepAt('end', place, home.arrivalSeconds), drivingSeconds: home.drive }
  return {
    ...home,
    seconds: home.arrivalSeconds,
    missed: home.missed + late + forgotten.reduce((sum, one) => sum + one.durationSeconds, 0),
    steps: [...home.steps, step],
  }
}

/** A standstill at a stretch; long enough, and driving counts from nothing again. */
function rest<Standing extends Pick<Label, 'drivenSeconds' | 'standingSeconds'>>(
  { drivingHours }: VehicleType,
  label: Standing,
  seconds: number,
): Standing {
  const standingSeconds = label.standingSeconds + seconds
  const enough = drivingHours !== undefined && standingSeconds >= drivingHours.breakSeconds
  return { ...label, standingSeconds, drivenSeconds: enough ? 0 : label.drivenSeconds }
}

function unbeaten(labels: readonly Label[]): Label[] {
  const kept: Label[] = []
  for (const one of labels.toSorted(rank)) if (!kept.some((other) => beats(other, one))) kept.push(one)
  return kept
}

function beats(one: Label, other: Label): boolean {
  return (
    one.seconds <= other.seconds &&
    one.missed <= other.missed &&
    one.latenessCost <= other.latenessCost &&
    one.drivenSeconds <= other.drivenSeconds &&
    (one.standingSeconds >= other.standingSeconds || one.drivenSeconds === 0) &&
    other.breaksTaken.every((id) => one.breaksTaken.includes(id))
  )
}

function rank(one: Label, other: Label): number {
  return one.missed - other.missed || one.latenessCost - other.latenessCost || one.seconds - other.seconds
}

function firstOf(label: Label): Label {
  return label.before ? firstOf(label.before) : label
}

function stepsOf(label: Label): RouteStep[] {
  return [...(label.before ? stepsOf(label.before) : []), ...label.steps]
}

function placeOf(visit: Visit | undefined): number | undefined {
  if (!visit) return undefined
  return visit.kind === 'stop' ? visit.stop.location : visit.location
}

function stepAt(kind: RouteStep['kind'], location: number | null, seconds: number): RouteStep {
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
