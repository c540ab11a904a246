import type { Db } from '../../../kernel/server/connection.ts'
import type { ListQuery } from '../../../kernel/server/http/list-query.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { type WarehouseFacts, warehouses } from './warehouse.service.ts'

/** Warehouses a person may see: those of their units, and those that belong to none. */
export async function warehousesOf(db: Db, principal: Principal): Promise<WarehouseFacts[]> {
  const all = await warehouses(db, principal.companyId)
  const { orgUnitIds } = principal
  if (orgUnitIds === null) return all
  return all.filter(({ orgUnitId }) => orgUnitId === null || orgUnitIds.includes(orgUnitId))
}

/** The warehouses of the given ids; one of another company or outside the person's units is not there (404). */
export async function requireWarehouses(
  db: Db,
  principal: Principal,
  ids: readonly string[],
): Promise<Map<string, WarehouseFacts>> {
  const known = new Map((await warehousesOf(db, principal)).map((warehouse) => [warehouse.id, warehouse]))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw notFound('warehouse', missing)
  return known
}

/** Lists follow the same rule. */
export function narrowToUnits(_db: Db, { parts }: ListQuery, { orgUnitIds }: Principal): void {
  if (orgUnitIds === null) return
  parts.where(`(org_unit_id is null or org_unit_id = any(${parts.value(orgUnitIds)}::uuid[]))`)
}
