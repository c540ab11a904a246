import { hostname } from 'node:os'
import { Cron as Schedule } from 'croner'
import type { Logger } from 'pino'
import { zoneOf } from './company-clock.ts'
import type { Database } from './database.ts'
import { JobCancelled, type JobHandler, type JobRow, type JobRun } from './jobs.ts'
import type { Cron } from './module.ts'

const leaseSeconds = 30
const retryBaseSeconds = 5
const workerName = `${hostname()}:${process.pid}`

/**
 * Takes one due job and runs it to its end; answers whether there was one. A job whose worker died is taken again
 * when its lease has run out, and goes on from its checkpoint.
 */
export async function runNextJob(
  database: Database,
  handlers: ReadonlyMap<string, JobHandler>,
  log: Logger,
): Promise<boolean> {
  const job = await database.row<JobRow>(
    'kernel.take_job',
    `update kernel.job
     set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), worker = $1, lease_until = now() + make_interval(secs => $2)
     where id = (
       select id from kernel.job
       where (state = 'queued' or (state = 'running' and lease_until < now())) and run_at <= now() and kind = any($3)
       order by run_at
       for update skip locked
       limit 1
     )
     returning *`,
    [workerName, leaseSeconds, [...handlers.keys()]],
  )
  if (!job) return false
  const handler = handlers.get(job.kind)
  if (!handler) return false
  const heartbeat = setInterval(() => void renew(database, job.id).catch(() => {}), (leaseSeconds * 1000) / 3)
  try {
    const input = handler.input.parse(job.input) as never
    const result = await handler.run(database, runOf(database, job, input) as JobRun<never>)
    await finish(database, job.id, 'done', { result })
  } catch (error) {
    if (error instanceof JobCancelled) await finish(database, job.id, 'cancelled', {})
    else if (job.attempts >= job.maxAttempts) {
      log.error({ err: error, job: job.id, kind: job.kind }, 'job failed for good')
      await finish(database, job.id, 'failed', { error: messageOf(error) })
    } else {
      log.warn(
        { err: error, job: job.id, kind: job.kind, attempt: job.attempts },
        'job failed; will be tried again',
      )
      await postpone(database, job, messageOf(error))
    }
  } finally {
    clearInterval(heartbeat)
  }
  return true
}

/**
 * Queues the jobs of schedules that are due, by the wall clock of each company's zone. Several workers may ask; each
 * moment is queued once.
 */
export async function runDueCrons(
  database: Database,
  crons: readonly Cron[],
  companyIds: readonly string[],
): Promise<void> {
  const zones = new Map<string, string[]>()
  for (const companyId of companyIds) {
    const zone = await zoneOf(database, companyId)
    zones.set(zone, [...(zones.get(zone) ?? []), companyId])
  }
  for (const [timeZone, companies] of zones) {
    for (const cron of crons) await runIfDue(database, cron, { timeZone, companies })
  }
}

/** Each zone keeps its own next moment of a schedule. */
async function runIfDue(
  database: Database,
  cron: Cron,
  { timeZone, companies }: { timeZone: string; companies: readonly string[] },
): Promise<void> {
  const next =
    new Schedule(cron.schedule, { timezone: timeZone }).nextRun() ?? new Date(Date.now() + 3_600_000)
  const due = await database.row<{ due: Date | null }>(
    'kernel.take_cron',
    `insert into kernel.cron as c (name, next_at) values ($1, $2)
     on conflict (name) do update set next_at = $2, last_at = now() where c.next_at <= now()
     returning last_at as due`,
    [`${cron.name} ${timeZone}`, next],
  )
  if (!due?.due) return
  for (const companyId of companies) {
    await database.rows(
      'kernel.enqueue_cron',
      `insert into kernel.job (id, company_id, kind, input, run_at, unique_key, created_by, created_by_name, created_at)
       values (gen_random_uuid(), $1, $2, $3::jsonb, now(), $4, '00000000-0000-0000-0000-000000000000', 'schedule', now())
       on conflict (kind, unique_key) where state in ('queued', 'running') do nothing`,
      [companyId, cron.job, JSON.stringify(cron.input ?? {}), `${cron.name}:${companyId}`],
    )
  }
}

function runOf(database: Database, job: JobRow, input: unknown): JobRun {
  return {
    id: job.id,
    companyId: job.companyId,
    input,
    checkpoint: job.checkpoint,
    attempt: job.attempts,
    createdBy: job.createdBy,
    async progress({ done, total, checkpoint }) {
      const row = await database.row<{ cancelRequested: boolean }>(
        'kernel.job_progress',
        `update kernel.job
         set progress_done = $2, progress_total = coalesce($3, progress_total),
           checkpoint = coalesce($4::jsonb, checkpoint), lease_until = now() + make_interval(secs => $5)
         where id = $1
         returning cancel_requested`,
        [
          job.id,
          done,
          total ?? null,
          checkpoint === undefined ? null : JSON.stringify(checkpoint),
          leaseSeconds,
        ],
      )
      if (row?.cancelRequested) throw new JobCancelled()
    },
  }
}

async function renew(database: Database, id: string): Promise<void> {
  await database.rows(
    'kernel.renew_job',
    `update kernel.job set lease_until = now() + make_interval(secs => $2) where id = $1 and state = 'running'`,
    [id, leaseSeconds],
  )
}

async function finish(
  database: Database,
  id: string,
  state: 'done' | 'failed' | 'cancelled',
  { result, error }: { result?: unknown; error?: string },
): Promise<void> {
  await database.rows(
    'kernel.finish_job',
    `update kernel.job
     set state = $2, result = $3::jsonb, error = $4, finished_at = now(), lease_until = null where id = $1`,
    [id, state, result === undefined ? null : JSON.stringify(result), error ?? null],
  )
}

async function postpone(database: Database, job: JobRow, error: string): Promise<void> {
  const waitSeconds = retryBaseSeconds * 4 ** (job.attempts - 1)
  await database.rows(
    'kernel.postpone_job',
    `update kernel.job
     set state = 'queued', error = $2, run_at = now() + make_interval(secs => $3), lease_until = null where id = $1`,
    [job.id, error, waitSeconds],
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
