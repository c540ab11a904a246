import { hasText, type Locale, text } from '../catalogue.ts'
import type { Db } from '../connection.ts'
import type { StoredEvent } from '../events.ts'
import { refKey } from '../news.ts'
import { nilId } from '../principal.ts'

export interface TimelineItem {
  id: string
  at: Date
  actor: { name: string } | null
  type: string
  title: string
  data: Record<string, unknown>
  entity: string
  recordId: string
}

const pageSize = 50

/** What happened to a record and to those that name it, newest first; only of entities the reader may read. */
export async function timelineOf(
  db: Db,
  asked: {
    companyId: string
    entity: string
    id: string
    readable: readonly string[]
    before: { at: string; id: string } | undefined
    locale: Locale
  },
): Promise<{ items: TimelineItem[]; next: { at: string; id: string } | undefined }> {
  const events = await db.rows<StoredEvent & { atText: string }>(
    'kernel.timeline',
    `select id, type, entity, record_id, data, actor_id, actor_name, at,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_text
     from kernel.event
     where company_id = $1 and refs @> array[$2] and (entity = any($3) or entity = $4)
       and ($5::timestamptz is null or (at, id) < ($5::timestamptz, $6::uuid))
     order by at desc, id desc
     limit ${pageSize + 1}`,
    [
      asked.companyId,
      refKey({ entity: asked.entity, id: asked.id }),
      asked.readable,
      asked.entity,
      asked.before?.at ?? null,
      asked.before?.id ?? null,
    ],
  )
  const page = events.slice(0, pageSize)
  const last = events.length > pageSize ? page.at(-1) : undefined
  return {
    items: page.map((event) => ({
      id: event.id,
      at: event.at,
      actor: event.actorId === nilId ? null : { name: event.actorName },
      type: event.type,
      title: eventTitle(asked.locale, event.type, event.data),
      data: event.data,
      entity: event.entity,
      recordId: event.recordId,
    })),
    next: last && { at: last.atText, id: last.id },
  }
}

/**
 * The catalogue's sentence for an event: of the act its data names (`events.party.add-contact`), else of its type
 * (`events.order.confirmed`); the type itself when nobody wrote one.
 */
export function eventTitle(locale: Locale, type: string, data: Record<string, unknown>): string {
  const name = type.replace(/@\d+$/, '')
  const act = typeof data.action === 'string' ? `events.${data.action}` : ''
  if (hasText(locale, act)) return text(locale, act, data)
  const key = `events.${name}`
  return hasText(locale, key) ? text(locale, key, data) : name
}
