import { CustomerValueError } from '../customer-value.error.ts'
import { indexPurchases, type Purchases, requireDay } from './purchases.ts'

/** Recency, frequency and monetary value of the customers who have bought by a day; row i of each column is one. */
export interface RfmMeasures {
  customer: Int32Array
  /** Whole days from the last purchase to the day of measurement. */
  recencyDays: Int32Array
  frequency: Int32Array
  monetaryMinor: BigInt64Array
}

/** Scores 1 (worst) … groups (best), in the rows of the measures. */
export interface RfmScores {
  recency: Uint8Array
  frequency: Uint8Array
  monetary: Uint8Array
}

export type RfmScheme =
  | {
      kind: 'fixed'
      /** Rising upper bounds: days ≤ the first score best, beyond the last score 1. */
      recencyDays: readonly number[]
      /** Rising lower bounds: below the first scores 1, at or above the last scores best. */
      frequency: readonly number[]
      monetaryMinor: readonly bigint[]
    }
  | {
      kind: 'quantile'
      /** 2 … 10. */
      groups: number
      /**
       * `together`: equal values get equal scores, 1 + ⌊groups × share of customers strictly worse⌋. `in-order`: groups of
       * equal size as of SQL's ntile ordered by the value and then by row, so equal values may be parted.
       */
      ties: 'together' | 'in-order'
    }

/**
 * Measures every customer with a purchase on or before a day; later purchases are not seen.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function measureRfm(purchases: Purchases, { onDay }: { onDay: number }): RfmMeasures {
  requireDay('onDay', onDay)
  const { start, order } = indexPurchases(purchases)
  const { day, amountMinor, customers } = purchases
  const customer: number[] = []
  const recencyDays: number[] = []
  const frequency: number[] = []
  const monetaryMinor: bigint[] = []
  for (let who = 0; who < customers; who++) {
    let last = Number.NEGATIVE_INFINITY
    let bought = 0
    let sum = 0n
    for (let place = start[who] as number; place < (start[who + 1] as number); place++) {
      const row = order[place] as number
      if ((day[row] as number) > onDay) break
      last = day[row] as number
      bought++
      sum += amountMinor[row] as bigint
    }
    if (bought === 0) continue
    customer.push(who)
    recencyDays.push(onDay - last)
    frequency.push(bought)
    monetaryMinor.push(sum)
  }
  return {
    customer: Int32Array.from(customer),
    recencyDays: Int32Array.from(recencyDays),
    frequency: Int32Array.from(frequency),
    monetaryMinor: BigInt64Array.from(monetaryMinor),
  }
}

/**
 * Scores customers by fixed thresholds or by quantiles.
 * @throws CustomerValueError `customer-value.input.thresholds-not-rising`, `…option-out-of-range`.
 */
export function scoreRfm(measures: RfmMeasures, scheme: RfmScheme): RfmScores {
  const { recencyDays, frequency, monetaryMinor } = measures
  if (scheme.kind === 'fixed') {
    const days = requireRising('recencyDays', scheme.recencyDays)
    const times = requireRising('frequency', scheme.frequency)
    const money = requireRising('monetaryMinor', scheme.monetaryMinor)
    return {
      recency: Uint8Array.from(recencyDays, (value) => 1 + days.filter((bound) => value <= bound).length),
      frequency: Uint8Array.from(frequency, (value) => 1 + times.filter((bound) => value >= bound).length),
      monetary: scores(monetaryMinor, (value) => 1 + money.filter((bound) => value >= bound).length),
    }
  }
  const { groups, ties } = scheme
  if (!(Number.isInteger(groups) && groups >= 2 && groups <= 10))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'groups',
      value: groups,
    })
  const better = quantileScores(recencyDays, groups, ties, 'small-is-best')
  return {
    recency: better,
    frequency: quantileScores(frequency, groups, ties, 'large-is-best'),
    monetary: quantileScores(monetaryMinor, groups, ties, 'large-is-best'),
  }
}

