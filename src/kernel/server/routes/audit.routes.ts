import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { defineEntity } from '../../shared/entity.ts'
import { anchorFile, readAnchors } from '../audit-chain-anchor.ts'
import { verifyAudit } from '../audit-chain-verify.ts'
import { listRoute } from '../http/list-route.ts'
import { directRoute } from './direct-route.ts'

export const readAudit = 'audit.read'

const auditEntity = defineEntity({
  name: 'audit-entry',
  table: 'kernel.audit_entry',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    at: z.date().meta({ filter: true, sort: true }),
    actorKind: z
      .enum(['user', 'key', 'system', 'customer', 'anonymous'])
      .meta({ filter: true, words: 'actorKind' }),
    actorId: z.uuid().meta({ filter: true }),
    actorName: z.string().meta({ search: true }),
    action: z.string().meta({ filter: true, search: true }),
    entity: z.string().meta({ filter: true }),
    recordId: z.uuid().meta({ filter: true }),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
    reason: z.string().nullable().meta({ search: true }),
    traceId: z.string().meta({ filter: true }),
    ip: z.string().nullable(),
  }),
})

const faultKinds = [
  'changed',
  'removed',
  'inserted',
  'reordered',
  'link-changed',
  'link-removed',
  'tail-cut',
  'rewritten',
] as const

/** Who did what to which record, and whether the trail is still the one that was written. */
export function auditRoutes(app: FastifyInstance): void {
  const { database } = app.house

  listRoute(app, auditEntity, {
    url: '/audit',
    summary: 'Who did what, when, on which record',
    permission: readAudit,
    defaultSort: '-at',
  })

  directRoute(app, {
    url: '/audit/verify',
    summary: 'Recompute the audit chain and hold it against its anchors',
    permission: readAudit,
    body: z.object({}),
    response: z.object({
      checked: z.string(),
      waiting: z.string(),
      anchors: z.number(),
      faults: z.array(
        z.object({ kind: z.enum(faultKinds), seq: z.string().nullable(), entryId: z.string().nullable() }),
      ),
    }),
    async run() {
      const file = anchorFile()
      const anchors = file ? await readAnchors(file) : []
      const { checked, waiting, faults } = await verifyAudit(database, anchors)
      return {
        checked: String(checked),
        waiting: String(waiting),
        anchors: anchors.length,
        faults: faults.map((fault) => ({ ...fault, seq: fault.seq === null ? null : String(fault.seq) })),
      }
    },
  })
}
