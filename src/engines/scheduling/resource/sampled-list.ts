import type { Chance } from '../../runner/chance.ts'
import type { ActivityNetwork } from './activity-network.ts'

/** Latest start and latest finish first are the best known simple rules (Kolisch 1996); any order adds diversity. */
const rules = ['latest-start', 'latest-finish', 'any'] as const
export type PriorityRule = (typeof rules)[number]

export function ruleOf(sample: number): PriorityRule {
  return rules[sample % rules.length] as PriorityRule
}

/**
 * A forward activity list by regret-based biased random sampling (Drexl 1991): among the activities whose predecessors
 * are listed, each is drawn with a chance that grows with its advantage over the worst by the rule.
 */
export function sampledList(
  network: ActivityNetwork,
  rule: PriorityRule,
  chance: Chance,
  list: Int32Array,
): void {
  const { size, durations, tails, criticalPath, predecessors, successors } = network
  const waiting = new Int32Array(size)
  const eligible: number[] = []
  for (let j = 0; j < size; j++) {
    waiting[j] = (predecessors.offsets[j + 1] as number) - (predecessors.offsets[j] as number)
    if (waiting[j] === 0) eligible.push(j)
  }
  const priority = (j: number) =>
    rule === 'any'
      ? 0
      : criticalPath - (tails[j] as number) + (rule === 'latest-finish' ? (durations[j] as number) : 0)
  for (let filled = 0; filled < size; filled++) {
    let worst = Number.NEGATIVE_INFINITY
    for (const j of eligible) worst = Math.max(worst, priority(j))
    let total = 0
    for (const j of eligible) total += worst - priority(j) + 1
    let drawn = chance.next() * total
    let at = 0
    while (at < eligible.length - 1) {
      drawn -= worst - priority(eligible[at] as number) + 1
      if (drawn < 0) break
      at++
    }
    const j = eligible[at] as number
    eligible[at] = eligible[eligible.length - 1] as number
    eligible.pop()
    list[filled] = j
    for (let arc = successors.offsets[j] as number; arc < (successors.offsets[j + 1] as number); arc++) {
      const after = successors.arcs[arc] as number
      const left = (waiting[after] as number) - 1
      waiting[after] = left
      if (left === 0) eligible.push(after)
    }
  }
}
