import { CustomerValueError } from '../customer-value.error.ts'
import type { Itemset } from './find-itemsets.ts'
import { type MinedPatterns, requireMined } from './pattern-limits.ts'

/** Who has the antecedent in the basket has the consequent too. */
export interface AssociationRule {
  antecedent: number[]
  consequent: number[]
  /** Baskets that hold both. */
  count: number
  /** count / baskets. */
  support: number
  /** P(consequent | antecedent). */
  confidence: number
  /** confidence / P(consequent): 1 where the two ignore each other. */
  lift: number
  /** P(antecedent) P(not consequent) / P(antecedent, not consequent): infinite where the rule never fails. */
  conviction: number
  /** support − P(antecedent) P(consequent). */
  leverage: number
}

export interface RuleLimits {
  /** In [0, 1]. */
  confidenceLeast: number
  liftLeast?: number
  /** Most items in a consequent. Default 1. */
  consequentMost?: number
  /** Most rules answered, the best by lift. Default 5,000. */
  rulesMost?: number
}

/**
 * Rules from frequent itemsets, by falling lift, then support, then items. Measures: Agrawal et al. (1993) for support
 * and confidence; Brin et al. (1997) for lift and conviction; Piatetsky-Shapiro (1991) for leverage.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function associationRules(
  { patterns, total }: MinedPatterns<Itemset>,
  { confidenceLeast, liftLeast = 0, consequentMost = 1, rulesMost = 5_000 }: RuleLimits,
): { rules: AssociationRule[]; found: number } {
  if (!(confidenceLeast >= 0 && confidenceLeast <= 1))
    throw new CustomerValueError('customer-value.input.option-out-of-range', { confidenceLeast })
  const limits = [liftLeast, consequentMost, rulesMost]
  if (limits.some((limit) => !(limit >= 0)))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      liftLeast,
      consequentMost,
      rulesMost,
    })
  requireMined(patterns, total)
  const longest = patterns.find(({ items }) => items.length > 12)
  if (longest)
    throw new CustomerValueError('customer-value.input.value-out-of-range', { items: longest.items.length })
  const counts = new Map(patterns.map(({ items, count }) => [items.join(), count]))
  const rules: AssociationRule[] = []
  for (const { items, count } of patterns) {
    if (items.length < 2) continue
    // Every way to part the itemset, as the bits of a number; itemsets have at most twelve items.
    for (let bits = 1; bits < (1 << items.length) - 1; bits++) {
      const consequent = items.filter((_, i) => bits & (1 << i))
      if (consequent.length > consequentMost) continue
      const antecedent = items.filter((_, i) => !(bits & (1 << i)))
      const ofAntecedent = counts.get(antecedent.join())
      const ofConsequent = counts.get(consequent.join())
      // Only a cut search leaves out a part of a frequent itemset.
      if (ofAntecedent === undefined || ofConsequent === undefined) continue
      const confidence = count / ofAntecedent
      const share = ofConsequent / total
      const lift = confidence / share
      if (confidence < confidenceLeast || lift < liftLeast) continue
      rules.push({
        antecedent,
        consequent,
        count,
        support: count / total,
        confidence,
        lift,
        conviction: count === ofAntecedent ? Number.POSITIVE_INFINITY : (1 - share) / (1 - confidence),
        leverage: count / total - (ofAntecedent / total) * share,
      })
    }
  }
  rules.sort(
    (one, other) =>
      other.lift - one.lift ||
      other.count - one.count ||
      one.antecedent.length - other.antecedent.length ||
      compareItems(one.antecedent, other.antecedent) ||
      compareItems(one.consequent, other.consequent),
  )
  return { rules: rules.slice(0, rulesMost), found: rules.length }
}

function compareItems(one: number[], other: number[]): number {
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const gap = (one[i] as number) - (other[i] as number)
    if (gap !== 0) return gap
  }
  return one.length - other.length
}
