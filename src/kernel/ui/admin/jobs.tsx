import { Button, Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import { numberText } from '../format.ts'
import { EntityList } from '../list/entity-list.tsx'
import { useCommand } from '../queries.ts'
import { api } from '../request.ts'
import type { Tone } from '../values.tsx'
import classes from './admin.module.css'
import { useAdminWords } from './text.ts'

export interface Job {
  id: string
  name: string
  title: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  progress: { done: number; total: number | null } | null
  result: Record<string, unknown> | null
  error: string | null
  createdAt: string
  finishedAt: string | null
  cancellable: boolean
  retryable: boolean
}

export const jobsPath = '/api/v1/kernel/jobs'
export const jobTone: Record<Job['state'], Tone> = {
  queued: 'neutral',
  running: 'waiting',
  done: 'good',
  failed: 'stopped',
  cancelled: 'neutral',
}

/** Long work: how far it is, stop it, do it again. */
export default function Jobs(): ReactNode {
  const t = useAdminWords()
  const cancel = useCommand((row: Job) => api.post(`${jobsPath}/${row.id}/cancel`), {
    invalidates: [jobsPath],
    said: t('jobs.cancelled.said'),
  })
  const retry = useCommand((row: Job) => api.post(`${jobsPath}/${row.id}/retry`), {
    invalidates: [jobsPath],
    said: t('jobs.again.said'),
  })
  return (
    <EntityList<Job>
      entity="job"
      base={jobsPath}
      title={t('jobs.title')}
      exportable={false}
      searchable={false}
      columns={[
        { key: 'title', label: t('jobs.title'), sortable: false, width: 240 },
        {
          key: 'state',
          label: t('state'),
          kind: 'state',
          sortable: false,
          state: (row) => ({ tone: jobTone[row.state], label: t(`jobs.${row.state}`) }),
        },
        {
          key: 'progress',
          label: t('jobs.progress'),
          sortable: false,
          width: 190,
          render: (row) => <JobProgress job={row} />,
        },
        { key: 'result', label: t('jobs.result'), sortable: false, width: 260, value: resultText },
        { key: 'createdAt', label: t('createdAt'), kind: 'instant', sortable: false },
        { key: 'finishedAt', label: t('jobs.finished'), kind: 'instant', sortable: false },
        {
          key: 'act',
          label: '',
          sortable: false,
          width: 110,
          render: (row) =>
            row.cancellable ? (
              <Button variant="subtle" size="compact-xs" onClick={() => cancel.mutate(row)}>
                {t('jobs.cancel')}
              </Button>
            ) : row.retryable ? (
              <Button variant="subtle" size="compact-xs" onClick={() => retry.mutate(row)}>
                {t('jobs.retry')}
              </Button>
            ) : null,
        },
      ]}
      empty={{ title: t('jobs.emptyTitle'), text: t('jobs.emptyText') }}
    />
  )
}

export function JobProgress({ job }: { job: Pick<Job, 'state' | 'progress'> }): ReactNode {
  const t = useAdminWords()
  const { done = 0, total = null } = job.progress ?? {}
  if (!job.progress || (job.state !== 'running' && job.state !== 'queued')) {
    return job.progress ? numberText(done) : null
  }
  return (
    <span className={classes.progress}>
      <Progress
        value={total ? (100 * done) / total : 100}
        animated={!total}
        aria-label={t('jobs.progress')}
        className={classes.progressBar}
      />
      {total ? `${numberText(done)}/${numberText(total)}` : numberText(done)}
    </span>
  )
}

function resultText(job: Job): string {
  if (job.error) return job.error
  return Object.entries(job.result ?? {})
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ')
}
