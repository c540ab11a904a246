import type { ReactNode } from 'react'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { today } from '../../../kernel/ui/format.ts'
import { useUrl } from '../../../kernel/ui/link.tsx'
import { Page } from '../../../kernel/ui/page.tsx'
import { type EmployeeValues, useEmployeeFields } from './employee-fields.ts'
import { employeesPath, unitsPath } from './people.ts'
import { useT } from './text.ts'

export default function EmployeeForm(): ReactNode {
  const t = useT()
  const [url] = useUrl()
  return (
    <Page title={t('employee.create')} back="/people/employees" narrow>
      <EntityForm<Partial<EmployeeValues>, { id: string; number: string }>
        name="employee.new"
        initial={{ orgUnitId: url.unit ?? null, hiredOn: today() }}
        fields={useEmployeeFields()}
        url={employeesPath}
        invalidates={[employeesPath, unitsPath]}
        submitLabel={t('employee.create')}
        done={(answer) => ({
          path: `/people/employees/${answer.id}`,
          said: t('employee.created', { number: answer.number }),
        })}
      />
    </Page>
  )
}
