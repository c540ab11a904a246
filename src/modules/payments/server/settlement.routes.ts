import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { present } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { settlementEntity } from '../shared/bank-line.ts'
import { settleAcquirers } from './settlement.service.ts'

const maxItems = 1000

export function settlementRoutes(app: FastifyInstance): void {
  listRoute(app, settlementEntity, {
    url: '/settlements',
    summary: 'What acquirers paid out',
    permission: 'payment.read',
    defaultSort: '-settledOn',
  })

  query(app, {
    url: '/settlements/:id',
    summary: 'A payout with the payments and refunds it is made of',
    permission: 'payment.read',
    params: z.object({ id: z.uuid() }),
    response: z.looseObject({
      id: z.uuid(),
      items: z.array(z.record(z.string(), z.unknown())),
      actions: z.array(z.never()),
    }),
    async run(db, { params, principal }) {
      const row = await db.row<object>(
        'payments.settlement_by_id',
        'select * from payments.settlement where id = $1 and company_id = $2',
        [params.id, principal.companyId],
      )
      if (!row) throw notFound('settlement', params.id)
      const items = await db.rows<object>(
        'payments.settlement_items',
        `select id as payment_id, number, order_number, order_id, 'capture' as kind, captured_minor as amount_minor, currency, business_date
         from payments.payment where settlement_id = $1
         union all
         select p.id, p.number, p.order_number, p.order_id, 'refund', -r.amount_minor, r.currency, r.business_date
         from payments.refund r join payments.payment p on p.id = r.payment_id
         where r.settlement_id = $1
         order by business_date, number
         limit ${maxItems}`,
        [params.id],
      )
      return { ...present(row), items: items.map(present), version: 1, actions: [] }
    },
  })

  command(app, {
    url: '/settlements',
    summary: 'Take in what acquirers owe for the days before today',
    permission: 'payment.manage-provider',
    status: 201,
    body: z.object({}),
    response: z.object({ settlementIds: z.array(z.uuid()) }),
    async run(tx) {
      const answer = await settleAcquirers(tx, businessDate(tx))
      audit(tx, {
        action: 'settlement.take-in',
        entity: 'company',
        id: tx.principal.companyId,
        after: answer,
      })
      return answer
    },
  })
}
