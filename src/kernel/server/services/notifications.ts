import { newId } from '../../shared/ids.ts'
import type { Db } from '../connection.ts'
import { emit } from '../events.ts'
import type { Principal } from '../principal.ts'
import type { Tx } from '../transaction.ts'

/** News for people: catalogue keys with their values, and the screen it leads to. */
export interface Notice {
  /** Catalogue key of the title, and of a second line. */
  title: string
  body?: string
  data?: Record<string, string | number>
  path?: string
}

export interface StoredNotice {
  id: string
  at: Date
  titleKey: string
  bodyKey: string | null
  data: Record<string, unknown>
  path: string | null
  readAt: Date | null
}

/** Notices older than this are no longer shown. */
const shownDays = 90

/** Tells these people, or whoever holds the permission when it is read. Commits with the act it tells of. */
export async function notify(
  tx: Tx,
  notice: Notice & ({ userIds: readonly string[] } | { permission: string }),
): Promise<void> {
  const addressees =
    'userIds' in notice
      ? notice.userIds.map((userId) => ({ user_id: userId, permission: null }))
      : [{ user_id: null, permission: notice.permission }]
  if (addressees.length === 0) return
  const rows = addressees.map((addressee) => ({ ...addressee, id: newId() }))
  await tx.exec(
    'kernel.notify',
    `insert into kernel.notification (id, company_id, user_id, permission, title_key, body_key, data, path, at)
     select id, $2, user_id, permission, $3, $4, $5::jsonb, $6, $7
     from jsonb_to_recordset($1::jsonb) as n(id uuid, user_id uuid, permission text)`,
    [
      JSON.stringify(rows),
      tx.principal.companyId,
      notice.title,
      notice.body ?? null,
      JSON.stringify(notice.data ?? {}),
      notice.path ?? null,
      tx.now,
    ],
  )
  for (const row of rows) {
    emit(tx, {
      type: 'notification.sent@1',
      subject: { entity: 'notification', id: row.id },
      refs: row.user_id ? [{ entity: 'user', id: row.user_id }] : [],
      data: row.permission ? { permission: row.permission } : {},
    })
  }
}

export async function notificationsOf(
  db: Db,
  principal: Principal,
  limit: number,
): Promise<{ items: StoredNotice[]; unread: number }> {
  const items = await db.rows<StoredNotice & { unread: bigint }>(
    'kernel.notifications_of',
    `select n.id, n.at, n.title_key, n.body_key, n.data, n.path, r.read_at,
       count(*) filter (where r.read_at is null) over () as unread
     from kernel.notification n
     left join kernel.notification_reading r on r.notification_id = n.id and r.user_id = $2
     where n.company_id = $1 and n.at > now() - make_interval(days => ${shownDays})
       and (n.user_id = $2 or n.permission = any($3))
     order by n.at desc, n.id desc
     limit $4`,
    [principal.companyId, principal.id, [...principal.permissions], limit],
  )
  return { items, unread: Number(items[0]?.unread ?? 0n) }
}

/** Marks one, or all that the person may see, as read; answers how many were new. */
export async function markRead(tx: Tx, id: string | null): Promise<number> {
  return tx.exec(
    'kernel.mark_read',
    `insert into kernel.notification_reading (notification_id, user_id, read_at)
     select n.id, $2, $4 from kernel.notification n
     where n.company_id = $1 and (n.user_id = $2 or n.permission = any($3)) and ($5::uuid is null or n.id = $5)
     on conflict do nothing`,
    [tx.principal.companyId, tx.principal.id, [...tx.principal.permissions], tx.now, id],
  )
}
