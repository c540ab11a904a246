import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { declare, requirePermission } from '../../../kernel/server/http/house.ts'
import { present } from '../../../kernel/server/http/present.ts'
import { shapeError } from '../../../kernel/server/http/problem.ts'
import { contextOf } from '../../../kernel/server/http/routes.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { availability } from '../../inventory/api.ts'
import { orderDraft } from '../shared/order.ts'
import { priceOrders } from './order.pricing.ts'
import { customersOf } from './order-intake.service.ts'
import type { Placement } from './order-intake.types.ts'

const money = z.object({ amount: z.string(), currency: z.string() })

/** What of an order draft decides its price; how it will be paid does not. */
const quoteDraft = orderDraft.pick({
  channel: true,
  partyId: true,
  currency: true,
  lines: true,
  discount: true,
  shippingFee: true,
})
type QuoteDraft = z.output<typeof quoteDraft>

const quoted = z.object({
  currency: z.string(),
  net: money,
  vat: money,
  discount: money,
  total: money,
  lines: z.array(
    z.looseObject({
      lineNo: z.number(),
      variantId: z.uuid().nullable(),
      sku: z.string(),
      name: z.string().nullable(),
      quantity: z.string(),
      unitPrice: z.string(),
      taxClass: z.string(),
      discount: money,
      net: money,
      vat: money,
      total: money,
      /** What the channel may promise now; null where nothing is stocked. */
      available: z.string().nullable(),
    }),
  ),
})

/** `POST /orders/quote`: what an order would cost and whether stock is there, without leaving a trace. */
export function quoteRoute(app: FastifyInstance): void {
  declare(app, {
    method: 'POST',
    url: '/orders/quote',
    summary: 'Price an order without placing it',
    description: 'The same arithmetic as the capture itself. Reserves nothing and keeps nothing.',
    permission: 'order.create',
    body: quoteDraft,
    response: quoted,
    status: 200,
    example: { channel: 'phone', lines: [{ sku: 'TEA-0001', quantity: '2' }] },
  })
  app.post('/orders/quote', async (request) => {
    requirePermission(request, 'order.create')
    const draft = quoteDraft.safeParse(request.body)
    if (!draft.success) throw shapeError(draft.error, 'body')
    return app.house.database.transaction(contextOf(request), (tx) => quoteOrder(tx, draft.data))
  })
}

/** Refuses as the capture would: order.unknown-product, order.no-price, order.discount-too-large, order.price-not-allowed. */
async function quoteOrder(tx: Tx, draft: QuoteDraft): Promise<Record<string, unknown>> {
  const placement: Placement = {
    id: newId(),
    number: '',
    draft: { ...draft, payment: { terms: 'on-account' }, draft: false },
    act: { principal: tx.principal, traceId: tx.traceId },
  }
  const customers = await customersOf(tx, [placement])
  const [priced] = await priceOrders(tx, [placement], customers, businessDate(tx))
  if (priced === undefined) throw new DomainError('kernel.try-again', {}, 503)
  if (priced instanceof DomainError) throw priced
  const { lines, ...sums } = priced
  const stocked = lines.flatMap((line) => (line.kind === 'goods' && line.variantId ? [line.variantId] : []))
  const channel = { companyId: tx.principal.companyId, code: draft.channel }
  const stock = await availability(tx, [...new Set(stocked)], channel)
  const promised = new Map(stock.map((row) => [row.variantId, row.promise.toString()]))
  return {
    ...present(sums),
    lines: lines.map(
      ({
        lineNo,
        kind,
        variantId,
        sku,
        name,
        quantity,
        unitPrice,
        taxClass,
        discountMinor,
        netMinor,
        vatMinor,
        totalMinor,
      }) => ({
        ...present({
          lineNo,
          kind,
          variantId,
          sku,
          name,
          unitPrice,
          taxClass,
          discountMinor,
          netMinor,
          vatMinor,
          totalMinor,
          currency: sums.currency,
        }),
        quantity: quantity.toString(),
        available: kind === 'goods' ? (promised.get(variantId ?? '') ?? '0') : null,
      }),
    ),
  }
}
