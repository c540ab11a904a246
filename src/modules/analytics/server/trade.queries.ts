import type { Db } from '../../../kernel/server/connection.ts'
import { present } from '../../../kernel/server/http/present.ts'
import { companiesOf } from '../../../kernel/server/identity/profile.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { deadLetters } from '../../../kernel/server/services/dead-letters.ts'
import { addDays, dateInZone } from '../../../kernel/shared/calendar.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { channels } from '../../catalog/api.ts'
import { openWork } from '../../orders/api.ts'
import { slotOf } from './trade.reaction.ts'

const chartDays = 30
const topProductCount = 8
const deadLettersCounted = 100

interface Figures {
  orders: bigint
  placedMinor: bigint
  cancelledOrders: bigint
  cancelledMinor: bigint
  returnedMinor: bigint
  capturedMinor: bigint
  refundedMinor: bigint
  parcels: bigint
}

/**
 * The day's trade at a glance, in the company's own currency: figures with what they are compared to, their makeup,
 * and what has waited too long. Comparisons with an earlier day stop at the same time of that day.
 */
export async function tradeNow(db: Db, principal: Principal, now: Date): Promise<Record<string, unknown>> {
  const { companyId } = principal
  const company = (await companiesOf(db, principal)).find((candidate) => candidate.id === companyId)
  if (!company) throw notFound('company', companyId)
  const { currency, timeZone } = company
  const today = dateInZone(now, timeZone)
  const slot = slotOf(now, timeZone)
  const scope = { companyId, currency }
  const [days, moments, byChannel, products, work, known, dead] = await Promise.all([
    daysOf(db, { ...scope, from: addDays(today, -62), to: today }),
    momentsOf(db, { ...scope, days: [today, addDays(today, -1), addDays(today, -7)] }),
    channelsOf(db, { ...scope, from: today, to: today }),
    productsOf(db, { ...scope, from: monthStart(today), to: today }),
    openWork(db, { companyId, now }),
    channels(db, companyId),
    deadLetters(db, { companyId, states: ['dead'], limit: deadLettersCounted }),
  ])
  const money = (figures: Record<string, unknown>) => present({ ...figures, currency })
  const upTo = (on: string) => momentsUpTo(moments, on, slot)
  const names = new Map(known.map((channel) => [channel.code, channel]))
  return {
    asOf: now,
    currency,
    today: money({ on: today, ...(days.get(today) ?? none) }),
    yesterdaySoFar: money({ on: addDays(today, -1), ...upTo(addDays(today, -1)) }),
    lastWeekSoFar: money({ on: addDays(today, -7), ...upTo(addDays(today, -7)) }),
    month: money({ from: monthStart(today), ...sumOf(days, monthStart(today), today) }),
    lastMonthSoFar: money({
      from: lastMonth(today).from,
      ...sumOf(days, lastMonth(today).from, lastMonth(today).to),
    }),
    days: Array.from({ length: chartDays }, (_, index) => addDays(today, index - chartDays + 1)).map((on) =>
      money({ on, ...(days.get(on) ?? none) }),
    ),
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      today:
        hour * 6 <= slot ? amount(momentsUpTo(moments, today, hour * 6 + 5).placedMinor, currency) : null,
      yesterday: amount(momentsUpTo(moments, addDays(today, -1), hour * 6 + 5).placedMinor, currency),
    })),
    channels: byChannel.map((row) =>
      money({
        ...row,
        name: names.get(row.channelCode)?.name ?? row.channelCode,
        nameEn: names.get(row.channelCode)?.nameEn ?? row.channelCode,
      }),
    ),
    products: products.map((row) => money({ ...row })),
    states: work.states,
    exceptions: {
      waitingForPayment: { ...work.waitingForPayment, items: work.waitingForPayment.items.map(present) },
      onHold: { ...work.onHold, items: work.onHold.items.map(present) },
      lateShipments: work.lateShipments,
      deadLetters: { count: BigInt(dead.length), items: [] },
    },
  }
}

const none: Figures = {
  orders: 0n,
  placedMinor: 0n,
  cancelledOrders: 0n,
  cancelledMinor: 0n,
  returnedMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  parcels: 0n,
}

