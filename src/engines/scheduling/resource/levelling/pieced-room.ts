import { toTenths } from '../../project/clock.ts'
import type { Split } from '../../project/project.model.ts'
import type { WorkingTime } from '../../project/working-time.ts'
import { intervalsOf, type Occupation } from './resource-use.ts'
import type { UseProfile } from './use-profile.ts'
import { neverFits, type Shortage } from './whole-room.ts'

/** Where a task, or what is left of one, is worked on piece by piece. */
export interface PiecedPlace {
  startAt: number
  finishAt: number
  /** All pauses from where it begins, those that levelling has made marked. */
  splits: Split[]
  shortages: Shortage[]
}

export interface PiecedWork {
  time: WorkingTime
  /** The part of the task's work that is to be placed, pauses not counted. */
  fromMinutes: number
  toMinutes: number
  /** Interruptions that are wanted anyway. */
  splits: readonly Split[]
  /** The first instant at which it may begin. */
  startAt: number
  /** What has begun can only be paused: its beginning stays where it was, and a first wait is a pause. */
  begun: boolean
  latestFinishAt: number
}

/** Nobody takes up a task for less than an hour, unless that is all of it. */
const shortestPieceMinutes = 60
const mostPieces = 200

/**
 * Lets a task be worked on whenever everyone it needs is free, with pauses in between: what can be done before somebody is
 * needed elsewhere is done, the rest when they are back. All work on one calendar.
 */
export function piecedRoom(
  occupations: readonly Occupation[],
  profiles: ReadonlyMap<string, UseProfile>,
  { time, fromMinutes, toMinutes, splits, startAt, begun, latestFinishAt }: PiecedWork,
): PiecedPlace | undefined {
  if (neverFits(occupations, profiles)) return undefined
  const shortages: Shortage[] = []
  const made: Split[] = []
  let firstAt: number | undefined = begun ? startAt : undefined
  let done = fromMinutes
  let at = toTenths(time.elapsedWork(startAt))
  if (begun) at = toTenths(at + pausesAt(splits, done))
  let waited = 0
  for (let step = 0; step < mostPieces; ) {
    const [pause] = splits.filter(({ afterMinutes }) => afterMinutes > done && afterMinutes < toMinutes)
    const until = pause?.afterMinutes ?? toMinutes
    const { workMinutes, freeAt, shortage } = roomFrom(occupations, profiles, { time, at, done, until })
    if (shortage && shortages.length === 0) shortages.push(shortage)
    if (workMinutes < Math.min(shortestPieceMinutes, toTenths(until - done))) {
      if (freeAt === undefined) return undefined
      const next = Math.max(toTenths(at + 0.1), freeAt)
      if (firstAt !== undefined) waited = toTenths(waited + next - at)
      at = next
      continue
    }
    step++
    if (firstAt === undefined) firstAt = time.latestAt(at)
    if (waited > 0) made.push({ afterMinutes: done, pauseMinutes: waited, byLevelling: true })
    waited = 0
    done = toTenths(done + workMinutes)
    at = toTenths(at + workMinutes)
    if (done >= toMinutes) break
    if (done === pause?.afterMinutes) at = toTenths(at + pausesAt(splits, done))
  }
  const finishAt = time.earliestAt(at)
  if (done < toMinutes || firstAt === undefined || finishAt > latestFinishAt) return undefined
  const all = [...splits, ...made].sort((one, other) => one.afterMinutes - other.afterMinutes)
  return { startAt: firstAt, finishAt, splits: all, shortages }
}

function pausesAt(splits: readonly Split[], done: number): number {
  return splits.reduce(
    (sum, { afterMinutes, pauseMinutes }) => (afterMinutes === done ? sum + pauseMinutes : sum),
    0,
  )
}

/** How long everyone is free from an instant on, and when the first who is not will be; in working minutes. */
function roomFrom(
  occupations: readonly Occupation[],
  profiles: ReadonlyMap<string, UseProfile>,
  { time, at, done, until }: { time: WorkingTime; at: number; done: number; until: number },
): { workMinutes: number; freeAt?: number; shortage?: Shortage } {
  let workMinutes = toTenths(until - done)
  let freeAt: number | undefined
  let shortage: Shortage | undefined
  for (const { resource, units, work } of occupations) {
    const fromMinutes = Math.max(0, work.fromMinutes - done)
    const toMinutes = Math.min(workMinutes, work.toMinutes - done)
    if (fromMinutes >= toMinutes) continue
    const profile = profiles.get(resource.id)
    const stretches = [{ fromMinutes, toMinutes }]
    for (const interval of intervalsOf({ time, span: time, stretches, rest: [] }, time.latestAt(at))) {
      const found = profile?.shortage(interval, units)
      if (!found) continue
      workMinutes = Math.max(0, toTenths(time.elapsedWork(found.fromAt) - at))
      // Whoever joins later is needed later.
      freeAt =
        found.toAt === Number.POSITIVE_INFINITY
          ? undefined
          : toTenths(time.elapsedWork(found.toAt) - fromMinutes)
      shortage = { resourceId: resource.id, ...found }
      break
    }
  }
  return { workMinutes, ...(freeAt === undefined ? {} : { freeAt }), ...(shortage ? { shortage } : {}) }
}
