import { z } from 'zod'
import { notFound } from '../../shared/errors.ts'
import { hasText, type Locale, text } from '../catalogue.ts'
import type { Db } from '../connection.ts'
import type { JobRow } from '../jobs.ts'

export const jobShape = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  cancellable: z.boolean(),
  retryable: z.boolean(),
})

type StoredJob = JobRow & { startedAt: Date | null }

export async function jobById(db: Db, companyId: string, id: string): Promise<StoredJob> {
  const job = await db.row<StoredJob>(
    'kernel.job_by_id',
    'select * from kernel.job where id = $1 and company_id = $2',
    [id, companyId],
  )
  if (!job) throw notFound('job', id)
  return job
}

/** A job as people see it: its name in words, how far it is, and what may be done with it. */
export function shownJob(job: StoredJob, locale: Locale): z.input<typeof jobShape> {
  const key = `jobs.${job.kind}`
  return {
    id: job.id,
    name: job.kind,
    title: hasText(locale, key) ? text(locale, key) : job.kind,
    state: job.state,
    progress:
      job.progressTotal === null
        ? null
        : { done: Number(job.progressDone), total: Number(job.progressTotal) },
    result:
      job.result !== null && typeof job.result === 'object' ? (job.result as Record<string, unknown>) : null,
    error: job.error,
    createdBy: job.createdByName,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    cancellable: (job.state === 'queued' || job.state === 'running') && !job.cancelRequested,
    retryable: job.state === 'failed' || job.state === 'cancelled',
  }
}

/** One more than asked for, so that the caller sees whether there is a next page. */
export function listJobs(
  db: Db,
  asked: {
    companyId: string
    createdBy: string | null
    state?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<StoredJob[]> {
  return db.rows(
    'kernel.list_jobs',
    `select * from kernel.job
     where company_id = $1 and ($2::uuid is null or created_by = $2) and ($3::text is null or state = $3)
       and ($4::uuid is null or (created_at, id) < (select created_at, id from kernel.job where id = $4))
     order by created_at desc, id desc
     limit $5`,
    [asked.companyId, asked.createdBy, asked.state ?? null, asked.cursor ?? null, asked.limit + 1],
  )
}
