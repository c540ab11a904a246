import { DomainError, forbidden, notFound } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { audit } from '../audit.ts'
import type { Db } from '../connection.ts'
import type { Tx } from '../transaction.ts'
import { emptyPattern, expandPatterns } from './permission-patterns.ts'

/** A role that comes with the house. */
export interface RoleTemplate {
  code: string
  name: string
  nameEn: string
  /** Permissions or patterns: `order.*`, `*.read`, `*`. */
  permissions: readonly string[]
}

export interface Role {
  id: string
  code: string
  name: string
  nameEn: string
  builtIn: boolean
  version: number
  permissions: string[]
}

/** Brings the built-in roles of one company to what the templates say; roles of its own making stay. */
export async function syncRoles(
  tx: Tx,
  companyId: string,
  templates: readonly RoleTemplate[],
): Promise<void> {
  await tx.exec(
    'kernel.sync_roles',
    `insert into kernel.role as r (id, company_id, code, name, name_en, built_in, created_at)
     select id, $1, code, name, name_en, true, $3
     from jsonb_to_recordset($2::jsonb) as t(id uuid, code text, name text, name_en text)
     on conflict (company_id, code) do update set name = excluded.name, name_en = excluded.name_en
     where r.built_in and (r.name, r.name_en) is distinct from (excluded.name, excluded.name_en)`,
    [
      companyId,
      JSON.stringify(
        templates.map((each) => ({ id: newId(), code: each.code, name: each.name, name_en: each.nameEn })),
      ),
      tx.now,
    ],
  )
  const pairs = templates.flatMap((each) =>
    each.permissions.map((permission) => ({ code: each.code, permission })),
  )
  await tx.exec(
    'kernel.sync_role_permissions',
    `with wanted as (
       select r.id as role_id, t.permission
       from jsonb_to_recordset($2::jsonb) as t(code text, permission text)
       join kernel.role r on r.company_id = $1 and r.code = t.code and r.built_in
     ), gone as (
       delete from kernel.role_permission p
       using kernel.role r
       where r.id = p.role_id and r.company_id = $1 and r.built_in and r.code = any($3)
         and not exists (select from wanted w where w.role_id = p.role_id and w.permission = p.permission)
     )
     insert into kernel.role_permission (role_id, permission)
     select role_id, permission from wanted on conflict do nothing`,
    [companyId, JSON.stringify(pairs), templates.map((each) => each.code)],
  )
}

export function rolesOf(db: Db, companyId: string): Promise<Role[]> {
  return db.rows<Role>(
    'kernel.roles',
    `select r.id, r.code, r.name, r.name_en, r.built_in, r.version,
       array(select permission from kernel.role_permission p where p.role_id = r.id order by 1) as permissions
     from kernel.role r
     where r.company_id = $1
     order by r.built_in desc, r.code`,
    [companyId],
  )
}

/** Makes or changes a role of the company's own. Nobody writes into a role what they may not do themselves. */
export async function saveRole(
  tx: Tx,
  role: {
    id?: string | undefined
    code: string
    name: string
    nameEn: string
    permissions: readonly string[]
  },
  declared: readonly string[],
): Promise<string> {
  const empty = emptyPattern(role.permissions, declared)
  if (empty !== undefined) throw new DomainError('access.unknown-permission', { permission: empty })
  requireWithinOwn(tx, expandPatterns(role.permissions, declared))
  const { companyId } = tx.principal
  const before = role.id ? await ownRole(tx, role.id) : undefined
  if (before) requireWithinOwn(tx, expandPatterns(before.permissions, declared))
  const id = before?.id ?? newId()
  await tx.exec(
    'kernel.save_role',
    `insert into kernel.role (id, company_id, code, name, name_en, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update
     set code = excluded.code, name = excluded.name, name_en = excluded.name_en, version = kernel.role.version + 1`,
    [id, companyId, role.code, role.name, role.nameEn, tx.now],
  )
  await tx.exec('kernel.clear_role_permissions', 'delete from kernel.role_permission where role_id = $1', [
    id,
  ])
  await tx.exec(
    'kernel.add_role_permissions',
    'insert into kernel.role_permission (role_id, permission) select distinct $1::uuid, unnest($2::text[])',
    [id, role.permissions],
  )
  audit(tx, {
    action: before ? 'role.change' : 'role.create',
    entity: 'role',
    id,
    before: before && { code: before.code, permissions: before.permissions },
    after: { code: role.code, permissions: role.permissions },
  })
  return id
}

export async function deleteRole(tx: Tx, id: string): Promise<void> {
  const role = await ownRole(tx, id)
  const held = await tx.row(
    'kernel.role_in_use',
    'select 1 from kernel.user_role where role_id = $1 limit 1',
    [id],
  )
  if (held) throw new DomainError('access.role-in-use', { role: role.code }, 409)
  await tx.exec('kernel.delete_role', 'delete from kernel.role where id = $1', [id])
  audit(tx, {
    action: 'role.delete',
    entity: 'role',
    id,
    before: { code: role.code, permissions: role.permissions },
  })
}

