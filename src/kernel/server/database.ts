import pg from 'pg'
import { DomainError } from '../shared/errors.ts'
import { learnCompanies } from './company-clock.ts'
import { constraintOf, type Db, runnerOf, sqlState } from './connection.ts'
import { beginTransaction, type TransactionContext, type Tx } from './transaction.ts'
import { TurnSocket } from './turn-socket.ts'

export interface Database extends Db {
  /**
   * Runs `work` in one transaction. Serialization failures and deadlocks are tried three times in all, so `work` must
   * have no effect outside the database.
   */
  transaction<Result>(context: TransactionContext, work: (tx: Tx) => Promise<Result>): Promise<Result>
  close(): Promise<void>
  readonly pool: pg.Pool
}

export interface DatabaseOptions {
  url: string
  /** Connections this process may hold. */
  poolSize?: number
  /** The role statements run as; the owner's own when absent. */
  role?: string
  applicationName?: string
  /** Off behind poolers that cannot carry prepared statements. */
  preparedStatements?: boolean
}

const attemptsInAll = 3
const retryable = new Set(['40001', '40P01'])
const connectionTimeoutMs = 10_000

export function openDatabase(options: DatabaseOptions): Database {
  const settings: pg.PoolConfig & { pipeline: boolean } = {
    connectionString: options.url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: connectionTimeoutMs,
    idleTimeoutMillis: 60_000,
    // Statements that do not need each other's answers travel together; PostgreSQL still runs them in order.
    pipeline: true,
    stream: () => new TurnSocket(),
    application_name: options.applicationName ?? 'wheelhouse',
    options: `-c TimeZone=UTC${options.role ? ` -c role=${options.role}` : ''}`,
  }
  const pool = new pg.Pool(settings)
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  const run = runnerOf(pool, options.preparedStatements !== false)
  return {
    ...run,
    pool,
    async transaction(context, work) {
      await learnCompanies(run, [context.principal.companyId])
      for (let attempt = 1; ; attempt++) {
        try {
          return await beginTransaction(pool, context, work, options.preparedStatements !== false)
        } catch (error) {
          if (attempt >= attemptsInAll || !retryable.has(sqlState(error) ?? '')) throw refusalFrom(error)
        }
      }
    },
    close: () => pool.end(),
  }
}

/** Constraint names say the rule they keep, so a broken one becomes a refusal with that name. */
export function refusalFrom(error: unknown): unknown {
  const state = sqlState(error)
  const rule = constraintOf(error)
  if (state === '23505') return new DomainError('kernel.already-there', { rule }, 409)
  if (state === '23503') return new DomainError('kernel.still-referenced', { rule }, 409)
  if (state === '23514' || state === '23P01') return new DomainError('kernel.rule-broken', { rule }, 422)
  if (state === '22001' || state === '22003') return new DomainError('kernel.value-too-large', {}, 422)
  if (state === '40001' || state === '40P01' || state === '55P03')
    return new DomainError('kernel.try-again', {}, 503)
  return error
}
