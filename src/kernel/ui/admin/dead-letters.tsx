import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { EntityList } from '../list/entity-list.tsx'
import { useCommand } from '../queries.ts'
import { api } from '../request.ts'
import { useAdminWords } from './text.ts'

interface DeadLetter {
  id: string
  consumer: string
  eventId: string
  eventType: string
  attempts: number
  error: string
  firstAt: string
}

const base = '/api/v1/kernel/dead-letters'

/** Events a consumer could not take, with the way to give them to it again. */
export default function DeadLetters(): ReactNode {
  const t = useAdminWords()
  const retry = useCommand((row: DeadLetter) => api.post(`${base}/${row.id}/retry`), {
    invalidates: [base],
    said: t('dead.retried'),
  })
  return (
    <EntityList<DeadLetter>
      entity="dead-letter"
      base={base}
      title={t('dead.title')}
      subtitle={t('dead.subtitle')}
      exportable={false}
      searchable={false}
      rowKey={(row) => row.id ?? `${row.consumer}:${row.eventId}`}
      rowTone={() => 'stopped'}
      columns={[
        { key: 'eventType', label: t('events.type'), sortable: false, width: 220 },
        { key: 'consumer', label: t('dead.consumer'), sortable: false, width: 200 },
        { key: 'attempts', label: t('dead.attempts'), kind: 'number', sortable: false, width: 80 },
        { key: 'error', label: t('dead.error'), sortable: false, width: 420 },
        { key: 'firstAt', label: t('dead.since'), kind: 'instant', sortable: false },
        {
          key: 'act',
          label: '',
          sortable: false,
          width: 120,
          render: (row) => (
            <Button variant="subtle" size="compact-xs" onClick={() => retry.mutate(row)}>
              {t('dead.retry')}
            </Button>
          ),
        },
      ]}
      empty={{ title: t('dead.emptyTitle'), text: t('dead.emptyText') }}
    />
  )
}
