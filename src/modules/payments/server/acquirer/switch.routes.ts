import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../../kernel/server/audit.ts'
import { command, query } from '../../../../kernel/server/http/routes.ts'
import { merchantOf } from './acquirer.ts'

const faults = z.object({
  outage: z.boolean().meta({ description: 'Answers nothing at all.' }),
  declineCode: z.string().max(60).nullable().meta({ description: 'Declines every card with this code.' }),
  delayMs: z.number().int().min(0).max(600_000).meta({ description: 'Sends its messages so much later.' }),
  copies: z.number().int().min(1).max(5).meta({ description: 'Sends each message so often.' }),
  shuffle: z.boolean().meta({ description: 'Sends messages in any order.' }),
})

/** The test bench of the embedded acquirer: faults on demand, and its outbox. */
export function switchRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/acquirer/switches',
    summary: 'The faults the embedded acquirer shows now, and its newest messages',
    permission: 'payment.manage-provider',
    response: z.object({
      faults,
      messages: z.array(
        z.object({
          id: z.uuid(),
          type: z.string(),
          merchantRef: z.uuid(),
          state: z.string(),
          tries: z.number(),
          dueAt: z.iso.datetime(),
          error: z.string().nullable(),
        }),
      ),
    }),
    async run(db, { principal }) {
      const { outage, declineCode, delayMs, copies, shuffle } = await merchantOf(
        app.house.database,
        principal.companyId,
      )
      return {
        faults: { outage, declineCode, delayMs, copies, shuffle },
        messages: await db.rows(
          'payments.acquirer_messages',
          `select id, payload->>'type' as type, payload->'payment'->>'merchantRef' as merchant_ref, state, tries, due_at, error
           from payments.acquirer_message where company_id = $1
           order by created_at desc, id desc
           limit 50`,
          [principal.companyId],
        ),
      }
    },
  })

  command(app, {
    method: 'PUT',
    url: '/acquirer/switches',
    summary: 'Let the embedded acquirer fail on demand',
    permission: 'payment.manage-provider',
    body: faults,
    response: faults,
    async run(tx, { body, principal }) {
      await merchantOf(app.house.database, principal.companyId)
      await tx.exec(
        'payments.acquirer_switch',
        `update payments.acquirer_merchant
         set outage = $2, decline_code = $3, delay_ms = $4, copies = $5, shuffle = $6 where company_id = $1`,
        [principal.companyId, body.outage, body.declineCode, body.delayMs, body.copies, body.shuffle],
      )
      audit(tx, { action: 'acquirer.switch', entity: 'company', id: principal.companyId, after: body })
      return body
    },
  })
}
