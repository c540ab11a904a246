import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import { implement, tableStore } from '../../../kernel/server/lifecycle.ts'
import { nextNumbers } from '../../../kernel/server/numbering.ts'
import { requireUnits } from '../../../kernel/server/org-units.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { searchForm } from '../../../kernel/shared/hangul.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { employeeLifecycle } from '../shared/employee.lifecycle.ts'
import type { Employee, EmployeeBody, EmployeeChange } from '../shared/employee.ts'

export type EmployeeDraft = Omit<EmployeeBody, 'userId' | 'nameEn' | 'email' | 'phone'> &
  Partial<Pick<EmployeeBody, 'userId' | 'nameEn' | 'email' | 'phone'>> & { id?: string }

/** Takes people on: one number each (`E-000012`), four statements for any number of them. */
export async function createEmployees(
  tx: Tx,
  drafts: readonly EmployeeDraft[],
): Promise<{ id: string; number: string }[]> {
  if (drafts.length === 0) return []
  await requireUnits(tx, [...new Set(drafts.map((draft) => draft.orgUnitId))])
  await requirePositions(tx, [...new Set(drafts.map((draft) => draft.positionId))])
  const first = await nextNumbers(tx, { series: 'employee', count: drafts.length })
  const rows = drafts.map((draft, index) => ({
    id: draft.id ?? newId(),
    number: `E-${String(first + BigInt(index)).padStart(6, '0')}`,
    name: draft.name,
    name_en: draft.nameEn ?? null,
    email: draft.email ?? null,
    phone: draft.phone ?? null,
    org_unit_id: draft.orgUnitId,
    position_id: draft.positionId,
    hired_on: draft.hiredOn,
    user_id: draft.userId ?? null,
    search_text: searchText(draft),
  }))
  await tx.exec(
    'people.create_employees',
    `insert into people.employee
       (id, company_id, number, state, name, name_en, email, phone, org_unit_id, position_id, hired_on, user_id,
        search_text, created_at)
     select e.id, $2, e.number, 'employed', e.name, e.name_en, e.email, e.phone, e.org_unit_id, e.position_id,
       e.hired_on, e.user_id, e.search_text, $3
     from jsonb_to_recordset($1::jsonb) as e(
       id uuid, number text, name text, name_en text, email text, phone text, org_unit_id uuid, position_id uuid,
       hired_on date, user_id uuid, search_text text)`,
    [JSON.stringify(rows), tx.principal.companyId, tx.now],
  )
  for (const { id, number, org_unit_id: orgUnitId, position_id: positionId, hired_on: hiredOn } of rows) {
    audit(tx, {
      action: 'employee.create',
      entity: 'employee',
      id,
      after: { number, orgUnitId, positionId, hiredOn },
    })
    emit(tx, { type: 'employee.created@1', subject: { entity: 'employee', id }, data: { number, orgUnitId } })
  }
  return rows.map(({ id, number }) => ({ id, number }))
}

/** New facts about a person; what the change does not speak of stays. Refuses with `kernel.stale` when someone was quicker. */
export async function changeEmployee(
  tx: Tx,
  { id, version, body }: { id: string; version: number | undefined; body: EmployeeChange },
): Promise<Employee> {
  const before = await employees.store.lock(tx, id)
  if (!before || before.companyId !== tx.principal.companyId) throw notFound('employee', id)
  if (version !== undefined && version !== before.version) {
    throw new DomainError('kernel.stale', { version: before.version }, 412)
  }
  const said = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  ) as EmployeeChange
  const fields = (Object.keys(said) as (keyof EmployeeChange)[]).filter((key) => said[key] !== before[key])
  if (fields.length === 0) return before
  const after: Employee = { ...before, ...said, version: before.version + 1 }
  if (said.orgUnitId) await requireUnits(tx, [said.orgUnitId])
  if (said.positionId) await requirePositions(tx, [said.positionId])
  await tx.exec(
    'people.change_employee',
    `update people.employee
     set name = $2, name_en = $3, email = $4, phone = $5, org_unit_id = $6, position_id = $7, hired_on = $8,
       user_id = $9, search_text = $10, version = version + 1
     where id = $1`,
    [
      id,
      after.name,
      after.nameEn,
      after.email,
      after.phone,
      after.orgUnitId,
      after.positionId,
      after.hiredOn,
      after.userId,
      searchText(after),
    ],
  )
  const pick = (row: Employee) => Object.fromEntries(fields.map((key) => [key, row[key]]))
  audit(tx, { action: 'employee.change', entity: 'employee', id, before: pick(before), after: pick(after) })
  emit(tx, {
    type: 'employee.changed@1',
    subject: { entity: 'employee', id },
    data: { fields, orgUnitId: after.orgUnitId, userId: after.userId },
  })
  return after
}

/** An employee's states; on `employee.left@1` the account that `userId` names is closed. */
export const employees = implement(
  employeeLifecycle,
  tableStore<Employee>('people.employee', { news: (employee) => ({ userId: employee.userId }) }),
  {
    'start-leave': {},
    'end-leave': {},
    terminate: {
      async effect(tx, employee, { on }) {
        if (on < employee.hiredOn)
          throw new DomainError('employee.leaves-before-hired', { on, hiredOn: employee.hiredOn })
        // State and end of employment belong together, so both are written here; the store's move only counts up.
        await tx.exec(
          'people.end_employment',
          `update people.employee set left_on = $2, state = 'left' where id = $1`,
          [employee.id, on],
        )
      },
      data: (_employee, { on }) => ({ on }),
    },
    rehire: {
      async effect(tx, employee, { on }) {
        if (employee.leftOn !== null && on < employee.leftOn) {
          throw new DomainError('employee.rehired-before-left', { on, leftOn: employee.leftOn })
        }
        await tx.exec(
          'people.begin_employment',
          `update people.employee set hired_on = $2, left_on = null, state = 'employed' where id = $1`,
          [employee.id, on],
        )
      },
      data: (_employee, { on }) => ({ on }),
    },
  },
)

async function requirePositions(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    'people.require_positions',
    'select id from people.position where company_id = $1 and id = any($2) for share',
    [tx.principal.companyId, ids],
  )
  const known = new Set(rows.map((row) => row.id))
  const unknown = ids.find((id) => !known.has(id))
  if (unknown !== undefined) throw notFound('position', unknown)
}

function searchText({ name, nameEn }: { name: string; nameEn?: string | null }): string {
  return `${searchForm(name)}|${searchForm(nameEn ?? '')}`
}
