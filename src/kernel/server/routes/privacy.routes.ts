import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { defineEntity } from '../../shared/entity.ts'
import { DomainError } from '../../shared/errors.ts'
import { isId } from '../../shared/ids.ts'
import { listRoute } from '../http/list-route.ts'
import { reveal, revealPersonalData } from '../personal-data.ts'
import { readAudit } from './audit.routes.ts'
import { directRoute } from './direct-route.ts'

const accessLogEntity = defineEntity({
  name: 'personal-data-access',
  table: 'kernel.personal_data_access',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    at: z.date().meta({ filter: true, sort: true }),
    actorKind: z.string().meta({ filter: true }),
    actorId: z.uuid().meta({ filter: true }),
    actorName: z.string(),
    entity: z.string().meta({ filter: true }),
    recordIds: z.array(z.uuid()),
    fields: z.array(z.string()),
    purpose: z.string(),
    ip: z.string().nullable(),
  }),
})

/** Whose data was read, by whom and what for; and reading one field of it with a reason. */
export function privacyRoutes(app: FastifyInstance): void {
  listRoute(app, accessLogEntity, {
    url: '/personal-data-log',
    summary: 'Who read whose personal data (개인정보 접속기록); `q` is the id of the record that was read',
    permission: readAudit,
    defaultSort: '-at',
    search(_db, { parts }, q) {
      if (!isId(q)) throw new DomainError('kernel.bad-query', {}, 400)
      parts.where(`record_ids @> array[${parts.value(q)}::uuid]`)
    },
  })

  directRoute(app, {
    url: '/personal-data/reveal',
    summary: 'Show one masked field of one record, for a reason that is logged',
    permission: revealPersonalData,
    body: z.object({
      entity: z.string().min(1).max(60),
      id: z.uuid(),
      field: z.string().min(1).max(60),
      reason: z.string().trim().min(3).max(500),
    }),
    response: z.object({ value: z.string() }),
    async run({ body, request }) {
      const { principal, ip } = request
      return { value: await reveal(app.house.database, app.house, { ...body, principal, ip }) }
    },
  })
}
