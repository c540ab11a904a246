import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { instantText } from '../format.ts'
import { DataGrid } from '../grid/data-grid.tsx'
import { PlainTable } from '../grid/plain-table.tsx'
import { entityName, RecordLink } from '../link.tsx'
import { Await, Empty, Page, Section } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { api } from '../request.ts'
import { StateBadge } from '../values.tsx'
import classes from './admin.module.css'
import { useAdminWords } from './text.ts'

interface EventRow {
  id: string
  type: string
  entity: string
  recordId: string
  actor: { name: string }
  at: string
  position: string
  data: Record<string, unknown>
}

interface Consumer {
  name: string
  handled: string
  updatedAt: string
  lag: number
  lagSeconds: number
  failing: number
}

const eventsPath = '/api/v1/kernel/events'
const pageRows = 200
const everyMs = 10_000
const lateSeconds = 60

/** The stream every other thing listens to, newest first, and how far each listener is. */
export default function Events(): ReactNode {
  const t = useAdminWords()
  const consumers = useEndpoint<{ items: Consumer[] }>('/api/v1/kernel/consumers', undefined, { everyMs })
  const [shown, setShown] = useState<EventRow>()
  const stream = useStream()
  return (
    <Page fill title={t('events.title')}>
      <Section title={t('events.consumers')} flush>
        <div className={classes.consumers}>
          <Await query={consumers}>
            {({ items }) => (
              <PlainTable
                caption={t('events.consumers')}
                rows={items}
                rowKey={(row) => row.name}
                columns={[
                  { key: 'name', label: t('dead.consumer') },
                  { key: 'state', label: t('state'), render: (row) => <ConsumerState consumer={row} /> },
                  { key: 'handled', label: t('events.handled'), kind: 'number' },
                  { key: 'lag', label: t('events.lag'), kind: 'number' },
                  { key: 'failing', label: t('events.failing'), kind: 'number' },
                ]}
              />
            )}
          </Await>
        </div>
      </Section>
      <DataGrid<EventRow>
        name="event"
        caption={t('events.title')}
        {...stream}
        columns={[
          { key: 'at', label: t('when'), sortable: false, width: 150, render: (row) => instantText(row.at) },
          {
            key: 'type',
            label: t('events.type'),
            sortable: false,
            width: 230,
            render: (row) => (
              <button type="button" className={classes.plainButton} onClick={() => setShown(row)}>
                {row.type}
              </button>
            ),
          },
          {
            key: 'recordId',
            label: t('record'),
            sortable: false,
            width: 200,
            render: (row) => (
              <RecordLink entity={row.entity} id={row.recordId}>
                {entityName(row.entity)} {row.recordId.slice(-8)}
              </RecordLink>
            ),
          },
          { key: 'actor', label: t('who'), sortable: false, width: 140, value: (row) => row.actor.name },
          {
            key: 'data',
            label: t('events.data'),
            sortable: false,
            width: 420,
            value: (row) => JSON.stringify(row.data),
          },
        ]}
        empty={<Empty title={t('events.emptyTitle')} />}
      />
      <Dialog
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown?.type ?? ''}
        size="lg"
      >
        <div className={classes.compare}>
          <pre>{JSON.stringify(shown?.data ?? null, null, 2)}</pre>
        </div>
      </Dialog>
    </Page>
  )
}

function ConsumerState({ consumer }: { consumer: Consumer }): ReactNode {
  const t = useAdminWords()
  if (consumer.failing > 0) return <StateBadge tone="stopped" label={t('events.stuck')} />
  if (consumer.lagSeconds > lateSeconds) return <StateBadge tone="attention" label={t('events.late')} />
  return <StateBadge tone="good" label={t('events.upToDate')} />
}

function useStream() {
  const result = useInfiniteQuery({
    queryKey: [eventsPath, 'rows'],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: EventRow[]; next: string }>(
        eventsPath,
        { after: pageParam, limit: pageRows, order: 'desc' },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => (page.items.length < pageRows ? undefined : page.next),
  })
  return {
    rows: result.data?.pages.flatMap((page) => page.items) ?? [],
    loading: result.isPending || result.isFetchingNextPage,
    error: result.error,
    retry: () => void result.refetch(),
    more: result.hasNextPage ? () => void result.fetchNextPage() : undefined,
  }
}
