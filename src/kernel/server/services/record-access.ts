import { DomainError, forbidden, notFound } from '../../shared/errors.ts'
import type { Db } from '../connection.ts'
import type { House } from '../http/house.ts'
import { may, type Principal } from '../principal.ts'

/**
 * The permission that reads an entity's records, from the module's own word, its list route or its search source. An
 * entity of which nobody says so is read by nobody.
 */
export function readPermissionOf(house: House, entity: string): string | undefined {
  for (const module of house.modules) {
    const permission = module.reads?.[entity]
    if (permission) return permission
  }
  return (
    house.records.get(entity)?.permission ??
    house.modules.flatMap((module) => module.search ?? []).find((source) => source.entity === entity)
      ?.permission
  )
}

/** Every entity whose records the principal may read. */
export function readableEntities(house: House, principal: Principal): string[] {
  return knownEntities(house).filter((entity) => {
    const permission = readPermissionOf(house, entity)
    return permission !== undefined && may(principal, permission)
  })
}

/** Refuses with 403 who may not read such records, with 404 who may not see this one. */
export async function requireReadable(
  db: Db,
  house: House,
  { entity, id, principal }: { entity: string; id: string; principal: Principal },
): Promise<void> {
  const permission = readPermissionOf(house, entity)
  if (permission === undefined) throw new DomainError('kernel.unknown-entity', { entity }, 404)
  if (!may(principal, permission)) throw forbidden(permission)
  if (!(await isVisible(db, house, { entity, id, principal }))) throw notFound(entity, id)
}

async function isVisible(
  db: Db,
  house: House,
  { entity, id, principal }: { entity: string; id: string; principal: Principal },
): Promise<boolean> {
  const access = house.records.get(entity)
  if (!access) return principal.orgUnitIds === null || isFindable(db, entity, id, principal)
  const conditions = ['id = $1']
  const values: unknown[] = [id]
  if (access.ofCompany) conditions.push(`company_id = $${values.push(principal.companyId)}`)
  if (access.orgUnitColumn && principal.orgUnitIds !== null) {
    conditions.push(`${access.orgUnitColumn} = any($${values.push(principal.orgUnitIds)}::uuid[])`)
  }
  const row = await db.row(
    '',
    `select 1 as seen from ${access.table} where ${conditions.join(' and ')}`,
    values,
  )
  return row !== undefined
}

/** Without a table to ask, a person who sees only some units sees what the search would show. */
async function isFindable(db: Db, entity: string, id: string, principal: Principal): Promise<boolean> {
  const row = await db.row(
    'kernel.is_findable',
    `select 1 as seen from kernel.search_document
     where entity = $1 and record_id = $2 and company_id = $3 and (org_unit_id is null or org_unit_id = any($4::uuid[]))`,
    [entity, id, principal.companyId, principal.orgUnitIds],
  )
  return row !== undefined
}

function knownEntities(house: House): string[] {
  return [
    ...new Set([
      ...house.modules.flatMap((module) => Object.keys(module.reads ?? {})),
      ...house.records.keys(),
      ...house.modules.flatMap((module) => (module.search ?? []).map((source) => source.entity)),
    ]),
  ]
}