interface Span {
  companyId: string
  currency: string
  from: string
  to: string
}

async function daysOf(db: Db, { companyId, currency, from, to }: Span): Promise<Map<string, Figures>> {
  const rows = await db.rows<Figures & { on: string }>(
    'analytics.days',
    `select business_date as on, sum(orders)::bigint as orders, sum(placed_minor)::bigint as placed_minor,
       sum(cancelled_orders)::bigint as cancelled_orders, sum(cancelled_minor)::bigint as cancelled_minor,
       sum(returned_minor)::bigint as returned_minor, sum(captured_minor)::bigint as captured_minor,
       sum(refunded_minor)::bigint as refunded_minor, sum(parcels)::bigint as parcels
     from analytics.trade_day
     where company_id = $1 and currency = $2 and business_date between $3 and $4
     group by business_date`,
    [companyId, currency, from, to],
  )
  return new Map(rows.map(({ on, ...figures }) => [on, figures]))
}

interface Moment {
  on: string
  slot: number
  orders: bigint
  placedMinor: bigint
}

function momentsOf(
  db: Db,
  { companyId, currency, days }: { companyId: string; currency: string; days: readonly string[] },
): Promise<Moment[]> {
  return db.rows<Moment>(
    'analytics.moments',
    `select business_date as on, slot, orders, placed_minor from analytics.trade_slot
     where company_id = $1 and currency = $2 and business_date = any($3::date[])`,
    [companyId, currency, days],
  )
}

function channelsOf(
  db: Db,
  { companyId, currency, from, to }: Span,
): Promise<{ channelCode: string; orders: bigint; placedMinor: bigint }[]> {
  return db.rows(
    'analytics.channels',
    `select channel_code, sum(orders)::bigint as orders, sum(placed_minor)::bigint as placed_minor
     from analytics.trade_day
     where company_id = $1 and currency = $2 and business_date between $3 and $4
     group by channel_code having sum(orders) > 0
     order by 3 desc, 1`,
    [companyId, currency, from, to],
  )
}

function productsOf(
  db: Db,
  { companyId, currency, from, to }: Span,
): Promise<{ variantId: string; sku: string; name: string | null; quantity: bigint; placedMinor: bigint }[]> {
  return db.rows(
    'analytics.products',
    `select variant_id, max(sku) as sku, max(name) as name, sum(quantity)::bigint as quantity,
       sum(placed_minor)::bigint as placed_minor
     from analytics.product_day
     where company_id = $1 and currency = $2 and business_date between $3 and $4
     group by variant_id
     order by 5 desc, 1
     limit $5`,
    [companyId, currency, from, to, topProductCount],
  )
}

/** What had been placed by the end of a slot. */
function momentsUpTo(
  moments: readonly Moment[],
  on: string,
  slot: number,
): { orders: bigint; placedMinor: bigint } {
  const sum = { orders: 0n, placedMinor: 0n }
  for (const moment of moments) {
    if (moment.on !== on || moment.slot > slot) continue
    sum.orders += moment.orders
    sum.placedMinor += moment.placedMinor
  }
  return sum
}

function sumOf(days: ReadonlyMap<string, Figures>, from: string, to: string): Figures {
  const sum = { ...none }
  for (const [on, figures] of days) {
    if (on < from || on > to) continue
    for (const key of Object.keys(sum) as (keyof Figures)[]) sum[key] += figures[key]
  }
  return sum
}

function monthStart(on: string): string {
  return `${on.slice(0, 8)}01`
}

/** The same days of the month before; its last day where that one is shorter. */
function lastMonth(today: string): { from: string; to: string } {
  const end = addDays(monthStart(today), -1)
  const from = monthStart(end)
  const to = addDays(from, Number(today.slice(8)) - 1)
  // biome-ignore lint/complexity/useMathMinMax: these are dates, which compare as text.
  return { from, to: to > end ? end : to }
}

function amount(minor: bigint, currency: string): { amount: string; currency: string } {
  return { amount: minor.toString(), currency }
}
