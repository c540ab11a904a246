import { newId } from '../shared/ids.ts'
import type { Principal } from './principal.ts'

/** What was done to which record. `before` and `after` carry only the fields that changed. */
export interface AuditDraft {
  action: string
  entity: string
  id: string
  before?: unknown
  after?: unknown
  reason?: string | undefined
}

/** A record an event speaks of; timelines of that record show the event. */
export interface RecordRef {
  entity: string
  id: string
}

/** News of a transaction. `type` carries its version: `order.confirmed@1`. */
export interface EventDraft {
  type: `${string}@${number}`
  subject: RecordRef
  /** Other records whose timelines show this event: the customer, the order of a payment. */
  refs?: readonly RecordRef[]
  data: Record<string, unknown>
}

/** The act that makes news: who, when, and under which trace. */
interface Act {
  principal: Principal
  now: Date
  traceId: string
  ip?: string | undefined
}

export function eventRow(act: Act, draft: EventDraft): unknown {
  const { principal } = act
  return {
    id: newId(),
    company_id: principal.companyId,
    type: draft.type,
    entity: draft.subject.entity,
    record_id: draft.subject.id,
    refs: [draft.subject, ...(draft.refs ?? [])].map(refKey),
    data: plain(draft.data),
    actor_id: principal.id,
    actor_name: principal.name,
    trace_id: act.traceId,
    at: act.now,
  }
}

export function auditRow(act: Act, draft: AuditDraft): unknown {
  const { principal } = act
  return {
    id: newId(),
    company_id: principal.companyId,
    at: act.now,
    actor_kind: principal.kind,
    actor_id: principal.id,
    actor_name: principal.name,
    action: draft.action,
    entity: draft.entity,
    record_id: draft.id,
    before: plain(draft.before),
    after: plain(draft.after),
    reason: draft.reason ?? null,
    trace_id: act.traceId,
    ip: act.ip ?? null,
  }
}

/** How a record is named in `event.refs`, where timelines look it up. */
export function refKey(ref: RecordRef): string {
  return `${ref.entity}:${ref.id}`
}

/** Amounts are bigint in code and text in the trail. */
export function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'bigint') return value.toString()
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

export const flushNewsSql = `
with news as (
  insert into kernel.event (id, company_id, type, entity, record_id, refs, data, actor_id, actor_name, trace_id, at)
  select id, company_id, type, entity, record_id, refs, data, actor_id, actor_name, trace_id, at
  from jsonb_to_recordset($1::jsonb) as e(
    id uuid, company_id uuid, type text, entity text, record_id uuid, refs text[], data jsonb,
    actor_id uuid, actor_name text, trace_id text, at timestamptz)
)
insert into kernel.audit_entry
  (id, company_id, at, actor_kind, actor_id, actor_name, action, entity, record_id, before, after, reason, trace_id, ip)
select id, company_id, at, actor_kind, actor_id, actor_name, action, entity, record_id, before, after, reason, trace_id, ip
from jsonb_to_recordset($2::jsonb) as a(
  id uuid, company_id uuid, at timestamptz, actor_kind text, actor_id uuid, actor_name text, action text, entity text,
  record_id uuid, before jsonb, after jsonb, reason text, trace_id text, ip text)`
