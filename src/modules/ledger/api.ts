import type { Db } from '../../kernel/server/connection.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import { DomainError } from '../../kernel/shared/errors.ts'
import { openBook } from './server/books.ts'
import { postDrafts } from './server/post.ts'
import { reverseTransfer } from './server/reverse.ts'
import type { TransferDraft, TransferResult } from './server/transfer-draft.ts'

export { type Entry, entriesOf } from './server/entries.queries.ts'
export { type LedgerLane, ledgerLane } from './server/lane.ts'
export type { TransferDraft, TransferResult } from './server/transfer-draft.ts'
export type { Leg } from './shared/posting-rules.ts'

/**
 * Posts transfers in the order given, for the caller's company. It takes the ledger's head lock and keeps it until the
 * commit, so it must be the last database work of a transaction.
 *
 * Answers in the same order. `refused` carries a code: `ledger.overdraft`, `ledger.period-closed`,
 * `ledger.replay-mismatch`, `ledger.unknown-account`, `ledger.account-inactive`, `ledger.no-such-pending`,
 * `ledger.already-resolved`, `ledger.more-than-pending`. A draft whose legs are empty moves nothing: it is answered
 * `posted` with seq 0 and leaves no record. Throws `ledger.books-not-open`; legs that do not sum to zero are a bug.
 */
export async function post(tx: Tx, transfers: readonly TransferDraft[]): Promise<TransferResult[]> {
  return postDrafts(tx, transfers)
}

/** `post`, where a refusal must undo the caller's whole transaction: throws the first one as a DomainError. */
export async function mustPost(tx: Tx, transfers: readonly TransferDraft[]): Promise<TransferResult[]> {
  const results = await postDrafts(tx, transfers)
  const refused = results.findIndex((result) => result.status === 'refused')
  if (refused >= 0) {
    throw new DomainError(results[refused]?.code ?? 'ledger.refused', {
      businessDate: transfers[refused]?.businessDate,
      rule: transfers[refused]?.rule,
    })
  }
  return results
}

/** Opens the chart, the head and the accounting periods of a company's book. Doing it again changes nothing. */
export async function openBooks(
  tx: Tx,
  book: { companyId: string; currency: string; firstYear?: number },
): Promise<void> {
  await openBook(tx, book)
}

/**
 * Undoes a transfer by a new one with debit and credit exchanged. Throws `kernel.not-found`, `ledger.already-reversed`,
 * `ledger.not-reversible` and whatever posting refuses. Like `post`, the last work of a transaction.
 */
export async function reverse(
  tx: Tx,
  wish: { transferId: string; reason: string; businessDate: string; id?: string },
): Promise<TransferResult> {
  return reverseTransfer(tx, wish)
}

export interface AccountBalance {
  code: string
  kind: string
  currency: string
  /** Debits less credits of everything posted. */
  postedMinor: bigint
  heldMinor: bigint
}

/** What every account of a company's book holds now. */
export async function balances(
  db: Db,
  book: { companyId: string; currency: string },
): Promise<AccountBalance[]> {
  return db.rows<AccountBalance>(
    'ledger.balances',
    `select code, kind, currency, posted as posted_minor, held as held_minor
     from ledger.account where company_id = $1 and currency = $2 order by code`,
    [book.companyId, book.currency],
  )
}

/**
 * What the house's own rules have left on accounts of each book, debits less credits: entries and reversals that a person
 * made by hand are taken out again.
 */
export async function ruledBalances(
  db: Db,
  codes: readonly string[],
): Promise<{ companyId: string; currency: string; code: string; postedMinor: bigint }[]> {
  return db.rows(
    'ledger.ruled_balances',
    `select a.company_id, a.currency, a.code, a.posted - coalesce(hand.total, 0)::bigint as posted_minor
     from ledger.account a
     left join (
       select p.account_id, sum(p.amount_minor) as total
       from ledger.transfer t
       join ledger.account o on o.company_id = t.company_id and o.currency = t.currency and o.code = any($1)
       join ledger.posting p on p.account_id = o.id and p.seq = t.seq
       where t.rule in ('manual', 'reversal') and t.status = 'posted'
       group by p.account_id
     ) hand on hand.account_id = a.id
     where a.code = any($1)
     order by a.company_id, a.currency, a.code`,
    [codes],
  )
}

/** How many transfers speak of each record and what their debits sum to; refused ones are not counted. */
export async function transfersOf(
  db: Db,
  refs: { rule: string; ids: readonly string[] },
): Promise<{ refId: string; count: bigint; amountMinor: bigint }[]> {
  return db.rows(
    'ledger.transfers_of',
    `select ref_id, count(*) as count, sum(amount_minor)::bigint as amount_minor
     from ledger.transfer
     where ref_id = any($1) and rule = $2 and status = 'posted'
     group by ref_id`,
    [refs.ids, refs.rule],
  )
}

/** The first business date after every closed period; null when none is closed. */
export async function openFrom(db: Db, companyId: string): Promise<string | null> {
  const row = await db.row<{ opensOn: string | null }>(
    'ledger.open_from',
    `select max(ends_on) + 1 as opens_on from ledger.period where company_id = $1 and state = 'closed'`,
    [companyId],
  )
  return row?.opensOn ?? null
}
