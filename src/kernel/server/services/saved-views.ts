import { DomainError, notFound } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import type { Db } from '../connection.ts'
import type { Principal } from '../principal.ts'
import type { Tx } from '../transaction.ts'

/** A list as someone likes to see it: the query of its URL and its columns. */
export interface SavedView {
  id: string
  name: string
  query: Record<string, string>
  columns: string[] | null
  shared: boolean
  mine: boolean
}

export interface ViewDraft {
  entity: string
  name: string
  query: Record<string, string>
  columns?: string[] | undefined
  shared: boolean
}

const maxViews = 200

export function viewsOf(db: Db, principal: Principal, entity: string): Promise<SavedView[]> {
  return db.rows(
    'kernel.views_of',
    `select id, name, query, columns, shared, user_id = $2 as mine
     from kernel.saved_view
     where company_id = $1 and entity = $3 and (user_id = $2 or shared)
     order by name, id
     limit ${maxViews}`,
    [principal.companyId, principal.id, entity],
  )
}

/** Keeps a view under its name; the same name replaces one's earlier view. */
export async function saveView(tx: Tx, draft: ViewDraft): Promise<SavedView> {
  const row = await tx.row<SavedView>(
    'kernel.save_view',
    `insert into kernel.saved_view as v (id, company_id, user_id, entity, name, query, columns, shared, created_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9)
     on conflict on constraint saved_view_name_is_unique do update
     set query = excluded.query, columns = excluded.columns, shared = excluded.shared
     returning id, name, query, columns, shared, true as mine`,
    [
      newId(),
      tx.principal.companyId,
      tx.principal.id,
      draft.entity,
      draft.name,
      JSON.stringify(draft.query),
      draft.columns ? JSON.stringify(draft.columns) : null,
      draft.shared,
      tx.now,
    ],
  )
  return row as SavedView
}

export async function removeView(tx: Tx, id: string): Promise<void> {
  const view = await tx.row<{ userId: string; shared: boolean }>(
    'kernel.view_owner',
    'select user_id, shared from kernel.saved_view where id = $1 and company_id = $2 for update',
    [id, tx.principal.companyId],
  )
  const mine = view?.userId === tx.principal.id
  if (!view || (!mine && !view.shared)) throw notFound('view', id)
  if (!mine) throw new DomainError('view.not-yours', {}, 403)
  await tx.exec('kernel.remove_view', 'delete from kernel.saved_view where id = $1', [id])
}
