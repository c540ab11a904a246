import type { Contribution, Criterion, MatchingLearning } from './matching.problem.ts'

/** Values of the criteria of one candidate; the bias is always 1. */
export type CriterionValues = Record<Exclude<Criterion, 'bias'>, number>

export const criteria: readonly Criterion[] = [
  'bias',
  'amount',
  'rarity',
  'reference',
  'text',
  'counterparty',
  'date',
  'extra_records',
  'fee',
  'part',
]

/**
 * Weights before anybody has decided anything. An exact, rare amount on the right day alone is a coin's toss; a name that
 * reads alike or a reference makes it sure.
 */
const priorWeights: Record<Criterion, number> = {
  bias: -5,
  amount: 3,
  rarity: 2,
  reference: 6,
  text: 3,
  counterparty: 3,
  date: 1,
  extra_records: -0.5,
  fee: -0.3,
  part: -2,
}

/** As much as a few dozen decisions: people's habits win in time, single slips do not. */
const priorPrecision = 4

export function freshLearning(): MatchingLearning {
  return {
    weights: { ...priorWeights },
    precisions: Object.fromEntries(criteria.map((one) => [one, priorPrecision])) as Record<Criterion, number>,
    aliases: {},
    decisions: 0,
  }
}

export function scoreOf(values: CriterionValues, weights: MatchingLearning['weights']): number {
  return (
    weights.bias +
    weights.amount * values.amount +
    weights.rarity * values.rarity +
    weights.reference * values.reference +
    weights.text * values.text +
    weights.counterparty * values.counterparty +
    weights.date * values.date +
    weights.extra_records * values.extra_records +
    weights.fee * values.fee +
    weights.part * values.part
  )
}

export function contributionsOf(
  values: CriterionValues,
  weights: MatchingLearning['weights'],
): Contribution[] {
  return criteria.map((criterion) => {
    const value = criterion === 'bias' ? 1 : values[criterion]
    const weight = weights[criterion]
    return { criterion, value, weight, contribution: value * weight }
  })
}

export function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score))
}
