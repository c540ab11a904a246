import { chance } from '../../runner/chance.ts'
import type { SingleModeProblem } from './single-mode.problem.ts'

/**
 * A random network in the manner of ProGen (Kolisch, Sprecher & Drexl 1995): about two successors an activity, one to
 * ten periods long, demands on some of four resources, and capacities `strength` of the way from the largest demand to a
 * generous supply. A source and a sink of no duration hold it together.
 */
export function randomNetwork(
  seed: number,
  {
    activities = 30,
    strength = 0.2,
    factor = 0.75,
    complexity = 1.8,
  }: { activities?: number; strength?: number; factor?: number; complexity?: number } = {},
): SingleModeProblem {
  const luck = chance(seed)
  const count = 4
  const successors: Set<number>[] = Array.from({ length: activities + 2 }, () => new Set())
  const last = activities + 1
  const span = Math.max(6, Math.round(activities / 5))
  for (let arc = 0; arc < activities * complexity; arc++) {
    const from = luck.between(1, activities - 1)
    successors[from]?.add(Math.min(activities, from + luck.between(1, span)))
  }
  const reached = new Set(successors.flatMap((after) => [...after]))
  for (let j = 1; j <= activities; j++) {
    if (!reached.has(j)) successors[0]?.add(j)
    if (successors[j]?.size === 0) successors[j]?.add(last)
  }
  const inner = Array.from({ length: activities }, () => ({
    duration: luck.between(1, 10),
    demand: Array.from({ length: count }, () => (luck.happens(factor) ? luck.between(1, 10) : 0)),
  }))
  const capacities = Array.from({ length: count }, (_, k) => {
    const demands = inner.map(({ demand }) => demand[k] ?? 0)
    const least = Math.max(...demands)
    const generous = (demands.reduce((sum, units) => sum + units, 0) * 6) / activities
    return Math.max(least, Math.round(least + strength * Math.max(0, generous * 2 - least)))
  })
  const none = { duration: 0, demand: Array.from({ length: count }, () => 0) }
  return {
    name: `generated ${activities} strength ${strength} factor ${factor} seed ${seed}`,
    resources: capacities.map((capacity, k) => ({ id: `R${k + 1}`, capacity })),
    activities: [none, ...inner, none].map(({ duration, demand }, j) => ({
      id: String(j + 1),
      duration,
      demand,
      successors: [...(successors[j] ?? [])].sort((one, two) => one - two).map((after) => String(after + 1)),
    })),
  }
}
