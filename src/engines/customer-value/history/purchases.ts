import { CustomerValueError } from '../customer-value.error.ts'
import type { PurchaseSummary } from '../lifetime/purchase-summary.ts'

/**
 * Purchases, column by column, in any order. Row i is one purchase (an order, not a line of it). Returns and
 * cancellations are the caller's business: leave them out, or give the net amount of the order.
 */
export interface Purchases {
  /** How many customers there are; they are numbered from 0. */
  customers: number
  customer: Int32Array
  /** Days since 1970-01-01 in the company's zone. */
  day: Int32Array
  /** Minor units of one currency. */
  amountMinor: BigInt64Array
}

/** Purchases of each customer together, oldest first: rows `order[start[c]] … order[start[c + 1] − 1]` are c's. */
export interface PurchaseIndex {
  start: Uint32Array
  order: Uint32Array
}

const customersMost = 50_000_000
/** Days a calendar of any company knows: about the years 0 to 9999. */
const earliestDay = -720_000
const latestDay = 2_940_000

/** @throws CustomerValueError `customer-value.input.option-out-of-range` where it is no whole day. */
export function requireDay(option: string, day: number): void {
  if (!(Number.isInteger(day) && day >= earliestDay && day <= latestDay))
    throw new CustomerValueError('customer-value.input.option-out-of-range', { option, value: day })
}

/** @throws CustomerValueError `customer-value.input.*` with the row. */
export function indexPurchases({ customers, customer, day, amountMinor }: Purchases): PurchaseIndex {
  const rows = customer.length
  if (rows === 0) throw new CustomerValueError('customer-value.input.empty', { what: 'purchases' })
  if (!(Number.isInteger(customers) && customers >= 1 && customers <= customersMost))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'customers',
      value: customers,
      most: customersMost,
    })
  if (day.length !== rows || amountMinor.length !== rows)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      customer: rows,
      day: day.length,
      amountMinor: amountMinor.length,
    })
  const start = new Uint32Array(customers + 1)
  for (let row = 0; row < rows; row++) {
    const who = customer[row] as number
    if (who < 0 || who >= customers)
      throw new CustomerValueError('customer-value.input.value-out-of-range', {
        row,
        customer: who,
        customers,
      })
    const on = day[row] as number
    if (on < earliestDay || on > latestDay)
      throw new CustomerValueError('customer-value.input.value-out-of-range', { row, day: on })
    start[who + 1] = (start[who + 1] as number) + 1
  }
  for (let who = 0; who < customers; who++)
    start[who + 1] = (start[who + 1] as number) + (start[who] as number)
  // By day first; spreading them over the customers keeps that order.
  const byDay = rowsByDay(day)
  const next = start.slice()
  const order = new Uint32Array(rows)
  for (const row of byDay) {
    const who = customer[row] as number
    const place = next[who] as number
    order[place] = row
    next[who] = place + 1
  }
  return { start, order }
}

export interface SummarisedPurchases {
  /** Customer of each row: those with a purchase by the cut, in rising order. */
  customer: Int32Array
  /** Times in units of `unitDays` days. */
  summary: PurchaseSummary
  /** Mean amount of the repeat purchase days in minor units, a double; 0 without any. */
  meanSpend: Float64Array
}

/**
 * Summarises purchases up to and including a day for the buyer models. Purchases of one day count as one, with their
 * amounts added, as Fader and Hardie count: the first day opens the history, each further day repeats.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function summarisePurchases(
  purchases: Purchases,
  { untilDay, unitDays = 7 }: { untilDay: number; unitDays?: number },
): SummarisedPurchases {
  requireDay('untilDay', untilDay)
  if (!(unitDays > 0 && unitDays <= latestDay))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'unitDays',
      value: unitDays,
    })
  const { start, order } = indexPurchases(purchases)
  const { day, amountMinor, customers } = purchases
  const who: number[] = []
  const frequency: number[] = []
  const recency: number[] = []
  const age: number[] = []
  const spend: number[] = []
  for (let customer = 0; customer < customers; customer++) {
    const from = start[customer] as number
    const to = start[customer + 1] as number
    const first = from < to ? (day[order[from] as number] as number) : Number.POSITIVE_INFINITY
    if (first > untilDay) continue
    let repeats = 0
    let last = first
    let sum = 0
    for (let place = from; place < to; place++) {
      const row = order[place] as number
      const on = day[row] as number
      if (on > untilDay) break
      if (on > last) {
        repeats++
        last = on
      }
      if (on > first) sum += Number(amountMinor[row])
    }
    who.push(customer)
    frequency.push(repeats)
    recency.push((last - first) / unitDays)
    age.push((untilDay - first) / unitDays)
    spend.push(repeats === 0 ? 0 : sum / repeats)
  }
  return {
    customer: Int32Array.from(who),
    summary: {
      frequency: Int32Array.from(frequency),
      recency: Float64Array.from(recency),
      age: Float64Array.from(age),
    },
    meanSpend: Float64Array.from(spend),
  }
}

/** Rows in the order of their days, those of one day in their own order. */
function rowsByDay(day: Int32Array): Uint32Array {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const on of day) {
    first = Math.min(first, on)
    last = Math.max(last, on)
  }
  // Days of a business lie close together, so counting them is quicker than comparing; nonsense far apart is sorted.
  if (last - first > daysToCount) {
    const rows = Uint32Array.from(day.keys())
    return rows.sort((one, other) => (day[one] as number) - (day[other] as number) || one - other)
  }
  const next = new Uint32Array(last - first + 2)
  for (const on of day) next[on - first + 1] = (next[on - first + 1] as number) + 1
  for (let at = 1; at < next.length; at++) next[at] = (next[at] as number) + (next[at - 1] as number)
  const rows = new Uint32Array(day.length)
  for (let row = 0; row < day.length; row++) {
    const at = (day[row] as number) - first
    const place = next[at] as number
    rows[place] = row
    next[at] = place + 1
  }
  return rows
}

const daysToCount = 1_000_000
