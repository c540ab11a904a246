import type { ReactNode } from 'react'
import { instantText } from '../format.ts'
import { entityName, RecordLink } from '../link.tsx'
import { EntityList } from '../list/entity-list.tsx'
import { useAdminWords } from './text.ts'

interface AccessRow {
  id: string
  at: string
  actorName: string
  entity: string
  recordIds: string[]
  fields: string[]
  purpose: string
  ip: string | null
}

/** Whose personal data was read, by whom, from where and why. */
export default function PersonalData(): ReactNode {
  const t = useAdminWords()
  return (
    <EntityList<AccessRow>
      entity="personal-data-access"
      base="/api/v1/kernel/personal-data-log"
      title={t('personal.title')}
      subtitle={t('personal.subtitle')}
      columns={[
        { key: 'at', label: t('when'), kind: 'instant', width: 150, render: (row) => instantText(row.at) },
        { key: 'actorName', label: t('who'), sortable: false, width: 140 },
        {
          key: 'recordIds',
          label: t('personal.whose'),
          sortable: false,
          width: 220,
          render: (row) =>
            row.recordIds.slice(0, 3).map((id, index) => (
              <span key={id}>
                {index > 0 ? ', ' : ''}
                <RecordLink entity={row.entity} id={id}>
                  {entityName(row.entity)} {id.slice(-8)}
                </RecordLink>
                {index === 2 && row.recordIds.length > 3 ? ` +${row.recordIds.length - 3}` : ''}
              </span>
            )),
        },
        {
          key: 'fields',
          label: t('personal.fields'),
          sortable: false,
          width: 180,
          value: (row) => row.fields.join(', '),
        },
        { key: 'purpose', label: t('personal.purpose'), sortable: false, width: 260 },
        { key: 'ip', label: t('audit.ip'), sortable: false, width: 120 },
      ]}
      filters={[{ field: 'at', label: t('when'), kind: 'date' }]}
      searchable={false}
      defaultSort="-at"
      empty={{ title: t('personal.emptyTitle') }}
    />
  )
}
