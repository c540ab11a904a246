import { DomainError } from '../../shared/errors.ts'
import type { Db } from '../connection.ts'

/** Failures after which an account waits, and after which an address does: an office shares one address. */
const accountLimit = 5
const addressLimit = 20
const firstWaitSeconds = 30
const longestWaitSeconds = 15 * 60
/** After a quiet hour the count starts anew. */
const forgottenAfterSeconds = 60 * 60

/**
 * Counts a try before the password is looked at, so that a thousand at once are not a thousand guesses. Refuses with
 * `identity.locked` (429) and the seconds to wait; each failure beyond the limit doubles them.
 */
export async function takeAttempt(db: Db, { email, ip }: { email: string; ip: string }): Promise<void> {
  const taken = await db.rows<{ subject: string }>('kernel.take_login_attempt', takeSql, [
    [accountSubject(email), `address:${ip}`],
    accountLimit,
    addressLimit,
    firstWaitSeconds,
    longestWaitSeconds,
    forgottenAfterSeconds,
  ])
  if (taken.length === 2) return
  const lock = await db.row<{ seconds: number }>(
    'kernel.login_lock',
    `select ceil(extract(epoch from max(locked_until) - now()))::int as seconds
     from kernel.login_attempt where subject = any($1)`,
    [[accountSubject(email), `address:${ip}`]],
  )
  throw new DomainError('identity.locked', { seconds: Math.max(1, lock?.seconds ?? 1) }, 429)
}

/** A right password clears its account. The address keeps its count, or one good account would cover for guesses. */
export async function clearAttempts(db: Db, { email, ip }: { email: string; ip: string }): Promise<void> {
  await db.rows(
    'kernel.clear_login_attempts',
    `with forgiven as (
       update kernel.login_attempt set failures = failures - 1, locked_until = null
       where subject = $2 and failures <= $3
     )
     delete from kernel.login_attempt where subject = $1`,
    [accountSubject(email), `address:${ip}`, addressLimit],
  )
}

function accountSubject(email: string): string {
  return `account:${email.toLowerCase()}`
}

const limit = `case when a.subject like 'account:%' then $2::int else $3::int end`

const takeSql = `
insert into kernel.login_attempt as a (subject, failures, last_at)
select subject, 1, now()
from unnest($1::text[]) as subject
order by subject
on conflict (subject) do update
set failures = case when a.last_at < now() - make_interval(secs => $6) then 1 else a.failures + 1 end,
  last_at = now(),
  locked_until = case
    when a.last_at < now() - make_interval(secs => $6) or a.failures + 1 < ${limit} then null
    else now() + make_interval(secs => least($5::int, $4::int * 2 ^ least(20, a.failures + 1 - ${limit})))
  end
where a.locked_until is null or a.locked_until <= now()
returning subject`
