import type { RouteStep } from '../routing.problem.ts'
import { windowUsed } from './route.times.ts'
import {
  type Arrival,
  breaksAt,
  departures,
  driveTo,
  type Journey,
  type Label,
  rest,
  stepAt,
  type Visit,
} from './timetable.moves.ts'

/** Departures tried at most where leaving later could shorten the duty. */
const mostDepartures = 40

export interface Timetable {
  steps: RouteStep[]
  /** By how many seconds hard rules are missed. */
  missedSeconds: number
}

/**
 * Times for stops in a given order: what breaks as little as possible, then costs least lateness and duty, then ends
 * first and begins as late as that allows. Breaks and rests are put where the model allows them. Keeps at each visit
 * every label that no other beats in time, driving since the last rest, missed seconds and lateness; by FIFO that is
 * enough for a given departure.
 */
export function timetable(journey: Journey): Timetable {
  let best = delayed(journey, journey.earliestSeconds)
  for (const leaves of laterDepartures(journey, best)) {
    const one = delayed(journey, leaves)
    const [missed, cost] = worthOf(journey, one)
    const [leastMissed, leastCost] = worthOf(journey, best)
    if (missed < leastMissed - 1e-9 || (missed < leastMissed + 1e-9 && cost < leastCost - 1e-9)) best = one
  }
  return { steps: stepsOf(best), missedSeconds: worthOf(journey, best)[0] }
}

/** What is missed, and what lateness and duty cost. */
function worthOf({ type }: Journey, label: Label): [number, number] {
  const duty = label.seconds - (firstOf(label).steps[0]?.departureSeconds ?? label.seconds)
  const over = Math.max(0, duty - (type.maxDutySeconds ?? Number.POSITIVE_INFINITY))
  return [label.missed + over, label.latenessCost + duty * (type.costPerDutySecond ?? 0)]
}

/**
 * Departures that reach some window just as it opens. Where every stop has one window the earliest end begun as late as
 * possible is also the shortest duty (Savelsbergh 1992); only with several windows, breaks or slices it may not be.
 */
function laterDepartures({ type, clock, visits, earliestSeconds }: Journey, first: Label): number[] {
  const priced = (type.costPerDutySecond ?? 0) > 0 || type.maxDutySeconds !== undefined
  const choice =
    clock.varies ||
    (type.breaks ?? []).length > 0 ||
    visits.some((visit) => visit.kind === 'stop' && (visit.stop.windows ?? []).length > 1)
  if (!priced || !choice || visits.some((visit) => visit.kind === 'stop' && visit.started)) return []
  const windows = new Map(
    visits.flatMap((visit) =>
      visit.kind === 'stop' ? [[visit.stop.id, visit.stop.windows ?? []] as const] : [],
    ),
  )
  const departures = new Set<number>()
  let busy = 0
  for (const { stopId, drivingSeconds, startSeconds, departureSeconds } of stepsOf(first)) {
    busy += drivingSeconds
    for (const window of windows.get(stopId ?? '') ?? []) departures.add(window.startSeconds - busy)
    busy += departureSeconds - startSeconds
  }
  return [...departures]
    .filter((leaves) => leaves > earliestSeconds)
    .toSorted((one, other) => one - other)
    .slice(0, mostDepartures)
}

/** The best from a departure on, begun as late as nothing but the beginning changes. */
function delayed(journey: Journey, leavesSeconds: number): Label {
  const first = bestFrom(journey, leavesSeconds)
  const waits = stepsOf(first).reduce((sum, step) => sum + step.waitSeconds, 0)
  let best = first
  if (waits > 0 && !journey.visits.some((visit) => visit.kind === 'stop' && visit.started)) {
    let sound = 0
    let tooLate = waits
    const asGood = (delay: number) => {
      const one = bestFrom(journey, leavesSeconds + delay)
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
  return best
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
    const opens = opensSeconds(visit)
    const pausing =
      arrived.arrivalSeconds < opens ? [arrived, ...breaksAt(journey, arrived, place)] : [arrived]
    return pausing.flatMap((here) => servings(journey, here, visit, place))
  })
}

/** Before this there is a wait, in which a break may be taken. */
function opensSeconds(visit: Visit): number {
  if (visit.kind === 'reload') return visit.opensSeconds
  const { windows = [] } = visit.stop
  const opens = windows.length > 0 ? Math.min(...windows.map(({ startSeconds }) => startSeconds)) : -Infinity
  return Math.max(opens, visit.notBeforeSeconds ?? -Infinity)
}

/** Begins the visit at each time worth it: at once, or when a later window opens. */
function servings(journey: Journey, here: Arrival, visit: Visit, place: number): Label[] {
  if (visit.kind === 'reload') {
    const start = Math.max(here.arrivalSeconds, visit.opensSeconds)
    const missed = Math.max(0, start - visit.closesSeconds)
    return [served(journey, here, { kind: 'reload', place, start, inside: visit.durationSeconds, missed })]
  }
  const { stop, started } = visit
  const earliest = Math.max(here.arrivalSeconds, visit.notBeforeSeconds ?? -Infinity)
  const starts = new Set([earliest])
  for (const { startSeconds } of stop.windows ?? []) starts.add(Math.max(earliest, startSeconds))
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
