import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { periodEntity } from '../shared/records.ts'
import { openPeriods } from './books.ts'
import { periods } from './period.service.ts'

const record = z.object({
  id: z.uuid(),
  code: z.string(),
  startsOn: z.iso.date(),
  endsOn: z.iso.date(),
  state: z.enum(['open', 'closed']),
  closedAt: z.iso.datetime().nullable(),
  closedBy: z.string().nullable(),
  version: z.number(),
  actions: z.array(offeredActionSchema),
})

interface PeriodRow {
  id: string
  companyId: string
  code: string
  startsOn: string
  endsOn: string
  state: string
  closedAt: Date | null
  closedBy: string | null
  version: number
}

export function periodRoutes(app: FastifyInstance): void {
  listRoute(app, periodEntity, {
    url: '/periods',
    summary: 'Accounting periods',
    permission: 'ledger.read',
    defaultSort: '-startsOn',
  })

  query(app, {
    url: '/periods/:id',
    summary: 'An accounting period',
    permission: 'ledger.read',
    params: z.object({ id: z.uuid() }),
    response: record,
    async run(db, { params, principal }) {
      const row = await db.row<PeriodRow>(
        'ledger.period_by_id',
        `select p.id, p.company_id, p.code, p.starts_on, p.ends_on, p.state, p.closed_at, p.closed_by, p.version
         from ledger.period p where p.id = $1 and p.company_id = $2`,
        [params.id, principal.companyId],
      )
      if (!row) throw notFound('period', params.id)
      const { companyId: _company, ...shown } = row
      return { ...shown, actions: actionsOf(periods, row, principal) }
    },
  })

  command(app, {
    url: '/periods',
    summary: 'Open the twelve periods of a year',
    permission: 'ledger.close-period',
    status: 201,
    body: z.object({ year: z.number().int().min(1990).max(2200) }),
    response: z.object({ opened: z.number() }),
    async run(tx, { body, principal }) {
      const opened = await openPeriods(tx, {
        companyId: principal.companyId,
        fromYear: body.year,
        toYear: body.year,
      })
      audit(tx, {
        action: 'period.open-year',
        entity: 'company',
        id: principal.companyId,
        after: { year: body.year, opened },
      })
      return { opened }
    },
  })

  transitionRoutes(app, '/periods', periods)
}