/**
 * Gives a person exactly these roles in the tx's company, in all given units; `null` is the whole company. Every role
 * of a person has the same reach, because a right held in one unit must not work in another. Nobody changes their own
 * roles (`access.own-roles`) or gives more than they have (`access.beyond-own`).
 */
export async function giveRoles(
  tx: Tx,
  gift: { userId: string; roles: readonly string[]; orgUnitIds: readonly string[] | null },
  declared: readonly string[],
): Promise<void> {
  const { companyId } = tx.principal
  if (gift.userId === (tx.principal.userId ?? tx.principal.id))
    throw new DomainError('access.own-roles', {}, 403)
  if (gift.orgUnitIds?.length === 0) throw new DomainError('access.no-unit')
  const all = await rolesOf(tx, companyId)
  const wanted = gift.roles.map((code) => {
    const role = all.find((each) => each.code === code)
    if (!role) throw new DomainError('access.unknown-role', { role: code })
    return role
  })
  const before = await heldRoles(tx, gift.userId, companyId)
  const taken = all.filter((role) => before.roles.includes(role.code) && !gift.roles.includes(role.code))
  for (const role of [...wanted, ...taken]) requireWithinOwn(tx, expandPatterns(role.permissions, declared))
  await requireUnitsWithinOwn(tx, gift.orgUnitIds)
  await tx.exec('kernel.take_roles', 'delete from kernel.user_role where user_id = $1 and company_id = $2', [
    gift.userId,
    companyId,
  ])
  const rows = wanted.flatMap((role) =>
    (gift.orgUnitIds ?? [null]).map((unit) => ({ id: newId(), role_id: role.id, org_unit_id: unit })),
  )
  await tx.exec(
    'kernel.give_roles',
    `insert into kernel.user_role (id, user_id, company_id, role_id, org_unit_id, created_at)
     select id, $1, $2, role_id, org_unit_id, $4
     from jsonb_to_recordset($3::jsonb) as r(id uuid, role_id uuid, org_unit_id uuid)
     on conflict do nothing`,
    [gift.userId, companyId, JSON.stringify(rows), tx.now],
  )
  audit(tx, {
    action: 'user.give-roles',
    entity: 'user',
    id: gift.userId,
    before,
    after: { roles: gift.roles, orgUnitIds: gift.orgUnitIds },
  })
}

export async function heldRoles(
  db: Db,
  userId: string,
  companyId: string,
): Promise<{ roles: string[]; orgUnitIds: string[] | null }> {
  const row = await db.row<{ roles: string[]; orgUnitIds: string[]; whole: boolean }>(
    'kernel.held_roles',
    `select array_agg(distinct r.code) as roles, array_agg(distinct ur.org_unit_id) as org_unit_ids,
       bool_or(ur.org_unit_id is null) as whole
     from kernel.user_role ur join kernel.role r on r.id = ur.role_id
     where ur.user_id = $1 and ur.company_id = $2
     having count(*) > 0`,
    [userId, companyId],
  )
  if (!row) return { roles: [], orgUnitIds: null }
  return { roles: row.roles, orgUnitIds: row.whole ? null : row.orgUnitIds }
}

async function ownRole(tx: Tx, id: string): Promise<Role> {
  await tx.row('kernel.lock_role', 'select 1 from kernel.role where id = $1 for update', [id])
  const role = (await rolesOf(tx, tx.principal.companyId)).find((each) => each.id === id)
  if (!role) throw notFound('role', id)
  if (role.builtIn) throw new DomainError('access.role-is-built-in', { role: role.code }, 409)
  return role
}

function requireWithinOwn(tx: Tx, permissions: ReadonlySet<string>): void {
  for (const permission of permissions) {
    if (!tx.principal.permissions.has(permission))
      throw new DomainError('access.beyond-own', { permission }, 403)
  }
}

async function requireUnitsWithinOwn(tx: Tx, orgUnitIds: readonly string[] | null): Promise<void> {
  const { orgUnitIds: own, companyId } = tx.principal
  if (orgUnitIds === null) {
    if (own !== null) throw forbidden('role.manage')
    return
  }
  const known = await tx.rows<{ id: string }>(
    'kernel.org_units_of_company',
    'select id from kernel.org_unit where company_id = $1 and id = any($2)',
    [companyId, orgUnitIds],
  )
  const unknown = orgUnitIds.find(
    (id) => !known.some((unit) => unit.id === id) || (own !== null && !own.includes(id)),
  )
  if (unknown !== undefined) throw notFound('org-unit', unknown)
}
