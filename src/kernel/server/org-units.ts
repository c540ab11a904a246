import { DomainError, notFound } from '../shared/errors.ts'
import { newId } from '../shared/ids.ts'
import { audit } from './audit.ts'
import type { Db } from './connection.ts'
import { emit } from './events.ts'
import type { Tx } from './transaction.ts'

/** A unit of the organisation: the frame by which access narrows whose records a person sees. */
export interface OrgUnit {
  id: string
  parentId: string | null
  code: string
  name: string
  nameEn: string
  version: number
}

export interface OrgUnitDraft {
  id?: string
  parentId: string | null
  code: string
  name: string
  nameEn: string
}

/** Every unit of a company, by code. */
export async function orgUnits(db: Db, companyId: string): Promise<OrgUnit[]> {
  return db.rows<OrgUnit>(
    'kernel.org_units',
    `select id, parent_id, code, name, name_en, version
     from kernel.org_unit
     where company_id = $1
     order by code`,
    [companyId],
  )
}

/** The given units of a company with everything below them; units of other companies are left out. */
async function orgUnitsWithBelow(db: Db, companyId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    'kernel.org_units_below',
    `with recursive below as (
       select id from kernel.org_unit where company_id = $1 and id = any($2)
       union
       select u.id from kernel.org_unit u join below b on u.parent_id = b.id
     )
     select id from below`,
    [companyId, ids],
  )
  return rows.map((row) => row.id)
}

/** Draws new units in one statement; a draft may name an earlier one of the same call as its parent. */
export async function createOrgUnits(tx: Tx, drafts: readonly OrgUnitDraft[]): Promise<OrgUnit[]> {
  const units: OrgUnit[] = drafts.map((draft) => ({ ...draft, id: draft.id ?? newId(), version: 1 }))
  const given = new Set(units.map((unit) => unit.id))
  const parents = units.map((unit) => unit.parentId).filter((id) => id !== null && !given.has(id))
  if (parents.length > 0) await requireUnits(tx, parents as string[])
  await tx.exec(
    'kernel.create_org_units',
    `insert into kernel.org_unit (id, company_id, parent_id, code, name, name_en, created_at)
     select u.id, $2, u.parent_id, u.code, u.name, u.name_en, $3
     from jsonb_to_recordset($1::jsonb) as u(id uuid, parent_id uuid, code text, name text, name_en text)`,
    [
      JSON.stringify(
        units.map(({ id, parentId, code, name, nameEn }) => ({
          id,
          parent_id: parentId,
          code,
          name,
          name_en: nameEn,
        })),
      ),
      tx.principal.companyId,
      tx.now,
    ],
  )
  for (const { id, version: _version, ...after } of units) tell(tx, { id, action: 'org-unit.create', after })
  return units
}

/** New words for a unit. Refuses with `kernel.stale` when someone was quicker. */
export async function renameOrgUnit(
  tx: Tx,
  change: { id: string; code: string; name: string; nameEn: string; version: number | undefined },
): Promise<void> {
  const before = await lockUnit(tx, change.id, change.version)
  await tx.exec(
    'kernel.rename_org_unit',
    'update kernel.org_unit set code = $2, name = $3, name_en = $4, version = version + 1 where id = $1',
    [change.id, change.code, change.name, change.nameEn],
  )
  tell(tx, {
    id: change.id,
    action: 'org-unit.rename',
    before: { code: before.code, name: before.name, nameEn: before.nameEn },
    after: { code: change.code, name: change.name, nameEn: change.nameEn },
  })
}

/** Hangs a unit under another, with all below it. Refuses with `kernel.org-unit-below-itself`. */
export async function moveOrgUnit(
  tx: Tx,
  move: { id: string; parentId: string | null; version: number | undefined },
): Promise<void> {
  // One move at a time in a company, so that two can never close a circle between them.
  await tx.rows('kernel.lock_company', 'select 1 from kernel.company where id = $1 for update', [
    tx.principal.companyId,
  ])
  const before = await lockUnit(tx, move.id, move.version)
  if (move.parentId !== null) {
    await requireUnits(tx, [move.parentId])
    const below = await orgUnitsWithBelow(tx, tx.principal.companyId, [move.id])
    if (below.includes(move.parentId))
      throw new DomainError('kernel.org-unit-below-itself', { name: before.name })
  }
  await tx.exec(
    'kernel.move_org_unit',
    'update kernel.org_unit set parent_id = $2, version = version + 1 where id = $1',
    [move.id, move.parentId],
  )
  tell(tx, {
    id: move.id,
    action: 'org-unit.move',
    before: { parentId: before.parentId },
    after: { parentId: move.parentId },
  })
}

/** Takes a unit off the chart; one that others hang under is refused. The caller answers for the people in it. */
export async function removeOrgUnit(
  tx: Tx,
  { id, version }: { id: string; version: number | undefined },
): Promise<void> {
  const before = await lockUnit(tx, id, version)
  const child = await tx.row(
    'kernel.org_unit_child',
    'select 1 from kernel.org_unit where parent_id = $1 limit 1',
    [id],
  )
  if (child) throw new DomainError('kernel.org-unit-has-units', { name: before.name }, 409)
  await tx.exec('kernel.remove_org_unit', 'delete from kernel.org_unit where id = $1', [id])
  tell(tx, { id, action: 'org-unit.remove', before: { code: before.code, name: before.name } })
}

async function lockUnit(tx: Tx, id: string, version: number | undefined): Promise<OrgUnit> {
  const unit = await tx.row<OrgUnit>(
    'kernel.lock_org_unit',
    `select id, parent_id, code, name, name_en, version
     from kernel.org_unit
     where id = $1 and company_id = $2
     for update`,
    [id, tx.principal.companyId],
  )
  if (!unit) throw notFound('org-unit', id)
  if (version !== undefined && version !== unit.version) {
    throw new DomainError('kernel.stale', { version: unit.version }, 412)
  }
  return unit
}

/** Every id names a unit of the caller's company, or the whole call is refused. */
export async function requireUnits(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    'kernel.require_org_units',
    'select id from kernel.org_unit where company_id = $1 and id = any($2) for share',
    [tx.principal.companyId, ids],
  )
  const known = new Set(rows.map((row) => row.id))
  const unknown = ids.find((id) => !known.has(id))
  if (unknown !== undefined) throw notFound('org-unit', unknown)
}

function tell(tx: Tx, news: { id: string; action: string; before?: object; after?: object }): void {
  audit(tx, { action: news.action, entity: 'org-unit', id: news.id, before: news.before, after: news.after })
  emit(tx, {
    type: 'org-unit.changed@1',
    subject: { entity: 'org-unit', id: news.id },
    data: { action: news.action },
  })
}
