import { Button, Group, Progress } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { type Job, jobsPath } from '../admin/jobs.tsx'
import { useAdminWords } from '../admin/text.ts'
import { FigureCard, FigureRow } from '../figure/figure-card.tsx'
import { numberText } from '../format.ts'
import { Await, Section } from '../page.tsx'
import { invalidate, useCommand, useRecord } from '../queries.ts'
import { api } from '../request.ts'
import { type Import, importsPath } from './import-types.ts'

const everyMs = 1_000

/** How far the import is, the way to stop it, and what came of it. */
export function ImportProgress({ found, onAgain }: { found: Import; onAgain: () => void }): ReactNode {
  const running = found.state === 'running'
  const job = useRecord<Job>(jobsPath, found.jobId ?? '', {
    enabled: found.jobId !== null,
    ...(running ? { everyMs } : {}),
  })
  const ended = job.data !== undefined && job.data.state !== 'running' && job.data.state !== 'queued'
  useEffect(() => {
    if (running && ended) void invalidate(`${importsPath}/${found.id}`)
  }, [running, ended, found.id])
  return (
    <Await query={job}>
      {(current) =>
        ended ? <Ended found={found} job={current} onAgain={onAgain} /> : <Running job={current} />
      }
    </Await>
  )
}

function Running({ job }: { job: Job }): ReactNode {
  const t = useAdminWords()
  const cancel = useCommand(() => api.post(`${jobsPath}/${job.id}/cancel`), { invalidates: [jobsPath] })
  const { done = 0, total = null } = job.progress ?? {}
  return (
    <Section title={t('import.running')}>
      <Progress
        value={total ? (100 * done) / total : 100}
        animated={!total}
        aria-label={t('import.running')}
      />
      <Group justify="space-between" mt="xs">
        <span role="status">{total ? t('import.progress', { done, total }) : ''}</span>
        <Button
          variant="default"
          loading={cancel.isPending}
          disabled={!job.cancellable}
          onClick={() => cancel.mutate(undefined)}
        >
          {t('import.stop')}
        </Button>
      </Group>
      <p>{t('import.undone')}</p>
    </Section>
  )
}

function Ended({ found, job, onAgain }: { found: Import; job: Job; onAgain: () => void }): ReactNode {
  const t = useAdminWords()
  const title =
    { done: t('import.finished'), cancelled: t('import.stopped') }[job.state as 'done'] ?? t('import.failed')
  const count = (name: string) => numberText(Number(job.result?.[name] ?? 0))
  const errors = `${importsPath}/${found.id}/errors`
  return (
    <Section title={title}>
      {job.error ? <p>{job.error}</p> : null}
      <FigureRow>
        <FigureCard label={t('import.created')} value={count('created')} />
        <FigureCard label={t('import.updated')} value={count('updated')} />
        <FigureCard label={t('import.refused')} value={count('refused')} />
      </FigureRow>
      <Group mt="md" gap="xs">
        {Number(job.result?.refused ?? 0) > 0 ? (
          <>
            <Button component="a" href={`${errors}.xlsx`} download>
              {t('import.errorFile')} (XLSX)
            </Button>
            <Button component="a" href={`${errors}.csv`} download variant="default">
              CSV
            </Button>
          </>
        ) : null}
        <Button variant="default" onClick={onAgain}>
          {t('import.another')}
        </Button>
      </Group>
    </Section>
  )
}
