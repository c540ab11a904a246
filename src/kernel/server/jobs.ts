import type { z } from 'zod'
import { notFound } from '../shared/errors.ts'
import { newId } from '../shared/ids.ts'
import type { Database } from './database.ts'
import type { Tx } from './transaction.ts'

export interface JobRow {
  id: string
  companyId: string
  kind: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  input: unknown
  checkpoint: unknown
  progressDone: bigint
  progressTotal: bigint | null
  result: unknown
  error: string | null
  errorFileId: string | null
  attempts: number
  maxAttempts: number
  runAt: Date
  cancelRequested: boolean
  createdBy: string
  createdByName: string
  createdAt: Date
  finishedAt: Date | null
}

/** What a running job holds: where it stopped last time, how to say how far it is, and whether it must stop. */
export interface JobRun<Input = unknown> {
  id: string
  companyId: string
  input: Input
  checkpoint: unknown
  attempt: number
  createdBy: string
  /** Renews the lease, keeps the checkpoint and tells people how far it is. Throws `JobCancelled` when asked to stop. */
  progress(state: {
    done: number | bigint
    total?: number | bigint | null
    checkpoint?: unknown
  }): Promise<void>
}

export interface JobHandler<Input = never> {
  kind: string
  input: z.ZodType
  /** May run again after a crash: each step must be safe to repeat. The answer becomes the job's result. */
  run(database: Database, job: JobRun<Input>): Promise<unknown>
}

export class JobCancelled extends Error {}

/** Identity at run time; keeps a handler's own input type while it is written. */
export function defineJob<Schema extends z.ZodType>(handler: {
  kind: string
  input: Schema
  run(database: Database, job: JobRun<z.output<Schema>>): Promise<unknown>
}): JobHandler {
  return handler as unknown as JobHandler
}

/**
 * Queues work in the caller's transaction. With a `uniqueKey`, a second request while the first waits or runs changes
 * nothing and answers the first job's id.
 */
export async function enqueue(
  tx: Tx,
  job: {
    kind: string
    input: unknown
    runAt?: Date
    uniqueKey?: string
    maxAttempts?: number
    total?: number
  },
): Promise<string> {
  const id = newId()
  const row = await tx.row<{ id: string }>(
    'kernel.enqueue_job',
    `with fresh as (
       insert into kernel.job
         (id, company_id, kind, input, run_at, unique_key, max_attempts, created_by, created_by_name, created_at, progress_total)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11)
       on conflict (kind, unique_key) where state in ('queued', 'running') do nothing
       returning id
     )
     select id from fresh
     union all
     select id from kernel.job where kind = $3 and unique_key = $6 and state in ('queued', 'running')
     limit 1`,
    [
      id,
      tx.principal.companyId,
      job.kind,
      JSON.stringify(job.input),
      job.runAt ?? tx.now,
      job.uniqueKey ?? null,
      job.maxAttempts ?? 3,
      tx.principal.id,
      tx.principal.name,
      tx.now,
      job.total ?? null,
    ],
  )
  return row?.id ?? id
}

/** Asks a job to stop; a waiting one stops at once, a running one at its next progress. */
export async function cancelJob(tx: Tx, id: string): Promise<void> {
  const touched = await tx.exec(
    'kernel.cancel_job',
    `update kernel.job
     set cancel_requested = true,
       state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then now() else finished_at end
     where id = $1 and company_id = $2 and state in ('queued', 'running')`,
    [id, tx.principal.companyId],
  )
  if (touched === 0) throw notFound('job', id)
}

/** Puts a failed or cancelled job back; it goes on from its checkpoint. */
export async function retryJob(tx: Tx, id: string): Promise<void> {
  const touched = await tx.exec(
    'kernel.retry_job',
    `update kernel.job
     set state = 'queued', attempts = 0, cancel_requested = false, run_at = now(), error = null, finished_at = null
     where id = $1 and company_id = $2 and state in ('failed', 'cancelled')`,
    [id, tx.principal.companyId],
  )
  if (touched === 0) throw notFound('job', id)
}
