import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { assert } from '../shared/errors.ts'
import { type Db, runnerOf } from './connection.ts'
import { flushNewsSql } from './news.ts'
import type { Principal } from './principal.ts'

declare const txBrand: unique symbol

/**
 * An open transaction. Only `database.transaction` makes one; a pool does not type-check in its place, and one kept
 * past its commit throws.
 */
export interface Tx extends Db {
  readonly [txBrand]: true
  /** The moment the transaction began, the only clock of business code. */
  readonly now: Date
  readonly principal: Principal
  readonly traceId: string
  /** Runs a statement for its effect; answers the number of rows it touched. */
  exec(name: string, text: string, values?: readonly unknown[]): Promise<number>
  /**
   * Sends a statement whose answer nobody needs and does not wait for it; PostgreSQL runs it in its turn. Should it
   * fail, the transaction fails with its error, at the latest before the commit. `check` looks at the rows it touched.
   */
  send(name: string, text: string, values: readonly unknown[], check?: (touched: number) => void): void
  /** Runs `work` inside a savepoint: its failure undoes only its own statements and news. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>
  /** Runs as the last work before the commit, for what holds a lock that everyone waits for. */
  beforeCommit(work: () => Promise<unknown>): void
  /** Runs after the commit, never after a rollback. For hints only: what must happen goes through an event. */
  afterCommit(hint: () => void): void
  readonly ip?: string | undefined
  /** Rows of `emit` and `audit`, written together right before the commit. */
  readonly news: { events: unknown[]; audits: unknown[] }
}

export interface TransactionContext {
  principal: Principal
  traceId?: string
  /** Overrides the clock, for imports that carry their own dates and for tests. */
  now?: Date
  ip?: string | undefined
}

export async function beginTransaction<Result>(
  pool: pg.Pool,
  context: TransactionContext,
  work: (tx: Tx) => Promise<Result>,
  prepared: boolean,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  const hints: (() => void)[] = []
  const handle = openHandle(client, context, prepared, hints)
  try {
    handle.travel(client.query('begin'))
    const result = await work(handle.tx)
    flushNews(handle.tx)
    for (const last of handle.lastWork) await last()
    flushNews(handle.tx)
    await handle.settle()
    handle.close()
    await client.query('commit')
    for (const hint of hints) hint()
    return result
  } catch (later) {
    handle.close()
    // What fails after a sent statement has failed only says that the transaction is broken.
    const error = await handle.settle().then(
      () => later,
      (first) => first,
    )
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** The same transaction, its news told in another principal's name and under another trace. */
export function actAs(tx: Tx, act: { principal: Principal; traceId: string }): Tx {
  return Object.create(tx, { principal: { value: act.principal }, traceId: { value: act.traceId } }) as Tx
}

interface Handle {
  tx: Tx
  lastWork: (() => Promise<unknown>)[]
  /** Takes a statement that is under way among those to settle. */
  travel(answer: Promise<unknown>): void
  /** Waits for what was sent; throws the first failure among it. */
  settle(): Promise<void>
  close(): void
}

function openHandle(
  client: pg.PoolClient,
  context: TransactionContext,
  prepared: boolean,
  hints: (() => void)[],
): Handle {
  let open = true
  /** The first failure among what was sent, the begin included: nothing more goes out after it. */
  let failed: unknown
  const guarded = {
    query(config: never) {
      assert(open, 'a transaction was used after its end')
      if (failed !== undefined) throw failed
      return client.query(config) as never
    },
  }
  const run = runnerOf(guarded as never, prepared)
  let sent: Promise<unknown>[] = []
  async function settle(): Promise<void> {
    const waited = await Promise.allSettled(sent)
    sent = []
    failed = undefined
    const failure = waited.find((one) => one.status === 'rejected')
    if (failure) throw failure.reason
  }
  function travel(answer: Promise<unknown>): void {
    answer.catch((error) => {
      failed ??= error
    })
    sent.push(answer)
  }
  const news: Tx['news'] = { events: [], audits: [] }
  const lastWork: (() => Promise<unknown>)[] = []
  const tx = {
    ...run,
    now: context.now ?? new Date(),
    principal: context.principal,
    traceId: context.traceId ?? randomBytes(16).toString('hex'),
    ip: context.ip,
    news,
    async exec(name: string, text: string, values: readonly unknown[] = []) {
      const named = prepared && name !== '' ? { name } : {}
      const result: pg.QueryResult = await guarded.query({ text, values, ...named } as never)
      return result.rowCount ?? 0
    },
    send(name: string, text: string, values: readonly unknown[], check?: (touched: number) => void) {
      travel(tx.exec(name, text, values).then(check))
    },
    async attempt<Result>(inner: () => Promise<Result>): Promise<Result> {
      await settle()
      const eventsBefore = news.events.length
      const auditsBefore = news.audits.length
      const workBefore = lastWork.length
      await guarded.query('savepoint attempt' as never)
      try {
        const result = await inner()
        // What was left for the end belongs to this piece of work: its failure must undo only this piece.
        for (const last of lastWork.splice(workBefore)) await last()
        await settle()
        await guarded.query('release savepoint attempt' as never)
        return result
      } catch (later) {
        const error = await settle().then(
          () => later,
          (first) => first,
        )
        news.events.length = eventsBefore
        news.audits.length = auditsBefore
        lastWork.length = workBefore
        await guarded.query('rollback to savepoint attempt' as never)
        throw error
      }
    },
    beforeCommit(work: () => Promise<unknown>) {
      lastWork.push(work)
    },
    afterCommit(hint: () => void) {
      hints.push(hint)
    },
  } as unknown as Tx
  return {
    tx,
    lastWork,
    travel,
    settle,
    close() {
      open = false
    },
  }
}

/** One statement carries all news of a transaction, however many documents it moved. */
function flushNews(tx: Tx): void {
  const { events, audits } = tx.news
  if (events.length === 0 && audits.length === 0) return
  const values = [JSON.stringify(events), JSON.stringify(audits)]
  tx.news.events.length = 0
  tx.news.audits.length = 0
  tx.send('kernel.flush_news', flushNewsSql, values)
}
