import { seoul } from '../../shared/calendar.ts'
import { newId } from '../../shared/ids.ts'
import { giveRoles, type RoleTemplate, syncRoles } from '../access/role.store.ts'
import { createUser } from '../access/user.store.ts'
import { audit } from '../audit.ts'
import { rememberCompany } from '../company-clock.ts'
import type { Database } from '../database.ts'
import { emit } from '../events.ts'
import { systemPrincipal } from '../principal.ts'
import type { Tx } from '../transaction.ts'

export interface CompanyDraft {
  code: string
  name: string
  nameEn: string
  currency: string
  businessNumber?: string | null | undefined
  timeZone?: string | undefined
}

/**
 * The first company and the first person of a house in production, made from the command line. Refuses a weak password
 * and a house that has this company or person already.
 */
export async function createOwner(
  database: Database,
  owner: { email: string; name: string; password: string; company: CompanyDraft },
  roles: readonly RoleTemplate[],
): Promise<{ userId: string; companyId: string }> {
  const companyId = newId()
  return database.transaction({ principal: systemPrincipal(companyId, 'first start') }, async (tx) => {
    await createCompany(tx, companyId, owner.company, roles)
    const userId = await createUser(tx, { email: owner.email, name: owner.name }, owner.password)
    await giveRoles(tx, { userId, roles: ['owner'], orgUnitIds: null }, [])
    return { userId, companyId }
  })
}

/** Makes a company with its built-in roles; modules open what they keep for it on `company.created@1`. */
export async function createCompany(
  tx: Tx,
  id: string,
  draft: CompanyDraft,
  roles: readonly RoleTemplate[],
): Promise<void> {
  const timeZone = draft.timeZone ?? seoul
  await tx.exec(
    'kernel.create_company',
    `insert into kernel.company (id, code, name, name_en, business_number, currency, time_zone, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      draft.code,
      draft.name,
      draft.nameEn,
      draft.businessNumber ?? null,
      draft.currency,
      timeZone,
      tx.now,
    ],
  )
  rememberCompany(id, { timeZone, currency: draft.currency })
  await syncRoles(tx, id, roles)
  audit(tx, { action: 'company.create', entity: 'company', id, after: draft })
  emit(tx, {
    type: 'company.created@1',
    subject: { entity: 'company', id },
    data: { code: draft.code, currency: draft.currency },
  })
}
