import type { Database } from '../database.ts'
import { systemPrincipal } from '../principal.ts'
import { type RoleTemplate, syncRoles } from './role.store.ts'

/** Brings the built-in roles of every company to what this version says; called at each start, changes nothing twice. */
export async function renewRoles(database: Database, templates: readonly RoleTemplate[]): Promise<void> {
  const companies = await database.rows<{ id: string }>('kernel.company_ids', 'select id from kernel.company')
  for (const { id } of companies) {
    await database.transaction({ principal: systemPrincipal(id, 'roles') }, (tx) =>
      syncRoles(tx, id, templates),
    )
  }
}
