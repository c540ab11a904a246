import type { ReactNode } from 'react'
import { instantText } from '../format.ts'
import { RecordLink } from '../link.tsx'
import { EntityList } from '../list/entity-list.tsx'
import { useAdminWords } from './text.ts'

interface EventRow {
  id: string
  type: string
  entity: string
  recordId: string
  actorName: string
  at: string
  data: Record<string, unknown>
}

/** The stream every other thing listens to. */
export default function Events(): ReactNode {
  const t = useAdminWords()
  return (
    <EntityList<EventRow>
      entity="event"
      base="/api/v1/kernel/events"
      title={t('events.title')}
      exportable={false}
      searchable={false}
      columns={[
        { key: 'at', label: t('when'), sortable: false, width: 150, render: (row) => instantText(row.at) },
        { key: 'type', label: t('events.type'), sortable: false, width: 230 },
        {
          key: 'recordId',
          label: t('record'),
          sortable: false,
          width: 200,
          render: (row) => (
            <RecordLink entity={row.entity} id={row.recordId}>
              {row.entity} {row.recordId.slice(0, 8)}
            </RecordLink>
          ),
        },
        { key: 'actorName', label: t('who'), sortable: false, width: 140 },
        {
          key: 'data',
          label: t('events.data'),
          sortable: false,
          width: 420,
          value: (row) => JSON.stringify(row.data),
        },
      ]}
      filters={[
        { field: 'type', label: t('events.type'), kind: 'text' },
        { field: 'entity', label: t('record'), kind: 'text' },
      ]}
      empty={{ title: t('events.emptyTitle') }}
    />
  )
}
