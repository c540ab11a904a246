import type { ReactNode } from 'react'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useLocale } from '../../../kernel/ui/text.ts'
import { type EmployeeRow, employeesPath, employeeTone, useNames, wordOf } from './people.ts'
import { useT } from './text.ts'

export default function EmployeeList(): ReactNode {
  const t = useT()
  const language = useLocale()
  const { units, positions, nameOf } = useNames()
  const columns: Column<EmployeeRow>[] = [
    { key: 'number', label: t('employee.number'), width: 110 },
    { key: 'name', label: t('employee.name'), width: 140 },
    {
      key: 'orgUnitId',
      label: t('employee.orgUnit'),
      sortable: false,
      value: (row) => nameOf(row.orgUnitId),
    },
    {
      key: 'positionId',
      label: t('employee.position'),
      width: 110,
      sortable: false,
      value: (row) => nameOf(row.positionId),
    },
    {
      key: 'state',
      label: t('employee.state'),
      kind: 'state',
      sortable: false,
      state: (row) => ({ tone: employeeTone[row.state], label: t(`state.${row.state}`) }),
    },
    { key: 'email', label: t('employee.email'), width: 200, sortable: false },
    { key: 'phone', label: t('employee.phone'), width: 140, sortable: false },
    { key: 'hiredOn', label: t('employee.hiredOn'), kind: 'date' },
    { key: 'leftOn', label: t('employee.leftOn'), kind: 'date', sortable: false, hidden: true },
  ]
  return (
    <EntityList<EmployeeRow>
      entity="employee"
      base={employeesPath}
      title={t('employee.plural')}
      columns={columns}
      defaultSort="name"
      open={(row) => `/people/employees/${row.id}`}
      create={{ label: t('employee.create'), path: '/people/employees/new', permission: 'employee.create' }}
      views={[
        { name: 'working', label: t('view.working'), query: { 'filter[state]': 'employed' } },
        { name: 'onLeave', label: t('view.onLeave'), query: { 'filter[state]': 'on-leave' } },
        { name: 'left', label: t('view.left'), query: { 'filter[state]': 'left' } },
      ]}
      filters={[
        {
          field: 'state',
          label: t('employee.state'),
          kind: 'choice',
          options: (['employed', 'on-leave', 'left'] as const).map((value) => ({
            value,
            label: t(`state.${value}`),
          })),
        },
        {
          field: 'orgUnitId',
          label: t('employee.orgUnit'),
          kind: 'choice',
          options: units.map((unit) => ({ value: unit.id, label: wordOf(unit, language) })),
        },
        {
          field: 'positionId',
          label: t('employee.position'),
          kind: 'choice',
          options: positions.map((position) => ({ value: position.id, label: wordOf(position, language) })),
        },
        { field: 'hiredOn', label: t('employee.hiredOn'), kind: 'date' },
      ]}
      empty={{ title: t('employee.empty.title'), text: t('employee.empty.text') }}
    />
  )
}
