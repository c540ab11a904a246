import { hash } from 'node:crypto'
import { nilId } from '../../../kernel/server/principal.ts'
import { assert } from '../../../kernel/shared/errors.ts'
import type { TransferDraft } from './transfer-draft.ts'

/**
 * The arrays of `ledger.post_batch` as PostgreSQL literals. They are built here because the values are ids, dates and
 * codes, and the driver's own quoting costs more than the query. Legs that do not sum to zero are a bug: it throws.
 */
export function batchParameters(
  drafts: readonly TransferDraft[],
  accountIds: ReadonlyMap<string, string>,
): string[] {
  const ids: string[] = []
  const kinds: string[] = []
  const pending: string[] = []
  const dates: string[] = []
  const rules: string[] = []
  const refEntities: string[] = []
  const refIds: string[] = []
  const memos: string[] = []
  const hashes: string[] = []
  const amounts: bigint[] = []
  const legTransfers: number[] = []
  const legNumbers: number[] = []
  const legAccounts: string[] = []
  const legAmounts: bigint[] = []
  drafts.forEach((draft, index) => {
    let sum = 0n
    let debits = 0n
    let legText = ''
    draft.legs.forEach((leg, number) => {
      sum += leg.amountMinor
      if (leg.amountMinor > 0n) debits += leg.amountMinor
      legTransfers.push(index + 1)
      legNumbers.push(number + 1)
      legAccounts.push(accountIds.get(leg.account) ?? nilId)
      legAmounts.push(leg.amountMinor)
      legText += `|${leg.account}:${leg.amountMinor}`
    })
    assert(sum === 0n, `${draft.rule} of ${draft.ref.entity} ${draft.ref.id} does not sum to zero`)
    assert(
      (draft.pendingId !== undefined) === (draft.kind === 'post-pending' || draft.kind === 'void-pending'),
      'pendingId goes with a resolution',
    )
    ids.push(draft.id)
    kinds.push(draft.kind)
    pending.push(draft.pendingId ?? 'null')
    dates.push(draft.businessDate)
    rules.push(quoted(draft.rule))
    refEntities.push(quoted(draft.ref.entity))
    refIds.push(draft.ref.id)
    memos.push(draft.memo === undefined ? 'null' : quoted(draft.memo))
    hashes.push(payloadHash(draft, legText))
    amounts.push(debits)
  })
  return [
    literal(ids),
    literal(kinds),
    literal(pending),
    literal(dates),
    literal(rules),
    literal(refEntities),
    literal(refIds),
    literal(memos),
    literal(hashes),
    literal(amounts),
    literal(legTransfers),
    literal(legNumbers),
    literal(legAccounts),
    literal(legAmounts),
  ]
}

/** 128 bits of SHA-256 over everything that was asked, as a UUID: the size of a key, and no two wishes share one. */
function payloadHash(draft: TransferDraft, legText: string): string {
  const { kind, pendingId, businessDate, rule, ref, currency, memo } = draft
  const wish = JSON.stringify([kind, pendingId, businessDate, rule, ref.entity, ref.id, currency, memo])
  return hash('sha256', `${wish}${legText}`, 'hex').slice(0, 32)
}

function literal(values: readonly unknown[]): string {
  return `{${values.join(',')}}`
}

/** Plain words stand as they are; anything else is quoted, and so is the word that would be read as no value. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) && text.toLowerCase() !== 'null'
    ? text
    : `"${text.replace(/["\\]/g, '\\$&')}"`
}
