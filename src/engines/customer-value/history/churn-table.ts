import { CustomerValueError } from '../customer-value.error.ts'
import { firstDayOfPeriod, type PeriodKind, periodOfDay, requirePeriod } from './calendar-periods.ts'
import { indexPurchases, type Purchases, requireDay } from './purchases.ts'

/**
 * What became of the customer base in a period. opening + joined + returned − lapsed = closing, and closing is the
 * opening of the next.
 */
export interface ChurnPeriod {
  /** Days since 1970-01-01. */
  firstDay: number
  lastDay: number
  /** Active as the period began. */
  opening: number
  /** First purchase ever in the period. */
  joined: number
  /** Had lapsed before the period, bought again in it. */
  returned: number
  /** Active as the period began, and not any more at its end. */
  lapsed: number
  closing: number
  /** lapsed / opening; undefined without opening customers. */
  churnRate: number | undefined
}

const longestPeriodDays = { week: 7, month: 31, quarter: 92 }
const periodsMost = 5_000

/**
 * Opening, joining, returning, lapsing by period, where a customer counts as active for `lapseDays` days from each
 * purchase on (the day of purchase included). Trade without contract has no other sign of leaving; the models in
 * `lifetime/` give the probability instead of the verdict.
 * @throws CustomerValueError `customer-value.input.*`; `lapseDays` below the longest period would let customers come
 *   and go unseen within one, and is refused.
 */
export function churnTable(
  purchases: Purchases,
  { period, lapseDays, untilDay }: { period: PeriodKind; lapseDays: number; untilDay: number },
): ChurnPeriod[] {
  requirePeriod(period)
  requireDay('untilDay', untilDay)
  requireDay('lapseDays', lapseDays)
  if (!(Number.isInteger(lapseDays) && lapseDays >= longestPeriodDays[period]))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'lapseDays',
      value: lapseDays,
      least: longestPeriodDays[period],
    })
  const { start, order } = indexPurchases(purchases)
  const { day, customers } = purchases
  let firstDay = Number.POSITIVE_INFINITY
  for (const value of day) firstDay = Math.min(firstDay, value)
  if (firstDay > untilDay) return []
  const first = periodOfDay(period, firstDay)
  // A period still running at the cut would show lapses that have not happened: only whole periods are told.
  const count = periodOfDay(period, untilDay + 1) - first
  if (count > periodsMost)
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'period',
      periods: count,
    })
  const joined = new Int32Array(count + 1)
  const returned = new Int32Array(count + 1)
  const lapsed = new Int32Array(count + 1)
  const at = (on: number) => Math.min(count, periodOfDay(period, on) - first)
  const add = (counts: Int32Array, index: number) => {
    counts[index] = (counts[index] as number) + 1
  }
  for (let who = 0; who < customers; who++) {
    // The first day on which the customer, as far as read, is no longer active.
    let spellEnds = Number.NEGATIVE_INFINITY
    let spells = 0
    for (let place = start[who] as number; place < (start[who + 1] as number); place++) {
      const on = day[order[place] as number] as number
      if (on > untilDay) break
      if (spells === 0) add(joined, at(on))
      else if (on >= spellEnds && at(on) !== at(spellEnds)) {
        // Lapsing and coming back within one period is, seen from its ends, no lapse.
        add(lapsed, at(spellEnds))
        add(returned, at(on))
      }
      spells++
      spellEnds = on + lapseDays
    }
    if (spells > 0) add(lapsed, at(spellEnds))
  }
  const table: ChurnPeriod[] = []
  let opening = 0
  for (let index = 0; index < count; index++) {
    const closing =
      opening + (joined[index] as number) + (returned[index] as number) - (lapsed[index] as number)
    table.push({
      firstDay: firstDayOfPeriod(period, first + index),
      lastDay: firstDayOfPeriod(period, first + index + 1) - 1,
      opening,
      joined: joined[index] as number,
      returned: returned[index] as number,
      lapsed: lapsed[index] as number,
      closing,
      churnRate: opening > 0 ? (lapsed[index] as number) / opening : undefined,
    })
    opening = closing
  }
  return table
}
