import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { present } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import { logPersonalDataRead, maskRow } from '../../../kernel/server/personal-data.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { currencyCode, minor } from '../../../kernel/shared/money.ts'
import { bankLineEntity } from '../shared/bank-line.ts'
import { type BankLine, bankLines } from './bank-line.service.ts'
import { readStatementText, type StatementLine } from './statement-text.ts'

const idParams = z.object({ id: z.uuid() })
const maxLines = 1000
const amount = z.object({ amount: z.string(), currency: z.string() })

const importBody = z.object({
  currency: currencyCode(),
  /** Rows pasted from the bank: date, payer, amount, memo, by tab. */
  text: z.string().max(500_000).optional(),
  lines: z
    .array(
      z.object({
        bookedOn: z.iso.date(),
        amountMinor: minor(),
        payer: z.string().max(100),
        memo: z.string().max(300).default(''),
        /** The bank's own number of the line, if it gives one. */
        reference: z.string().max(100).optional(),
      }),
    )
    .max(maxLines)
    .optional(),
})

export function bankLineRoutes(app: FastifyInstance): void {
  listRoute(app, bankLineEntity, {
    url: '/bank-lines',
    summary: 'Receipts on the bank account and what they were matched to',
    permission: 'payment.match-bank',
    defaultSort: '-bookedOn',
  })

  query(app, {
    url: '/bank-lines/:id',
    summary: 'A receipt with the intents it may pay, likeliest first',
    permission: 'payment.match-bank',
    params: idParams,
    response: z.object({
      id: z.uuid(),
      bookedOn: z.iso.date(),
      payer: z.string(),
      memo: z.string(),
      amount,
      state: z.string(),
      paymentId: z.uuid().nullable(),
      matchedByName: z.string().nullable(),
      version: z.number(),
      currency: z.string(),
      candidates: z.array(
        z.object({
          id: z.uuid(),
          number: z.string(),
          orderId: z.uuid(),
          orderNumber: z.string().nullable(),
          amount,
          currency: z.string(),
          createdAt: z.iso.datetime(),
          likeness: z.number(),
        }),
      ),
      actions: z.array(offeredActionSchema),
    }),
    async run(db, { params, principal, request }) {
      const line = await db.row<BankLine>(
        'payments.bank_line_by_id',
        `select id, company_id, booked_on, payer, memo, amount_minor, currency, state, payment_id, matched_by_name, version
         from payments.bank_line where id = $1 and company_id = $2`,
        [params.id, principal.companyId],
      )
      if (!line) throw notFound('bank-line', params.id)
      const candidates =
        line.state === 'open'
          ? await db.rows<object>('payments.bank_candidates', candidatesSql, [
              line.companyId,
              line.currency,
              line.amountMinor,
              `${line.payer} ${line.memo}`,
            ])
          : []
      // Likeness is found by what the bank said in full; what is shown follows the rules on personal data.
      const shown = { ...line } as unknown as Record<string, unknown>
      await logPersonalDataRead(db, {
        principal,
        entity: bankLineEntity.name,
        recordIds: [line.id],
        fields: maskRow(bankLineEntity, shown, principal),
        purpose: 'bank-line',
        ip: request.ip,
      })
      return {
        ...present(shown),
        candidates: candidates.map(present),
        actions: actionsOf(bankLines, line, principal),
      }
    },
  })

  command(app, {
    url: '/bank-lines',
    summary: 'Enter receipts from a bank statement',
    description:
      'A line that was entered before is counted and left alone, so a statement may be pasted twice.',
    permission: 'payment.match-bank',
    status: 201,
    body: importBody,
    response: z.object({
      entered: z.number(),
      known: z.number(),
      refused: z.array(z.object({ row: z.number(), text: z.string() })),
    }),
    async run(tx, { body }) {
      const pasted = body.text === undefined ? undefined : readStatementText(body.text, body.currency)
      const lines = [...(body.lines ?? []), ...(pasted?.lines ?? [])]
      if (lines.length > maxLines) throw new DomainError('payment.too-many-lines', { max: maxLines })
      const entered = await enter(tx, body.currency, lines)
      audit(tx, {
        action: 'bank-line.import',
        entity: 'company',
        id: tx.principal.companyId,
        after: { entered },
      })
      return { entered, known: lines.length - entered, refused: pasted?.refused ?? [] }
    },
  })

  transitionRoutes(app, '/bank-lines', bankLines)
}

async function enter(
  tx: Tx,
  currency: string,
  lines: readonly (StatementLine & { reference?: string | undefined })[],
): Promise<number> {
  const keys = importKeys(currency, lines)
  return tx.exec(
    'payments.enter_bank_lines',
    `insert into payments.bank_line
       (id, company_id, booked_on, amount_minor, currency, payer, memo, import_key, state, created_at)
     select id, $1, booked_on, amount, $2, payer, memo, import_key, 'open', $3
     from unnest($4::uuid[], $5::date[], $6::bigint[], $7::text[], $8::text[], $9::text[])
       as l(id, booked_on, amount, payer, memo, import_key)
     on conflict (company_id, import_key) do nothing`,
    [
      tx.principal.companyId,
      currency,
      tx.now,
      lines.map(() => newId()),
      lines.map((line) => line.bookedOn),
      lines.map((line) => line.amountMinor),
      lines.map((line) => line.payer),
      lines.map((line) => line.memo),
      keys,
    ],
  )
}

/** Two equal receipts of one day are two; the n-th of them in one statement is the n-th in the next as well. */
function importKeys(
  currency: string,
  lines: readonly (StatementLine & { reference?: string | undefined })[],
): string[] {
  const seen = new Map<string, number>()
  return lines.map((line) => {
    if (line.reference) return `ref:${line.reference}`
    const words = [currency, line.bookedOn, line.amountMinor, line.payer, line.memo].join('|')
    const nth = (seen.get(words) ?? 0) + 1
    seen.set(words, nth)
    return createHash('sha256').update(`${words}|${nth}`).digest('base64url').slice(0, 32)
  })
}

const candidatesSql = `
select p.id, p.number, p.order_id, p.order_number, p.amount_minor, p.currency, p.created_at,
  (case when p.amount_minor = $3 then 2 else 0 end
    + case when p.order_number is not null and position(p.order_number in $4) > 0 then 3 else 0 end
    + case when position(p.number in $4) > 0 then 3 else 0 end)::int as likeness
from payments.payment p
where p.company_id = $1 and p.currency = $2 and p.method = 'bank' and p.state = 'pending'
  and not exists (select 1 from payments.bank_line b where b.payment_id = p.id)
order by likeness desc, abs(p.amount_minor - $3), p.created_at desc
limit 30`
