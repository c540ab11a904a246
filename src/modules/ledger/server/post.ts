import type { Db } from '../../../kernel/server/connection.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { accountIds, type Book, forgetAccounts } from './account-ids.ts'
import { batchParameters } from './batch-parameters.ts'
import type { TransferDraft, TransferResult } from './transfer-draft.ts'

/** One call of the function: one company, one currency. */
export const maxBatch = 1000

const unknownAccount = 'ledger.unknown-account'

/** Posts drafts of one book in order, in one statement. `at` is the moment they are posted. */
export async function postBook(
  db: Db,
  book: Book & { at: Date },
  drafts: readonly TransferDraft[],
): Promise<TransferResult[]> {
  const results = await callPostBatch(db, book, drafts)
  const unknown = results.flatMap((result, index) => (result.code === unknownAccount ? [index] : []))
  if (unknown.length > 0) {
    // Nothing was kept of these, so they may be tried again with ids read anew.
    forgetAccounts(book)
    const again = await callPostBatch(
      db,
      book,
      unknown.map((index) => drafts[index] as TransferDraft),
    )
    unknown.forEach((index, position) => {
      results[index] = again[position] as TransferResult
    })
  }
  return results
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

async function callPostBatch(
  db: Db,
  book: Book & { at: Date },
  drafts: readonly TransferDraft[],
): Promise<TransferResult[]> {
  const codes = new Set<string>()
  for (const draft of drafts) for (const leg of draft.legs) codes.add(leg.account)
  const ids = await accountIds(db, book, codes)
  const rows = await db.rows<{
    transferSeq: bigint | null
    transferStatus: TransferResult['status']
    transferCode: string | null
  }>('ledger.post_batch', postBatchSql, [
    book.companyId,
    book.currency,
    book.at,
    ...batchParameters(drafts, ids),
    codes.size,
  ])
  if (rows.length !== drafts.length)
    throw new DomainError('ledger.books-not-open', { currency: book.currency })
  return rows.map(({ transferSeq, transferStatus, transferCode }, index) => ({
    id: drafts[index]?.id ?? '',
    seq: transferSeq ?? 0n,
    status: transferStatus,
    ...(transferCode === null ? {} : { code: transferCode }),
  }))
}

const postBatchSql = `
select transfer_seq, transfer_status, transfer_code
from ledger.post_batch(
  $1, $2, $3, $4::uuid[], $5::text[], $6::uuid[], $7::date[], $8::text[], $9::text[], $10::uuid[], $11::text[],
  $12::uuid[], $13::bigint[], $14::int[], $15::smallint[], $16::uuid[], $17::bigint[], $18)`
