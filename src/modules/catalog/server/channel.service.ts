import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { CategoryDraft, ChannelDraft } from '../shared/channel.ts'

const batchLimit = 1000

/** Creates channels or changes those whose code is there. Answers their ids in the order given. */
export async function createChannels(
  tx: Tx,
  drafts: readonly ChannelDraft[],
  options: { onlyNew?: boolean } = {},
): Promise<{ id: string; code: string }[]> {
  const rows = await tx.rows<{ id: string; code: string; fresh: boolean }>(
    'catalog.create_channels',
    `insert into catalog.channel as c
       (id, company_id, code, name, name_en, kind, currency, prices_include_tax, active, created_at)
     select d.id, $1, d.code, d.name, d.name_en, d.kind, d.currency, d.prices_include_tax, d.active, $2
     from jsonb_to_recordset($3::jsonb) as d(
       id uuid, code text, name text, name_en text, kind text, currency text, prices_include_tax boolean, active boolean)
     on conflict (company_id, code) do update
     set name = excluded.name, name_en = excluded.name_en, kind = excluded.kind, currency = excluded.currency,
       prices_include_tax = excluded.prices_include_tax, active = excluded.active, version = c.version + 1
     returning id, code, version = 1 as fresh`,
    [
      tx.principal.companyId,
      tx.now,
      JSON.stringify(
        once(drafts).map((draft) => ({
          id: newId(),
          code: draft.code,
          name: draft.name,
          name_en: draft.nameEn ?? draft.name,
          kind: draft.kind,
          currency: draft.currency,
          prices_include_tax: draft.pricesIncludeTax,
          active: draft.active ?? true,
        })),
      ),
    ],
  )
  tell(tx, { entity: 'channel', rows, ...options })
  return inOrder(drafts, rows)
}

/**
 * Creates categories or changes those whose code is there. A parent may stand in the same call, before its children.
 * Refuses `category.unknown-parent`.
 */
export async function createCategories(
  tx: Tx,
  drafts: readonly CategoryDraft[],
  options: { onlyNew?: boolean } = {},
): Promise<{ id: string; code: string }[]> {
  const known = await tx.rows<{ id: string; code: string }>(
    'catalog.categories_by_code',
    'select id, code from catalog.category where company_id = $1 and code = any($2)',
    [tx.principal.companyId, drafts.flatMap((draft) => [draft.code, draft.parentCode ?? draft.code])],
  )
  const ids = new Map(known.map((row) => [row.code, row.id]))
  const values = once(drafts).map((draft) => {
    const parentId = draft.parentCode ? ids.get(draft.parentCode) : null
    if (parentId === undefined) throw new DomainError('category.unknown-parent', { code: draft.parentCode })
    const id = ids.get(draft.code) ?? newId()
    ids.set(draft.code, id)
    return {
      id,
      parent_id: parentId,
      code: draft.code,
      name: draft.name,
      name_en: draft.nameEn ?? draft.name,
      position: draft.position ?? 0,
    }
  })
  const rows = await tx.rows<{ id: string; code: string; fresh: boolean }>(
    'catalog.create_categories',
    `insert into catalog.category as c (id, company_id, parent_id, code, name, name_en, position, created_at)
     select d.id, $1, d.parent_id, d.code, d.name, d.name_en, d.position, $2
     from jsonb_to_recordset($3::jsonb) as d(
       id uuid, parent_id uuid, code text, name text, name_en text, position int)
     on conflict (company_id, code) do update
     set parent_id = excluded.parent_id, name = excluded.name, name_en = excluded.name_en,
       position = excluded.position, version = c.version + 1
     returning id, code, version = 1 as fresh`,
    [tx.principal.companyId, tx.now, JSON.stringify(values)],
  )
  await refuseCircle(tx)
  tell(tx, { entity: 'category', rows, ...options })
  return inOrder(drafts, rows)
}

/** A category under one of its own would hang from nothing and be lost from every tree. */
async function refuseCircle(tx: Tx): Promise<void> {
  const row = await tx.row<{ code: string }>(
    'catalog.category_circle',
    `with recursive reached as (
       select id from catalog.category where company_id = $1 and parent_id is null
       union all
       select c.id from catalog.category c join reached r on c.parent_id = r.id
     )
     select code from catalog.category
     where company_id = $1 and id not in (select id from reached)
     limit 1`,
    [tx.principal.companyId],
  )
  if (row) throw new DomainError('category.under-itself', { code: row.code })
}

function once<Draft extends { code: string }>(drafts: readonly Draft[]): readonly Draft[] {
  if (drafts.length > batchLimit) throw new DomainError('kernel.too-many', { max: batchLimit })
  const codes = new Set<string>()
  for (const { code } of drafts) {
    if (codes.has(code)) throw new DomainError('catalog.code-twice', { code })
    codes.add(code)
  }
  return drafts
}

function tell(
  tx: Tx,
  news: { entity: string; rows: readonly { id: string; code: string; fresh: boolean }[]; onlyNew?: boolean },
): void {
  const { entity, onlyNew } = news
  for (const { id, code, fresh } of news.rows) {
    if (onlyNew && !fresh) throw new DomainError('catalog.code-taken', { code }, 409)
    emit(tx, {
      type: `${entity}.${fresh ? 'created' : 'changed'}@1`,
      subject: { entity, id },
      data: { code },
    })
    audit(tx, { action: `${entity}.${fresh ? 'create' : 'change'}`, entity, id, after: { code } })
  }
}

function inOrder(
  drafts: readonly { code: string }[],
  rows: readonly { id: string; code: string }[],
): { id: string; code: string }[] {
  const ids = new Map(rows.map((row) => [row.code, row.id]))
  return drafts.map(({ code }) => ({ id: ids.get(code) ?? '', code }))
}
