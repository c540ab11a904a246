import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { today } from '../../../kernel/ui/format.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { PersonalValue } from '../../../kernel/ui/record/personal-value.tsx'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { DateText, StateBadge } from '../../../kernel/ui/values.tsx'
import { type Employee, employeesPath, employeeTone, useNames } from './people.ts'
import { useT } from './text.ts'

export default function EmployeeDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const employee = useRecord<Employee>(employeesPath, params.id ?? '')
  const { nameOf } = useNames()
  const mayChange = useMay('employee.change')
  const mayUsers = useMay('user.manage')
  return (
    <RecordPage<Employee>
      entity="employee"
      base={employeesPath}
      query={employee}
      back="/people/employees"
      title={(found) => found.name}
      subtitle={(found) =>
        [found.number, nameOf(found.orgUnitId), nameOf(found.positionId)].filter(Boolean).join(' · ')
      }
      state={(found) => <StateBadge tone={employeeTone[found.state]} label={t(`state.${found.state}`)} />}
      edit={(found) => (mayChange ? `/people/employees/${found.id}/edit` : undefined)}
      facts={(found) => [
        {
          label: t('employee.orgUnit'),
          value: <Link to={`/people/organisation?unit=${found.orgUnitId}`}>{nameOf(found.orgUnitId)}</Link>,
        },
        { label: t('employee.position'), value: nameOf(found.positionId) },
        personal(found, 'email', t('employee.email')),
        personal(found, 'phone', t('employee.phone')),
        { label: t('employee.nameEn'), value: found.nameEn },
        { label: t('employee.hiredOn'), value: <DateText on={found.hiredOn} /> },
        ...(found.leftOn ? [{ label: t('employee.leftOn'), value: <DateText on={found.leftOn} /> }] : []),
        {
          label: t('employee.user'),
          value: found.userId ? (
            mayUsers ? (
              <Link to={`/admin/users/${found.userId}`}>{t('employee.user')}</Link>
            ) : (
              t('employee.user')
            )
          ) : (
            t('employee.noUser')
          ),
        },
      ]}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{
        'start-leave': [
          { name: 'reason', label: t('employee.reason'), kind: 'text', required: true, wide: true },
        ],
        terminate: [
          { name: 'on', label: t('employee.endsOn'), kind: 'date', required: true, hint: today() },
          { name: 'reason', label: t('employee.reason'), kind: 'text', required: true },
        ],
        rehire: [{ name: 'on', label: t('employee.beginsOn'), kind: 'date', required: true }],
      }}
    />
  )
}

function personal(employee: Employee, field: 'email' | 'phone', label: string) {
  const value = employee[field]
  return {
    label,
    value: <PersonalValue entity="employee" id={employee.id} field={field} label={label} value={value} />,
  }
}
