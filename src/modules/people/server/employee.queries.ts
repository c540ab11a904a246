import type { Db } from '../../../kernel/server/connection.ts'
import type { ListQuery } from '../../../kernel/server/http/list-query.ts'
import { chosungOf, isChosungQuery, searchForm } from '../../../kernel/shared/hangul.ts'
import type { Employee } from '../shared/employee.ts'

export async function employeesById(db: Db, companyId: string, ids: readonly string[]): Promise<Employee[]> {
  return db.rows<Employee>(
    'people.employees_by_id',
    'select * from people.employee where company_id = $1 and id = any($2)',
    [companyId, ids],
  )
}

/** How many work or are on leave in each unit, itself only. */
export async function headcounts(db: Db, companyId: string): Promise<Map<string, number>> {
  const rows = await db.rows<{ orgUnitId: string; people: number }>(
    'people.headcounts',
    `select org_unit_id, count(*)::int as people
     from people.employee
     where company_id = $1 and state <> 'left'
     group by org_unit_id`,
    [companyId],
  )
  return new Map(rows.map((row) => [row.orgUnitId, row.people]))
}

/** `?q=`: part of a name, its initials (ㄱㅅㅇ) or a number. A company's people are few enough to be walked. */
export async function searchEmployees(
  db: Db,
  { parts }: ListQuery,
  q: string,
  principal: { companyId: string },
): Promise<void> {
  if (isChosungQuery(q)) {
    const everyone = await db.rows<{ id: string; name: string }>(
      'people.names',
      'select id, name from people.employee where company_id = $1',
      [principal.companyId],
    )
    const wanted = searchForm(q)
    const found = everyone
      .filter(({ name }) => chosungOf(searchForm(name)).includes(wanted))
      .map(({ id }) => id)
    parts.where(`id = any(${parts.value(found)}::uuid[])`)
    return
  }
  const pattern = `%${searchForm(q).replace(/[\\%_]/g, '\\$&')}%`
  parts.where(`(search_text like ${parts.value(pattern)} or lower(number) like ${parts.value(pattern)})`)
}
