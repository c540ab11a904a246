import { DomainError } from '../shared/errors.ts'
import './json.ts'
import type { Tx } from './transaction.ts'

/** A caller's key on one request; the hash tells an honest repeat from another request under the same key. */
export interface ClaimedKey {
  principalId: string
  key: string
  route: string
  bodyHash: string
}

export interface KeptAnswer {
  status: number
  response: unknown
  /** The response as JSON, where it has been written out already. */
  json?: string
}

/**
 * Takes keys for this transaction. Per claim, in order: nothing when it is ours now, the answer an earlier request
 * left, or a refusal when the key was used for something else. Waits for requests still at work under the same key.
 */
export async function claimKeys(
  tx: Tx,
  claims: readonly (ClaimedKey | undefined)[],
): Promise<(KeptAnswer | DomainError | undefined)[]> {
  const given = claims.filter((claim) => claim !== undefined)
  if (given.length === 0) return claims.map(() => undefined)
  const fresh = await tx.rows<{ principalId: string; key: string }>('kernel.claim_keys', claimSql, [
    tx.principal.companyId,
    given.map((claim) => claim.principalId),
    given.map((claim) => claim.key),
    given.map((claim) => claim.route),
    given.map((claim) => claim.bodyHash),
    tx.now,
  ])
  if (fresh.length === given.length) return claims.map(() => undefined)
  const ours = new Set(fresh.map((row) => `${row.principalId} ${row.key}`))
  const earlier = await earlierAnswers(tx, claims)
  return claims.map((claim, index) => {
    if (!claim || ours.has(`${claim.principalId} ${claim.key}`)) return undefined
    return earlier[index] ?? new DomainError('kernel.try-again', {}, 503)
  })
}

/** What earlier requests left under these keys, in order; a refusal where a key was used for something else. */
export async function earlierAnswers(
  tx: Tx,
  claims: readonly (ClaimedKey | undefined)[],
): Promise<(KeptAnswer | DomainError | undefined)[]> {
  const given = claims.filter((claim) => claim !== undefined)
  if (given.length === 0) return claims.map(() => undefined)
  const rows = await tx.rows<ClaimedKey & KeptAnswer>('kernel.read_keys', readSql, [
    tx.principal.companyId,
    given.map((claim) => claim.principalId),
    given.map((claim) => claim.key),
  ])
  if (rows.length === 0) return claims.map(() => undefined)
  const byKey = new Map(rows.map((row) => [`${row.principalId} ${row.key}`, row]))
  return claims.map((claim) => {
    const found = claim && byKey.get(`${claim.principalId} ${claim.key}`)
    if (!found || found.status === 0) return undefined
    const same = found.route === claim.route && found.bodyHash === claim.bodyHash
    return same ? found : new DomainError('kernel.idempotency-mismatch', { key: claim.key })
  })
}

/**
 * Keeps answers under keys that were free when `earlierAnswers` looked, for batches that would rather write once. Fails
 * with `kernel.key-taken` when another transaction has used one meanwhile; the batch must then be done again.
 */
export function recordAnswers(tx: Tx, kept: readonly { claim: ClaimedKey; answer: KeptAnswer }[]): void {
  if (kept.length === 0) return
  const values = [
    tx.principal.companyId,
    kept.map(({ claim }) => claim.principalId),
    kept.map(({ claim }) => claim.key),
    kept.map(({ claim }) => claim.route),
    kept.map(({ claim }) => claim.bodyHash),
    kept.map(({ answer }) => answer.status),
    kept.map(({ answer }) => answer.json ?? JSON.stringify(answer.response ?? null)),
    tx.now,
  ]
  tx.send('kernel.record_answers', recordSql, values, (written) => {
    if (written !== kept.length) throw new DomainError('kernel.key-taken', {}, 503)
  })
}

/** Keeps what was answered under each key; a refused request gives its key back, so that it may be corrected. */
export async function keepAnswers(
  tx: Tx,
  kept: readonly { claim: ClaimedKey | undefined; answer: KeptAnswer | DomainError | undefined }[],
): Promise<void> {
  const answered = kept.filter(
    (entry) => entry.claim && entry.answer && !(entry.answer instanceof DomainError),
  )
  const refused = kept.filter((entry) => entry.claim && entry.answer instanceof DomainError)
  if (answered.length > 0) {
    const answers = answered.map(({ answer }) => answer as KeptAnswer)
    await tx.exec('kernel.keep_answers', keepSql, [
      tx.principal.companyId,
      answered.map(({ claim }) => claim?.principalId),
      answered.map(({ claim }) => claim?.key),
      answers.map(({ status }) => status),
      answers.map(({ response }) => JSON.stringify(response ?? null)),
    ])
  }
  if (refused.length > 0) {
    await tx.exec('kernel.give_back_keys', giveBackSql, [
      tx.principal.companyId,
      refused.map(({ claim }) => claim?.principalId),
      refused.map(({ claim }) => claim?.key),
    ])
  }
}

// Sorted, so that two transactions with several keys in common cannot wait for each other in a ring.
const claimSql = `
insert into kernel.idempotency (company_id, principal_id, key, route, body_hash, status, created_at)
select $1, k.principal_id, k.key, k.route, k.body_hash, 0, $6
from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as k(principal_id, key, route, body_hash)
order by k.principal_id, k.key
on conflict do nothing
returning principal_id, key`

const recordSql = `
insert into kernel.idempotency (company_id, principal_id, key, route, body_hash, status, response, created_at)
select $1, k.principal_id, k.key, k.route, k.body_hash, k.status, k.response::json, $8
from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])
  as k(principal_id, key, route, body_hash, status, response)
order by k.principal_id, k.key
on conflict do nothing`

// One look at the primary key per claim. A plain join, planned while the table is empty, would read all of it for ever.
const readSql = `
select i.principal_id, i.key, i.route, i.body_hash, i.status, i.response
from unnest($2::uuid[], $3::text[]) as k(principal_id, key)
cross join lateral (
  select *
  from kernel.idempotency
  where company_id = $1 and principal_id = k.principal_id and key = k.key
  limit 1
) i`

const keepSql = `
update kernel.idempotency i
set status = k.status, response = k.response::json
from unnest($2::uuid[], $3::text[], $4::int[], $5::text[]) as k(principal_id, key, status, response)
where i.company_id = $1 and i.principal_id = k.principal_id and i.key = k.key`

// A key still without an answer is this transaction's own.
const giveBackSql = `
delete from kernel.idempotency i
using unnest($2::uuid[], $3::text[]) as k(principal_id, key)
where i.company_id = $1 and i.principal_id = k.principal_id and i.key = k.key and i.status = 0`
