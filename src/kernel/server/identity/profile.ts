import { notFound } from '../../shared/errors.ts'
import type { Db } from '../connection.ts'
import type { Principal } from '../principal.ts'

export interface CompanyRow {
  id: string
  name: string
  nameEn: string
  currency: string
  timeZone: string
}

/** Who calls, for `GET /kernel/me`. */
export async function profileOf(db: Db, principal: Principal) {
  const [companies, user] = await Promise.all([
    companiesOf(db, principal),
    db.row<{ email: string }>('kernel.email_of_user', 'select email from kernel.user where id = $1', [
      principal.userId ?? principal.id,
    ]),
  ])
  const company = companies.find((each) => each.id === principal.companyId)
  if (!company) throw notFound('company', principal.companyId)
  return {
    user: { id: principal.id, name: principal.name, email: user?.email ?? '', locale: principal.locale },
    company,
    companies,
    permissions: [...principal.permissions],
    orgUnitIds: principal.orgUnitIds,
  }
}

/** The companies a person belongs to; a program has the one its key was made in. */
export function companiesOf(db: Db, principal: Principal): Promise<CompanyRow[]> {
  return db.rows<CompanyRow>(
    'kernel.companies_of',
    `select id, name, name_en, currency, time_zone from kernel.company
     where id = $2
       or ($3 and id in (select company_id from kernel.membership where user_id = $1))
     order by code`,
    [principal.userId ?? principal.id, principal.companyId, principal.kind === 'user'],
  )
}

/** What stands at the head of a paper the company gives away. */
export async function letterheadOf(
  db: Db,
  companyId: string,
): Promise<{ name: string; nameEn: string; businessNumber: string | null }> {
  const row = await db.row<{ name: string; nameEn: string; businessNumber: string | null }>(
    'kernel.letterhead',
    'select name, name_en, business_number from kernel.company where id = $1',
    [companyId],
  )
  if (!row) throw notFound('company', companyId)
  return row
}
