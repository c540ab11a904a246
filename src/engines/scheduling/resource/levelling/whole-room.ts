import { roundStart, type TaskTiming } from '../../project/task-timing.ts'
import { intervalsOf, type Occupation } from './resource-use.ts'
import type { UseProfile } from './use-profile.ts'

/** What stood in the way of a task, and when. */
export interface Shortage {
  resourceId: string
  fromAt: number
  toAt: number
}

const mostAttempts = 10_000

/** Whether one of the assignments asks for more units than there ever are. */
export function neverFits(
  occupations: readonly Occupation[],
  profiles: ReadonlyMap<string, UseProfile>,
): boolean {
  return occupations.some(({ resource, units }) => units > (profiles.get(resource.id)?.mostUnits ?? 0) + 1e-6)
}

/** The first start at which every occupation of the whole task finds room; nothing when there is none in reach. */
export function wholeRoom(
  occupations: readonly Occupation[],
  { spans }: TaskTiming,
  profiles: ReadonlyMap<string, UseProfile>,
  { startAt, latestAt }: { startAt: number; latestAt: number },
): { startAt: number; shortages: Shortage[] } | undefined {
  const shortages: Shortage[] = []
  if (neverFits(occupations, profiles)) return undefined
  let at = startAt
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const blocked = firstShortage(occupations, profiles, at)
    if (blocked === undefined) return { startAt: at, shortages }
    const { resourceId, fromAt, toAt, occupation, stretchAt } = blocked
    if (attempt === 0) shortages.push({ resourceId, fromAt, toAt })
    if (toAt === Number.POSITIVE_INFINITY) return undefined
    const { span } = occupation
    // As much work as lies between the start of the blocked stretch and the end of the shortage.
    const later = span.elapsedWork(toAt) - span.elapsedWork(stretchAt)
    const shifted = span.latestAt(span.elapsedWork(at) + Math.max(later, 0.1))
    at = roundStart(spans, Math.max(shifted, at + 0.1))
    if (at > latestAt) return undefined
  }
  return undefined
}

function firstShortage(
  occupations: readonly Occupation[],
  profiles: ReadonlyMap<string, UseProfile>,
  startAt: number,
) {
  for (const occupation of occupations) {
    const { resource, units, time, span, stretches } = occupation
    const profile = profiles.get(resource.id)
    for (const stretch of stretches) {
      const stretchAt = span.latestAt(span.elapsedWork(startAt) + stretch.fromMinutes)
      for (const interval of intervalsOf({ time, span, stretches: [stretch], rest: [] }, startAt)) {
        const found = profile?.shortage(interval, units)
        if (found) return { resourceId: resource.id, ...found, stretchAt, occupation }
      }
    }
  }
  return undefined
}
