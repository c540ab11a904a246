import type { SearchSource } from '../../../kernel/server/module.ts'
import type { Employee } from '../shared/employee.ts'

/** Colleagues are found by name and number only; their phones and mail stay on their record. */
export const employeeSearch: SearchSource = {
  entity: 'employee',
  on: ['employee.created@1', 'employee.changed@1', 'employee.left@1', 'employee.rehired@1'],
  permission: 'employee.read',
  path: '/people/employees/:id',
  async load(db, ids) {
    const rows = await db.rows<Employee>(
      'people.search_load',
      'select * from people.employee where id = any($1)',
      [ids],
    )
    return rows.map(({ id, companyId, orgUnitId, number, name, nameEn }) => ({
      id,
      companyId,
      orgUnitId,
      title: name,
      subtitle: number,
      texts: [name, nameEn ?? '', number].filter((text) => text !== ''),
    }))
  },
  async ids(db, companyId, after, limit) {
    const rows = await db.rows<{ id: string }>(
      'people.search_ids',
      `select id from people.employee
       where company_id = $1 and ($2::uuid is null or id > $2)
       order by id
       limit $3`,
      [companyId, after, limit],
    )
    return rows.map((row) => row.id)
  },
}
