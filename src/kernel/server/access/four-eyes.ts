import type { z } from 'zod'
import { assert, DomainError, forbidden, notFound } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { audit } from '../audit.ts'
import type { Db } from '../connection.ts'
import { emit } from '../events.ts'
import { plain } from '../news.ts'
import { may, type Principal } from '../principal.ts'
import type { Tx } from '../transaction.ts'

/** An act that two people must want. Declared once by the module that owns it. */
export interface FourEyes<Payload> {
  kind: string
  permission: string
  /**
   * Files the act for a second person. Validates the payload with the kind's schema; answers the request's id. The caller
   * answers 202 and does nothing yet.
   */
  request(
    tx: Tx,
    draft: { entity: string; recordId: string; payload: Payload; reason: string },
  ): Promise<string>
}

export interface FourEyesRequest {
  id: string
  companyId: string
  kind: string
  entity: string
  recordId: string
  payload: Record<string, unknown>
  reason: string
  state: 'waiting' | 'approved' | 'refused' | 'withdrawn'
  requestedBy: string
  requestedByName: string
  requestedAt: Date
}

export interface FourEyesListed extends Omit<FourEyesRequest, 'companyId'> {
  decidedByName: string | null
  decidedAt: Date | null
  decisionReason: string | null
  decidable: boolean
}

interface Kind {
  kind: string
  /** What the second person must hold. */
  permission: string
  payload: z.ZodType
  /** Does the act, in the approver's transaction; must check its own conditions again, as time has passed. */
  run(tx: Tx, payload: never, request: FourEyesRequest): Promise<void>
}

const kinds = new Map<string, Kind>()

/**
 * `export const largeRefund = defineFourEyes({ kind: 'payment.refund', permission: 'payment.approve-refund', payload, run })`,
 * then `await largeRefund.request(tx, …)` where the limit is passed.
 */
export function defineFourEyes<Schema extends z.ZodType>(declaration: {
  kind: string
  permission: string
  payload: Schema
  run(tx: Tx, payload: z.output<Schema>, request: FourEyesRequest): Promise<void>
}): FourEyes<z.input<Schema>> {
  assert(!kinds.has(declaration.kind), `four eyes ${declaration.kind} is declared twice`)
  kinds.set(declaration.kind, declaration as unknown as Kind)
  return {
    kind: declaration.kind,
    permission: declaration.permission,
    async request(tx, draft) {
      declaration.payload.parse(draft.payload)
      const id = newId()
      await tx.exec(
        'kernel.request_four_eyes',
        `insert into kernel.four_eyes_request
           (id, company_id, kind, entity, record_id, payload, reason, requested_by, requested_by_name, requested_at)
         values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10)`,
        [
          id,
          tx.principal.companyId,
          declaration.kind,
          draft.entity,
          draft.recordId,
          JSON.stringify(plain(draft.payload)),
          draft.reason,
          personOf(tx.principal),
          tx.principal.name,
          tx.now,
        ],
      )
      note(
        tx,
        'request',
        { id, kind: declaration.kind, entity: draft.entity, recordId: draft.recordId },
        draft.reason,
      )
      return id
    },
  }
}

/** What waits for a person or was asked for by them, the newest first. */
export function fourEyesRequests(
  db: Db,
  principal: Principal,
  state: string | null,
): Promise<FourEyesListed[]> {
  const decidable = [...kinds.values()]
    .filter((kind) => may(principal, kind.permission))
    .map((kind) => kind.kind)
  return db.rows<FourEyesListed>(
    'kernel.four_eyes_requests',
    `select id, kind, entity, record_id, payload, reason, state, requested_by, requested_by_name, requested_at,
       decided_by_name, decided_at, decision_reason,
       state = 'waiting' and kind = any($3) and requested_by <> $2 as decidable
     from kernel.four_eyes_request
     where company_id = $1 and (kind = any($3) or requested_by = $2) and ($4::text is null or state = $4)
     order by requested_at desc, id desc
     limit 200`,
    [principal.companyId, personOf(principal), decidable, state],
  )
}

/**
 * Approves and does the act at once, or refuses it. The one who asked never decides, not by a key of theirs either
 * (`access.self-approval`); only one decision counts (`access.already-decided`).
 */
export async function decideFourEyes(
  tx: Tx,
  decision: { id: string; approve: boolean; reason: string | null },
): Promise<void> {
  const request = await lock(tx, decision.id)
  const kind = kinds.get(request.kind)
  if (!kind) throw new DomainError('access.unknown-four-eyes', { kind: request.kind })
  if (!may(tx.principal, kind.permission)) throw forbidden(kind.permission)
  if (personOf(tx.principal) === request.requestedBy) throw new DomainError('access.self-approval', {}, 403)
  if (tx.principal.kind === 'system') throw new DomainError('access.self-approval', {}, 403)
  await settle(tx, request, decision.approve ? 'approved' : 'refused', decision.reason)
  if (decision.approve) await kind.run(tx, kind.payload.parse(request.payload) as never, request)
}

/** The one who asked takes it back. */
export async function withdrawFourEyes(tx: Tx, id: string): Promise<void> {
  const request = await lock(tx, id)
  if (personOf(tx.principal) !== request.requestedBy) throw new DomainError('access.not-requester', {}, 403)
  await settle(tx, request, 'withdrawn', null)
}

/** The person answerable for what a principal does; a key answers to its maker. */
export function personOf(principal: Principal): string {
  return principal.userId ?? principal.id
}

async function lock(tx: Tx, id: string): Promise<FourEyesRequest> {
  const request = await tx.row<FourEyesRequest>(
    'kernel.lock_four_eyes',
    `select id, company_id, kind, entity, record_id, payload, reason, state, requested_by, requested_by_name, requested_at
     from kernel.four_eyes_request where id = $1 and company_id = $2 for update`,
    [id, tx.principal.companyId],
  )
  if (!request) throw notFound('four-eyes-request', id)
  if (request.state !== 'waiting')
    throw new DomainError('access.already-decided', { state: request.state }, 409)
  return request
}

async function settle(
  tx: Tx,
  request: FourEyesRequest,
  state: 'approved' | 'refused' | 'withdrawn',
  reason: string | null,
): Promise<void> {
  await tx.exec(
    'kernel.settle_four_eyes',
    `update kernel.four_eyes_request
     set state = $2, decided_by = $3, decided_by_name = $4, decided_at = $5, decision_reason = $6, version = version + 1
     where id = $1`,
    [request.id, state, personOf(tx.principal), tx.principal.name, tx.now, reason],
  )
  note(tx, state, request, reason ?? undefined)
}

function note(
  tx: Tx,
  step: 'request' | 'approved' | 'refused' | 'withdrawn',
  request: { id: string; kind: string; entity: string; recordId: string },
  reason: string | undefined,
): void {
  audit(tx, {
    action: `four-eyes.${step}`,
    entity: request.entity,
    id: request.recordId,
    after: { kind: request.kind, request: request.id },
    reason,
  })
  const past = step === 'request' ? 'requested' : step
  emit(tx, {
    type: `four-eyes.${past}@1`,
    subject: { entity: 'four-eyes-request', id: request.id },
    refs: [{ entity: request.entity, id: request.recordId }],
    data: { kind: request.kind, reason: reason ?? null },
  })
}
