import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { useMay } from '../../../kernel/ui/me.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { useNames, userLookup, wordOf } from './people.ts'
import { useT } from './text.ts'

export interface EmployeeValues {
  name: string
  nameEn: string | null
  email: string | null
  phone: string | null
  orgUnitId: string | null
  positionId: string | null
  hiredOn: string | null
  userId: string | null
}

/** The fields of an employee, the same for a new one and for a change. */
export function useEmployeeFields(): FieldSpec[] {
  const t = useT()
  const language = useLocale()
  const { units, positions } = useNames()
  const mayUsers = useMay('user.manage')
  return [
    { name: 'name', label: t('employee.name'), kind: 'text', required: true, maxLength: 100 },
    {
      name: 'orgUnitId',
      label: t('employee.orgUnit'),
      kind: 'choice',
      required: true,
      options: units.map((unit) => ({ value: unit.id, label: wordOf(unit, language) })),
    },
    {
      name: 'positionId',
      label: t('employee.position'),
      kind: 'choice',
      required: true,
      options: positions.map((position) => ({ value: position.id, label: wordOf(position, language) })),
    },
    { name: 'hiredOn', label: t('employee.hiredOn'), kind: 'date', required: true },
    { name: 'email', label: t('employee.email'), kind: 'email', maxLength: 200 },
    { name: 'phone', label: t('employee.phone'), kind: 'phone', maxLength: 40 },
    { name: 'nameEn', label: t('employee.nameEn'), kind: 'text', maxLength: 100 },
    ...(mayUsers
      ? [{ name: 'userId', label: t('employee.user'), kind: 'lookup' as const, lookup: userLookup }]
      : []),
  ]
}
