import { z } from 'zod'
import { defineJob } from '../jobs.ts'
import type { Cron } from '../module.ts'

const keptDays = 90

/** Sessions are kept three months after their end, for whoever asks where someone was logged in; then they go. */
export const forgetSessions = defineJob({
  kind: 'identity.forget-sessions',
  input: z.object({}),
  async run(database) {
    const rows = await database.rows<{ sessions: bigint }>(
      'kernel.forget_sessions',
      `with attempts as (
         delete from kernel.login_attempt where last_at < now() - make_interval(days => $1)
       ), proofs as (
         delete from kernel.verification where expires_at < now() - make_interval(days => $1)
       ), gone as (
         delete from kernel.session
         where least(expires_at, coalesce(revoked_at, expires_at)) < now() - make_interval(days => $1)
         returning 1
       )
       select count(*) as sessions from gone`,
      [keptDays],
    )
    return { sessions: String(rows[0]?.sessions ?? 0n) }
  },
})

export const forgetSessionsDaily: Cron = {
  name: 'identity.forget-sessions',
  schedule: '40 3 * * *',
  job: forgetSessions.kind,
}
