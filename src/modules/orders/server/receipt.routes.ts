import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { zoneOf } from '../../../kernel/server/company-clock.ts'
import { query } from '../../../kernel/server/http/routes.ts'
import { letterheadOf } from '../../../kernel/server/identity/profile.ts'
import { sendFile } from '../../../kernel/server/services/files/send-file.ts'
import { setting } from '../../../kernel/server/services/settings.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { shopSeller } from '../../catalog/api.ts'
import { takenFor } from '../../payments/api.ts'
import { readOrder } from './order.store.ts'
import { receipt } from './receipt.ts'

/** What the customer takes along from the counter. */
export function receiptRoute(app: FastifyInstance): void {
  query(app, {
    url: '/orders/:id/receipt.pdf',
    summary: 'The receipt of an order as PDF, for paper 80 mm wide',
    description: 'Refuses with order.nothing-paid (422) before any money was taken.',
    permission: 'order.read',
    params: z.object({ id: z.string().max(40) }),
    produces: 'application/pdf',
    async run(db, { params, principal, reply }) {
      const { companyId, locale } = principal
      const order = await readOrder(db, companyId, params.id)
      if (!order) throw notFound('order', params.id)
      const taken = await takenFor(db, order.id)
      if (taken.length === 0) throw new DomainError('order.nothing-paid', { number: order.number })
      const company = await letterheadOf(db, companyId)
      const { representative, address, phone } = await setting(db, companyId, shopSeller)
      const name = locale === 'en' ? company.nameEn : company.name
      const pdf = await receipt({
        order,
        seller: { name, businessNumber: company.businessNumber, representative, address, phone },
        taken,
        locale,
        timeZone: await zoneOf(db, companyId),
      })
      const file = { name: `receipt-${order.number}.pdf`, contentType: 'application/pdf', inline: true }
      return sendFile(reply, file).send(pdf)
    },
  })
}
