import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { DataGrid } from '../grid/data-grid.tsx'
import { RecordLink } from '../link.tsx'
import { Empty, Page } from '../page.tsx'
import { useCommand, useList } from '../queries.ts'
import ActionDialog from '../record/action-dialog.tsx'
import { api, request } from '../request.ts'
import { StateBadge } from '../values.tsx'
import { useAdminWords } from './text.ts'

interface DeadLetter {
  id: string
  consumer: string
  state: 'waiting' | 'dead' | 'resolved' | 'discarded'
  attempts: number
  error: string
  firstAt: string
  nextAt: string
  event: { id: string; type: string; title: string; entity: string; recordId: string; at: string }
}

const base = '/api/v1/kernel/dead-letters'
const everyMs = 20_000

/** Events a consumer could not take: give them to it again, or leave them for good with a reason. */
export default function DeadLetters(): ReactNode {
  const t = useAdminWords()
  const letters = useList<DeadLetter>(base, { limit: 200 }, { everyMs })
  const [discarding, setDiscarding] = useState<DeadLetter>()
  const retry = useCommand((row: DeadLetter) => api.post(`${base}/${row.id}/retry`), {
    invalidates: [base],
    said: t('dead.retried'),
  })
  return (
    <Page fill title={t('dead.title')} subtitle={t('dead.subtitle')}>
      <DataGrid<DeadLetter>
        name="dead-letter"
        caption={t('dead.title')}
        rows={letters.data?.items ?? []}
        loading={letters.isPending}
        error={letters.error}
        retry={() => void letters.refetch()}
        columns={[
          { key: 'type', label: t('events.type'), width: 220, value: (row) => row.event.type },
          {
            key: 'state',
            label: t('state'),
            kind: 'state',
            width: 130,
            state: (row) => ({
              tone: row.state === 'dead' ? 'stopped' : 'attention',
              label: row.state === 'dead' ? t('dead.dead') : t('dead.waiting'),
            }),
            value: (row) => row.state,
          },
          {
            key: 'record',
            label: t('record'),
            width: 220,
            value: (row) => row.event.title,
            render: (row) => (
              <RecordLink entity={row.event.entity} id={row.event.recordId}>
                {row.event.title}
              </RecordLink>
            ),
          },
          { key: 'consumer', label: t('dead.consumer'), width: 200 },
          { key: 'attempts', label: t('dead.attempts'), kind: 'number', width: 80 },
          { key: 'error', label: t('dead.error'), width: 360 },
          { key: 'firstAt', label: t('dead.since'), kind: 'instant' },
          {
            key: 'act',
            label: '',
            sortable: false,
            width: 190,
            render: (row) => (
              <>
                <Button variant="subtle" size="compact-xs" onClick={() => retry.mutate(row)}>
                  {t('dead.retry')}
                </Button>
                <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setDiscarding(row)}>
                  {t('dead.discard')}
                </Button>
              </>
            ),
          },
        ]}
        empty={<Empty title={t('dead.emptyTitle')} text={t('dead.emptyText')} />}
        foot={
          letters.data?.items.length ? undefined : <StateBadge tone="good" label={t('dead.emptyTitle')} />
        }
      />
      {discarding ? (
        <ActionDialog
          title={t('dead.discard')}
          tone="danger"
          fields={[
            {
              name: 'reason',
              label: t('reason'),
              kind: 'longtext',
              required: true,
              hint: t('dead.discardHint'),
            },
          ]}
          submit={(body) =>
            request('POST', `${base}/${discarding.id}/discard`, { body }).finally(
              () => void letters.refetch(),
            )
          }
          onClose={() => setDiscarding(undefined)}
        />
      ) : null}
    </Page>
  )
}
