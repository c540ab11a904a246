import { z } from 'zod'
import type { Database } from '../database.ts'
import { defineJob, type JobRun } from '../jobs.ts'
import type { Cron } from '../module.ts'
import { forgetWords } from './search/search-index.ts'

/** Promised for a day; a week lets a caller that was down over a holiday repeat safely. */
const idempotencyDays = 7
const notificationDays = 180
const batchRows = 10_000

/** Removes what has served its time: old idempotency keys, old notifications, names no record carries any more. */
export const tidyUp = defineJob({
  kind: 'kernel.tidy-up',
  input: z.object({}),
  async run(database, job) {
    const keys = await removeInBatches(database, job, {
      name: 'kernel.forget_keys',
      text: `delete from kernel.idempotency where ctid in (
        select ctid from kernel.idempotency
        where company_id = $1 and created_at < now() - make_interval(days => ${idempotencyDays})
        limit ${batchRows})`,
    })
    const notifications = await removeInBatches(database, job, {
      name: 'kernel.forget_notifications',
      text: `delete from kernel.notification where id in (
        select id from kernel.notification
        where company_id = $1 and at < now() - make_interval(days => ${notificationDays})
        limit ${batchRows})`,
    })
    await forgetWords(database, job.companyId)
    await database.rows(
      'kernel.forget_workers',
      `delete from kernel.worker where seen_at < now() - interval '1 day'`,
    )
    return { keys, notifications }
  },
})

export const tidyUpDaily: Cron = { name: 'kernel.tidy-up', schedule: '50 3 * * *', job: tidyUp.kind }

/** In batches, so that no statement holds many rows for long. */
async function removeInBatches(
  database: Database,
  job: JobRun<object>,
  statement: { name: string; text: string },
): Promise<number> {
  let removed = 0
  for (;;) {
    const row = await database.row<{ count: bigint }>(
      statement.name,
      `with gone as (${statement.text} returning 1) select count(*) from gone`,
      [job.companyId],
    )
    const count = Number(row?.count ?? 0n)
    removed += count
    await job.progress({ done: removed })
    if (count < batchRows) return removed
  }
}
