import type { Chance } from '../../../runner/chance.ts'
import { SchedulingError } from '../scheduling.error.ts'
import { meanOf, normalQuantile, normalShare, quantileOf } from './distribution.ts'
import type { RiskProblem } from './risk.problem.ts'

/** Draws the durations and events of one run. */
export interface DurationDraws {
  durations: Float64Array
  /** Where in its distribution each duration was drawn, 0 … 1. */
  shares: Float64Array
  /** 1 for events that happened. */
  happened: Uint8Array
  draw(chance: Chance): void
  /** Means of the durations with the mean effect of all events. */
  means(): Float64Array
}

/** @throws SchedulingError `risk.distribution`, `risk.correlation`, `risk.probability`, `scheduling.unknown_activity` */
export function durationDraws({ activities, events, correlations }: RiskProblem): DurationDraws {
  const size = activities.length
  const indexOf = new Map(activities.map(({ id }, index) => [id, index]))
  const find = (id: string): number => {
    const index = indexOf.get(id)
    if (index === undefined) throw new SchedulingError('scheduling.unknown_activity', { id })
    return index
  }
  const quantiles = activities.map(({ duration }) => quantileOf(duration))
  const groupOf = new Int32Array(size).fill(-1)
  const common = new Float64Array(correlations.length)
  correlations.forEach(({ activityIds, coefficient }, group) => {
    if (!(coefficient >= 0 && coefficient <= 1))
      throw new SchedulingError('risk.correlation', { coefficient, activityIds })
    for (const id of activityIds) {
      const index = find(id)
      if (groupOf[index] !== -1) throw new SchedulingError('risk.correlation', { id, reason: 'two groups' })
      groupOf[index] = group
    }
  })
  const effects = events.map(({ id, probability, impacts }) => {
    if (!(probability >= 0 && probability <= 1))
      throw new SchedulingError('risk.probability', { id, probability })
    return impacts.map(({ activityId, delay = { kind: 'fixed', value: 0 }, factor = 1 }) => ({
      index: find(activityId),
      delay,
      quantile: quantileOf(delay),
      factor,
    }))
  })
  const durations = new Float64Array(size)
  const shares = new Float64Array(size)
  const happened = new Uint8Array(events.length)
  /** Never 0 or 1, where a lognormal would be nothing or endless. */
  const inside = (share: number) => Math.min(1 - 1e-9, Math.max(1e-9, share))

  function draw(chance: Chance): void {
    for (let group = 0; group < common.length; group++) common[group] = normalQuantile(inside(chance.next()))
    for (let at = 0; at < size; at++) {
      const group = groupOf[at] as number
      let share = inside(chance.next())
      if (group >= 0) {
        const { coefficient } = correlations[group] as (typeof correlations)[number]
        const own = normalQuantile(share)
        const value = Math.sqrt(coefficient) * (common[group] as number) + Math.sqrt(1 - coefficient) * own
        share = inside(normalShare(value))
      }
      shares[at] = share
      durations[at] = (quantiles[at] as (share: number) => number)(share)
    }
    for (let event = 0; event < effects.length; event++) {
      happened[event] = chance.happens(events[event]?.probability ?? 0) ? 1 : 0
      if (happened[event] === 1)
        for (const { index, factor } of effects[event] ?? [])
          durations[index] = (durations[index] as number) * factor
    }
    for (let event = 0; event < effects.length; event++) {
      if (happened[event] !== 1) continue
      for (const { index, quantile } of effects[event] ?? [])
        durations[index] = (durations[index] as number) + quantile(inside(chance.next()))
    }
    for (let at = 0; at < size; at++) durations[at] = Math.max(0, durations[at] as number)
  }
  function means(): Float64Array {
    const all = Float64Array.from(activities, ({ duration }) => meanOf(duration))
    effects.forEach((list, event) => {
      const probability = events[event]?.probability ?? 0
      for (const { index, factor } of list)
        all[index] = (all[index] as number) * (1 + probability * (factor - 1))
    })
    effects.forEach((list, event) => {
      const probability = events[event]?.probability ?? 0
      for (const { index, delay } of list) all[index] = (all[index] as number) + probability * meanOf(delay)
    })
    return all.map((mean) => Math.max(0, mean))
  }
  return { durations, shares, happened, draw, means }
}
