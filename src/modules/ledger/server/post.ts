import { hash } from 'node:crypto'
import type { Db } from '../../../kernel/server/connection.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { assert, DomainError } from '../../../kernel/shared/errors.ts'
import type { Leg } from '../shared/posting-rules.ts'

export interface TransferDraft {
  /** The idempotency key too: the same id with the same content has one effect. */
  id: string
  kind: 'post' | 'pending' | 'post-pending' | 'void-pending'
  /** The pending transfer that `post-pending` or `void-pending` resolves. */
  pendingId?: string
  /** The day it belongs to in the books, apart from the moment it is posted. */
  businessDate: string
  rule: string
  ref: { entity: string; id: string }
  memo?: string
  /** Positive debits, negative credits. Empty for `void-pending`, and for `post-pending` in full. */
  legs: readonly Leg[]
  currency: string
}

export interface TransferResult {
  id: string
  seq: bigint
  status: 'posted' | 'replayed' | 'refused'
  code?: string
}

/** One call of the function: one company, one currency. */
export const maxBatch = 1000

/** Posts drafts of one book in order, in one statement. `at` is the moment they are posted. */
export async function postBook(
  db: Db,
  book: { companyId: string; currency: string; at: Date },
  drafts: readonly TransferDraft[],
): Promise<TransferResult[]> {
  const rows = await db.rows<{
    transferSeq: bigint | null
    transferStatus: TransferResult['status']
    transferCode: string | null
  }>('ledger.post_batch', postBatchSql, [book.companyId, book.currency, book.at, ...columnsOf(drafts)])
  if (rows.length !== drafts.length)
    throw new DomainError('ledger.books-not-open', { currency: book.currency })
  return rows.map(({ transferSeq, transferStatus, transferCode }, index) => ({
    id: drafts[index]?.id ?? '',
    seq: transferSeq ?? 0n,
    status: transferStatus,
    ...(transferCode === null ? {} : { code: transferCode }),
  }))
}

/** Drafts of any currencies in the caller's company; books are locked in the order of their codes. */
export async function postDrafts(tx: Tx, drafts: readonly TransferDraft[]): Promise<TransferResult[]> {
  const results = new Array<TransferResult>(drafts.length)
  const byCurrency = new Map<string, number[]>()
  drafts.forEach((draft, index) => {
    const movesNothing = draft.legs.length === 0 && (draft.kind === 'post' || draft.kind === 'pending')
    if (movesNothing) results[index] = { id: draft.id, seq: 0n, status: 'posted' }
    else {
      const indexes = byCurrency.get(draft.currency)
      if (indexes) indexes.push(index)
      else byCurrency.set(draft.currency, [index])
    }
  })
  for (const currency of [...byCurrency.keys()].sort()) {
    const indexes = byCurrency.get(currency) ?? []
    for (let from = 0; from < indexes.length; from += maxBatch) {
      const part = indexes.slice(from, from + maxBatch)
      const book = { companyId: tx.principal.companyId, currency, at: tx.now }
      const posted = await postBook(
        tx,
        book,
        part.map((index) => drafts[index] as TransferDraft),
      )
      part.forEach((index, position) => {
        results[index] = posted[position] as TransferResult
      })
    }
  }
  return results
}

const postBatchSql = `
select transfer_seq, transfer_status, transfer_code
from ledger.post_batch(
  $1, $2, $3, $4::uuid[], $5::text[], $6::uuid[], $7::date[], $8::text[], $9::text[], $10::uuid[], $11::text[],
  $12::uuid[], $13::bigint[], $14::int[], $15::smallint[], $16::text[], $17::bigint[])`

/** Array literals are built here: the values are ids, dates and codes, and the driver's own quoting costs more than the query. */
function columnsOf(drafts: readonly TransferDraft[]): unknown[] {
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
  const legCodes: string[] = []
  const legAmounts: bigint[] = []
  drafts.forEach((draft, index) => {
    let sum = 0n
    let debits = 0n
    let text = ''
    draft.legs.forEach((leg, number) => {
      sum += leg.amountMinor
      if (leg.amountMinor > 0n) debits += leg.amountMinor
      legTransfers.push(index + 1)
      legNumbers.push(number + 1)
      legCodes.push(quoted(leg.account))
      legAmounts.push(leg.amountMinor)
      text += `|${leg.account}:${leg.amountMinor}`
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
    hashes.push(payloadHash(draft, text))
    amounts.push(debits)
  })
  return [
    ids,
    kinds,
    pending,
    dates,
    rules,
    refEntities,
    refIds,
    memos,
    hashes,
    amounts,
    legTransfers,
    legNumbers,
    legCodes,
    legAmounts,
  ].map((column) => `{${column.join(',')}}`)
}

/** 128 bits of SHA-256 over everything that was asked, as a UUID: the size of a key, and no two wishes share one. */
function payloadHash(draft: TransferDraft, legs: string): string {
  const wish = [
    draft.kind,
    draft.pendingId,
    draft.businessDate,
    draft.rule,
    draft.ref.entity,
    draft.ref.id,
    draft.currency,
    draft.memo,
  ]
  return hash('sha256', `${JSON.stringify(wish)}${legs}`, 'hex').slice(0, 32)
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) && text.toLowerCase() !== 'null'
    ? text
    : `"${text.replace(/["\\]/g, '\\$&')}"`
}
