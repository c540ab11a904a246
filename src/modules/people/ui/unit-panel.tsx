import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand, useList } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import classes from './organisation.module.css'
import {
  type EmployeeRow,
  employeesPath,
  employeeTone,
  type OrgUnit,
  unitsPath,
  useNames,
  wordOf,
} from './people.ts'
import { useT } from './text.ts'

/** What a unit is called. */
export function useUnitFields(): FieldSpec[] {
  const t = useT()
  return [
    { name: 'name', label: t('org.name'), kind: 'text', required: true, maxLength: 100 },
    { name: 'nameEn', label: t('org.nameEn'), kind: 'text', required: true, maxLength: 100 },
    { name: 'code', label: t('org.code'), kind: 'text', required: true, maxLength: 40 },
  ]
}

interface UnitPanelProps {
  unit: OrgUnit
  units: readonly OrgUnit[]
  onRemoved: () => void
}

/** One unit: its people, and what may be done to it. */
export function UnitPanel({ unit, units, onRemoved }: UnitPanelProps): ReactNode {
  const t = useT()
  const language = useLocale()
  const { nameOf } = useNames()
  const mayChange = useMay('org-unit.change')
  const fields = useUnitFields()
  const { id, code, name, nameEn, version } = unit
  const below = belowOf(units, id)
  const members = useList<EmployeeRow>(employeesPath, {
    'filter[orgUnitId]': id,
    'filter[state]': 'employed,on-leave',
    sort: 'name',
    limit: 200,
  })
  const remove = useCommand(() => request('DELETE', `${unitsPath}/${id}`, { ifMatch: version, body: {} }), {
    invalidates: [unitsPath],
    said: t('org.removed', { name: wordOf(unit, language) }),
    onDone: onRemoved,
  })
  const everyone = units
    .filter((other) => other.id === id || below.has(other.id))
    .reduce((sum, { people }) => sum + people, 0)
  const said = () => t('org.changed', { name: wordOf(unit, language) })
  const employees = members.data?.items ?? []
  return (
    <div>
      <Section
        title={wordOf(unit, language)}
        actions={
          mayChange ? (
            <Group gap={4}>
              <FormDialog
                small
                label={t('org.createBelow')}
                initial={{ parentId: id }}
                fields={fields}
                url={unitsPath}
                invalidates={[unitsPath]}
                said={(values) => t('org.created', { name: (values as { name?: string }).name ?? '' })}
              />
              <FormDialog
                small
                label={t('org.rename')}
                method="PATCH"
                url={`${unitsPath}/${id}`}
                version={version}
                initial={{ code, name, nameEn }}
                fields={fields}
                invalidates={[unitsPath]}
                said={said}
              />
              <FormDialog
                small
                label={t('org.move')}
                url={`${unitsPath}/${id}/move`}
                version={version}
                initial={{ parentId: unit.parentId }}
                fields={[
                  {
                    name: 'parentId',
                    label: t('org.parent'),
                    kind: 'choice',
                    options: units
                      .filter((other) => other.id !== id && !below.has(other.id))
                      .map((other) => ({ value: other.id, label: wordOf(other, language) })),
                  },
                ]}
                invalidates={[unitsPath]}
                said={said}
              />
              <Button
                variant="subtle"
                size="compact-xs"
                loading={remove.isPending}
                onClick={() => remove.mutate(undefined)}
              >
                {t('org.remove')}
              </Button>
            </Group>
          ) : null
        }
      >
        {t('org.peopleBelow', { own: unit.people, all: everyone })}
      </Section>
      <Section title={t('org.members')} flush>
        {employees.length === 0 ? (
          <p className={classes.quiet}>{t('employee.empty.title')}</p>
        ) : (
          <PlainTable
            caption={t('org.members')}
            rows={employees}
            rowKey={(employee) => employee.id}
            columns={[
              {
                key: 'name',
                label: t('employee.name'),
                render: (employee) => <Link to={`/people/employees/${employee.id}`}>{employee.name}</Link>,
              },
              {
                key: 'positionId',
                label: t('employee.position'),
                value: (employee) => nameOf(employee.positionId),
              },
              { key: 'number', label: t('employee.number') },
              {
                key: 'state',
                label: t('employee.state'),
                render: ({ state }) => <StateBadge tone={employeeTone[state]} label={t(`state.${state}`)} />,
              },
            ]}
          />
        )}
      </Section>
    </div>
  )
}

function belowOf(units: readonly OrgUnit[], id: string): Set<string> {
  const below = new Set<string>()
  const collect = (parentId: string) => {
    for (const unit of units) {
      if (unit.parentId !== parentId || below.has(unit.id)) continue
      below.add(unit.id)
      collect(unit.id)
    }
  }
  collect(id)
  return below
}
