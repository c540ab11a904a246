import { CustomerValueError } from '../customer-value.error.ts'
import { firstDayOfPeriod, type PeriodKind, periodOfDay, requirePeriod } from './calendar-periods.ts'
import { indexPurchases, type Purchases } from './purchases.ts'

/** Customers whose first purchase fell into one period. Element k of each list is k periods after that one. */
export interface Cohort {
  /** First day of the period of the first purchase, in days since 1970-01-01. */
  firstDay: number
  customers: number
  /** Customers with a purchase in the period. active[0] equals customers. */
  active: number[]
  /** active / customers. */
  retention: number[]
  amountMinor: bigint[]
}

const cohortsMost = 1_200

/**
 * Cohorts by the period of the first purchase, oldest first, followed to the last period with any purchase. Periods in
 * which nobody came first are left out.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function cohortTable(purchases: Purchases, { period }: { period: PeriodKind }): Cohort[] {
  requirePeriod(period)
  const { start, order } = indexPurchases(purchases)
  const { day, amountMinor, customers } = purchases
  const periods = Int32Array.from(day, (value) => periodOfDay(period, value))
  let firstPeriod = Number.POSITIVE_INFINITY
  let lastPeriod = Number.NEGATIVE_INFINITY
  for (const value of periods) {
    firstPeriod = Math.min(firstPeriod, value)
    lastPeriod = Math.max(lastPeriod, value)
  }
  const span = lastPeriod - firstPeriod + 1
  if (span > cohortsMost)
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'period',
      periods: span,
    })
  const cohorts = new Map<number, Cohort>()
  for (let who = 0; who < customers; who++) {
    const from = start[who] as number
    const to = start[who + 1] as number
    if (from === to) continue
    const opened = periods[order[from] as number] as number
    let cohort = cohorts.get(opened)
    if (!cohort) {
      const length = lastPeriod - opened + 1
      cohort = {
        firstDay: firstDayOfPeriod(period, opened),
        customers: 0,
        active: new Array<number>(length).fill(0),
        retention: [],
        amountMinor: new Array<bigint>(length).fill(0n),
      }
      cohorts.set(opened, cohort)
    }
    cohort.customers++
    let counted = -1
    for (let place = from; place < to; place++) {
      const row = order[place] as number
      const later = (periods[row] as number) - opened
      cohort.amountMinor[later] = (cohort.amountMinor[later] as bigint) + (amountMinor[row] as bigint)
      if (later === counted) continue
      counted = later
      cohort.active[later] = (cohort.active[later] as number) + 1
    }
  }
  const sorted = [...cohorts].sort(([one], [other]) => one - other).map(([, cohort]) => cohort)
  for (const cohort of sorted) cohort.retention = cohort.active.map((active) => active / cohort.customers)
  return sorted
}
