import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { Await, Page } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { type EmployeeValues, useEmployeeFields } from './employee-fields.ts'
import { changed, type Employee, employeesPath, unitsPath } from './people.ts'
import { useT } from './text.ts'

export default function EmployeeEdit({ params }: ScreenProps): ReactNode {
  const t = useT()
  const employee = useRecord<Employee>(employeesPath, params.id ?? '')
  return (
    <Page title={t('employee.change')} back={`/people/employees/${params.id}`} narrow>
      <Await query={employee}>{(found) => <Form key={found.version} employee={found} />}</Await>
    </Page>
  )
}

function Form({ employee }: { employee: Employee }): ReactNode {
  const t = useT()
  const { name, nameEn, email, phone, orgUnitId, positionId, hiredOn, userId } = employee
  const initial: EmployeeValues = { name, nameEn, email, phone, orgUnitId, positionId, hiredOn, userId }
  return (
    <EntityForm<EmployeeValues, { id: string }>
      initial={initial}
      fields={useEmployeeFields()}
      submit={(values, idempotencyKey) =>
        api.patch(`${employeesPath}/${employee.id}`, changed(initial, values), {
          ifMatch: employee.version,
          idempotencyKey,
        })
      }
      invalidates={[employeesPath, unitsPath]}
      submitLabel={t('employee.change')}
      done={(answer) => ({ path: `/people/employees/${answer.id}`, said: t('employee.changed') })}
    />
  )
}