/** A name for what recency and the mean of frequency and monetary value say together, of scores 1 … 5. */
export type RfmSegment =
  | 'champion'
  | 'loyal'
  | 'promising'
  | 'new'
  | 'needs-attention'
  | 'at-risk'
  | 'cannot-lose'
  | 'hibernating'
  | 'lost'

/** The segment of a customer scored in five groups. Every pair of scores has exactly one name. */
export function rfmSegment(recency: number, frequency: number, monetary: number): RfmSegment {
  const worth = (frequency + monetary) / 2
  if (recency >= 4) return worth >= 4 ? 'champion' : worth >= 3 ? 'loyal' : worth >= 2 ? 'promising' : 'new'
  if (recency === 3) return worth >= 4 ? 'loyal' : worth >= 2 ? 'needs-attention' : 'hibernating'
  if (worth >= 4.5) return 'cannot-lose'
  if (worth >= 3) return 'at-risk'
  return recency === 2 ? 'hibernating' : 'lost'
}

function requireRising<Bound extends number | bigint>(
  option: string,
  bounds: readonly Bound[],
): readonly Bound[] {
  const rises = bounds.length > 0 && bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] as Bound))
  if (!rises || bounds.length > 9)
    throw new CustomerValueError('customer-value.input.thresholds-not-rising', {
      option,
      bounds: bounds.map(String),
    })
  return bounds
}

function quantileScores(
  values: Int32Array | BigInt64Array,
  groups: number,
  ties: 'together' | 'in-order',
  best: 'small-is-best' | 'large-is-best',
): Uint8Array {
  return ties === 'together' ? scoresTogether(values, groups, best) : scoresInOrder(values, groups, best)
}

function scoresTogether(
  values: Int32Array | BigInt64Array,
  groups: number,
  best: 'small-is-best' | 'large-is-best',
): Uint8Array {
  const size = values.length
  const sorted = values.slice().sort()
  // Scores change at most `groups` times along the sorted values: from each of these on they are the next.
  const changes: { from: number | bigint; score: number }[] = []
  for (let from = 0; from < size; ) {
    const value = sorted[from] as number | bigint
    let to = from
    while (to < size && sorted[to] === value) to++
    const worse = best === 'large-is-best' ? from : size - to
    const score = 1 + Math.floor((groups * worse) / size)
    if (changes.at(-1)?.score !== score) changes.push({ from: value, score })
    from = to
  }
  const result = new Uint8Array(size)
  for (let row = 0; row < size; row++) {
    const value = values[row] as number | bigint
    let at = changes.length - 1
    while (at > 0 && value < (changes[at] as { from: number | bigint }).from) at--
    result[row] = (changes[at] as { score: number }).score
  }
  return result
}

function scoresInOrder(
  values: Int32Array | BigInt64Array,
  groups: number,
  best: 'small-is-best' | 'large-is-best',
): Uint8Array {
  const size = values.length
  // By value and then by row, whichever end is best, as the ntile of SQL over (value, customer) would order them.
  const rows = Uint32Array.from(values.keys()).sort((one, other) => {
    const a = values[one] as number | bigint
    const b = values[other] as number | bigint
    return a < b ? -1 : a > b ? 1 : one - other
  })
  const result = new Uint8Array(size)
  const small = Math.floor(size / groups)
  const larger = size % groups
  const inLarger = larger * (small + 1)
  for (let place = 0; place < size; place++) {
    const tile =
      place < inLarger
        ? Math.floor(place / (small + 1))
        : larger + Math.floor((place - inLarger) / Math.max(1, small))
    result[rows[place] as number] = best === 'large-is-best' ? tile + 1 : groups - tile
  }
  return result
}

function scores(values: BigInt64Array, score: (value: bigint) => number): Uint8Array {
  const result = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) result[row] = score(values[row] as bigint)
  return result
}
