import { CustomerValueError } from '../customer-value.error.ts'
import type { ResponseColumn, ResponseTable } from '../response/response-table.ts'
import { indexPurchases, type Purchases, requireDay } from './purchases.ts'

/** Customers as they looked on each day of cutting, and what they did afterwards. Rows are in the order of the cuts. */
export interface ChurnFeatures {
  customer: Int32Array
  cutDay: Int32Array
  table: ResponseTable
  /** 1 where no purchase came in the horizon after the cut. */
  target: Uint8Array
}

const featureNames = [
  'days since last purchase',
  'days since first purchase',
  'purchases',
  'mean days between purchases',
  'silence over mean days between purchases',
  'purchases in the newest horizon',
  'purchases in the horizon before',
  'mean amount',
  'last amount',
] as const

/**
 * Features for a churn model, made of purchases up to and including the cut alone; outcomes of the days after it alone.
 * So no column can know the outcome, and all are declared `known-before`. Customers whose last purchase lies more than
 * `activeDays` before a cut have left already and are no rows of it. Amounts become doubles of minor units.
 * @throws CustomerValueError `customer-value.input.*`; cuts less than a horizon apart would let the outcome of one cut
 *   into the features of the next before its time, and are refused.
 */
export function churnFeatures(
  purchases: Purchases,
  {
    cutDays,
    horizonDays,
    activeDays,
  }: { cutDays: readonly number[]; horizonDays: number; activeDays: number },
): ChurnFeatures {
  for (const cut of cutDays) requireDay('cutDays', cut)
  requireDay('horizonDays', horizonDays)
  requireDay('activeDays', activeDays)
  const apart = cutDays.every((cut, i) => i === 0 || cut - (cutDays[i - 1] as number) >= horizonDays)
  if (cutDays.length === 0 || !(horizonDays >= 1) || !(activeDays >= 1) || !apart)
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'cutDays',
      cutDays: [...cutDays],
      horizonDays,
      activeDays,
    })
  const { start, order } = indexPurchases(purchases)
  const { day, amountMinor, customers } = purchases
  const customer: number[] = []
  const cutOf: number[] = []
  const target: number[] = []
  const values: number[][] = featureNames.map(() => [])
  for (const cut of cutDays)
    for (let who = 0; who < customers; who++) {
      const from = start[who] as number
      let to = from
      let responded = false
      let sum = 0
      let newest = 0
      let before = 0
      for (let place = from; place < (start[who + 1] as number); place++) {
        const row = order[place] as number
        const on = day[row] as number
        if (on > cut) {
          responded = on <= cut + horizonDays
          break
        }
        to = place + 1
        sum += Number(amountMinor[row])
        if (on > cut - horizonDays) newest++
        else if (on > cut - 2 * horizonDays) before++
      }
      const count = to - from
      if (count === 0) continue
      const last = day[order[to - 1] as number] as number
      if (cut - last > activeDays) continue
      const first = day[order[from] as number] as number
      const between = count > 1 ? (last - first) / (count - 1) : Number.NaN
      const features = [
        cut - last,
        cut - first,
        count,
        between,
        // Within a day of each other all purchases are one habit; a silence of days is long then.
        (cut - last) / Math.max(1, between),
        newest,
        before,
        sum / count,
        Number(amountMinor[order[to - 1] as number]),
      ]
      for (const [column, value] of features.entries()) values[column]?.push(value)
      customer.push(who)
      cutOf.push(cut)
      target.push(responded ? 0 : 1)
    }
  const columns = featureNames.map(
    (name, i): ResponseColumn => ({
      name,
      role: 'known-before',
      kind: 'number',
      values: Float64Array.from(values[i] as number[]),
    }),
  )
  return {
    customer: Int32Array.from(customer),
    cutDay: Int32Array.from(cutOf),
    table: { rows: customer.length, columns },
    target: Uint8Array.from(target),
  }
}
