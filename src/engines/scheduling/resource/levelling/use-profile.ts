import type { Resource } from '../../project/project.model.ts'
import { unitTolerance } from './over-allocations.ts'
import { type Interval, unitsAt } from './resource-use.ts'

/** Units of one resource left over time: a step function that work is taken from. */
export interface UseProfile {
  /** The most units there ever are: who asks for more never fits. */
  mostUnits: number
  /** The first stretch inside the interval with too few units left. */
  shortage(interval: Interval, units: number): Interval | undefined
  /** Takes units away and answers by how many unit-minutes more the resource is overdrawn. */
  take(interval: Interval, units: number): number
}

export function useProfile(resource: Resource): UseProfile {
  const { units: first } = unitsAt(resource, Number.NEGATIVE_INFINITY)
  /** Steps: from `times[i]` on, `left[i]` units are there. */
  const times = [Number.NEGATIVE_INFINITY]
  const left = [first]
  for (let at = unitsAt(resource, Number.NEGATIVE_INFINITY).untilAt; at < Number.POSITIVE_INFINITY; ) {
    const { units, untilAt } = unitsAt(resource, at)
    times.push(at)
    left.push(units)
    at = untilAt
  }
  const mostUnits = Math.max(...left)

  /** The last step at or before an instant. */
  function stepAt(at: number): number {
    let low = 0
    let high = times.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((times[middle] as number) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
  function cut(at: number): number {
    const step = stepAt(at)
    if (times[step] === at) return step
    times.splice(step + 1, 0, at)
    left.splice(step + 1, 0, left[step] as number)
    return step + 1
  }
  return {
    mostUnits,
    shortage({ fromAt, toAt }, units) {
      for (let step = stepAt(fromAt); step < times.length && (times[step] as number) < toAt; step++) {
        if ((left[step] as number) + unitTolerance >= units) continue
        let end = step + 1
        while (end < times.length && (left[end] as number) + unitTolerance < units) end++
        return {
          fromAt: Math.max(fromAt, times[step] as number),
          toAt: times[end] ?? Number.POSITIVE_INFINITY,
        }
      }
      return undefined
    },
    take({ fromAt, toAt }, units) {
      const from = cut(fromAt)
      const to = cut(toAt)
      let overdrawn = 0
      for (let step = from; step < to; step++) {
        const had = left[step] as number
        left[step] = had - units
        const missing = Math.max(0, units - had) - Math.max(0, -had)
        if (missing > unitTolerance)
          overdrawn += missing * ((times[step + 1] as number) - (times[step] as number))
      }
      return overdrawn
    },
  }
}
