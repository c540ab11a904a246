import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { rewind } from '../../../kernel/server/consumers.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { tradeNow } from './trade.queries.ts'
import { tradeReaction } from './trade.reaction.ts'
import { clearTrade } from './trade.store.ts'

const money = z.object({ amount: z.string(), currency: z.string() })
const placed = z.looseObject({ orders: z.string(), placed: money })
const waiting = z.looseObject({
  count: z.string(),
  items: z.array(z.looseObject({ id: z.uuid(), number: z.string() })),
})

const tradeShown = z.object({
  asOf: z.iso.datetime(),
  currency: z.string(),
  today: placed,
  yesterdaySoFar: placed,
  lastWeekSoFar: placed,
  month: placed,
  lastMonthSoFar: placed,
  days: z.array(placed),
  hours: z.array(z.object({ hour: z.number(), today: money.nullable(), yesterday: money })),
  channels: z.array(placed),
  products: z.array(
    z.looseObject({ variantId: z.uuid(), sku: z.string(), quantity: z.string(), placed: money }),
  ),
  states: z.array(z.object({ state: z.string(), orders: z.string() })),
  exceptions: z.object({
    waitingForPayment: waiting,
    onHold: waiting,
    lateShipments: waiting,
    deadLetters: waiting,
  }),
})

/** `/api/v1/analytics`: figures made of the event stream. */
export function tradeRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/trade',
    summary: "Today's trade, what it is compared to, and what has waited too long",
    permission: 'trade.read',
    response: tradeShown,
    run: (db, { principal }) => tradeNow(db, principal, new Date()),
  })
  command(app, {
    url: '/trade/rebuild',
    summary: 'Count all trade anew from the first event',
    description:
      'Figures start at nothing and fill up again as the stream is read; no event is lost or counted twice.',
    permission: 'trade.rebuild',
    status: 202,
    response: z.object({ started: z.literal(true) }),
    async run(tx) {
      await rewind(tx, tradeReaction.name)
      await clearTrade(tx)
      return { started: true }
    },
  })
}
