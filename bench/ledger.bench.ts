import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Database, openDatabase } from '../src/kernel/server/database.ts'
import kernel from '../src/kernel/server/kernel.module.ts'
import { applicationRole, migrate } from '../src/kernel/server/migrations.ts'
import { startEmbedded } from '../src/kernel/server/postgres/embedded-server.ts'
import { systemPrincipal } from '../src/kernel/server/principal.ts'
import { newId } from '../src/kernel/shared/ids.ts'
import { openBooks, type TransferDraft } from '../src/modules/ledger/api.ts'
import ledger from '../src/modules/ledger/module.ts'
import { ledgerLane } from '../src/modules/ledger/server/lane.ts'
import { postBook } from '../src/modules/ledger/server/post.ts'
import type { BenchOptions, Measurement } from './main.ts'
import { floorOfTpcB, prepareTpcB } from './tpc-b.ts'

const defaultRounds = 5
const defaultSliceMs = 3_000
/** pgbench's scale factor, 100,000 accounts each: that of the measurements the goals come from. */
const defaultScale = 50
const wallets = 10_000
const batchOf = 100
const callers = 1000

/**
 * Transfers a second against the TPC-B-like transaction of pgbench on the same server in the same run, alternating. Every
 * transfer has three legs, and one of them is always the same fee account: the hottest row a ledger can have.
 */
export async function run({ args, say }: BenchOptions): Promise<Measurement> {
  const rounds = numberIn(args, 'rounds') ?? defaultRounds
  const sliceMs = numberIn(args, 'slice') ?? defaultSliceMs
  const scale = numberIn(args, 'scale') ?? defaultScale
  const home = await place(process.env.BENCH_DATABASE_URL)
  try {
    await migrate(home.url, [kernel, ledger])
    const floorPool = new pg.Pool({ connectionString: home.url, max: 8 })
    // Idle connections end with the server; what matters fails in its own call.
    floorPool.on('error', () => {})
    say(`loading TPC-B at scale ${scale}`)
    await prepareTpcB(floorPool, scale)
    const database = openDatabase({ url: home.url, role: applicationRole, poolSize: 4 })
    const companyId = await openCompany(database)
    const results: { floor: number; batch: number; callers: number }[] = []
    await floorOfTpcB(floorPool, { scale, clients: 8, sliceMs: 1_000 })
    await inBatches(database, companyId, 1_000)
    for (let round = 1; round <= rounds; round++) {
      const result = {
        floor: await floorOfTpcB(floorPool, { scale, clients: 8, sliceMs }),
        batch: await inBatches(database, companyId, sliceMs),
        callers: await byCallers(database, companyId, sliceMs),
      }
      results.push(result)
      say(
        `round ${round}: floor ${Math.round(result.floor)}/s, batches of ${batchOf} ${Math.round(result.batch)}/s (${(result.batch / result.floor).toFixed(1)} x), ${callers} callers ${Math.round(result.callers)}/s (${(result.callers / result.floor).toFixed(1)} x)`,
      )
    }
    const proof = await prove(database)
    await database.close()
    await floorPool.end()
    return {
      name: 'ledger',
      value: Math.round(median(results.map((result) => result.callers))),
      unit: 'transfers/s',
      floor: Math.round(median(results.map((result) => result.floor))),
      ratio: rounded(median(results.map((result) => result.callers / result.floor))),
      goal: `>= 9 with ${callers} callers, >= 5 in batches of ${batchOf}, of the TPC-B-like floor`,
      details: {
        batches: {
          of: batchOf,
          value: Math.round(median(results.map((result) => result.batch))),
          ratio: rounded(median(results.map((result) => result.batch / result.floor))),
        },
        rounds: results.map((result) => ({
          floor: Math.round(result.floor),
          batches: rounded(result.batch / result.floor),
          callers: rounded(result.callers / result.floor),
        })),
        conditions: {
          floor: 'TPC-B-like of pgbench, 8 connections, its default protocol, over pg',
          scale,
          sliceMs,
          legs: 3,
          wallets,
          hotAccount: 'one fee account in every transfer',
        },
        ...proof,
      },
    }
  } finally {
    await home.remove()
  }
}

async function inBatches(database: Database, companyId: string, sliceMs: number): Promise<number> {
  const start = performance.now()
  let done = 0
  while (performance.now() - start < sliceMs) {
    const drafts = Array.from({ length: batchOf }, someTransfer)
    await postBook(database, { companyId, currency: 'KRW', at: new Date() }, drafts)
    done += batchOf
  }
  return (done * 1000) / (performance.now() - start)
}

/** Callers who know nothing of each other, each waiting for its own answer before it asks again. */
async function byCallers(database: Database, companyId: string, sliceMs: number): Promise<number> {
  const lane = ledgerLane(database)
  const start = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - start < sliceMs) {
        const result = await lane.submit(companyId, someTransfer())
        if (result.status !== 'posted') throw new Error(`A transfer was ${result.status}: ${result.code}`)
        done += 1
      }
    }),
  )
  return (done * 1000) / (performance.now() - start)
}

function someTransfer(): TransferDraft {
  const from = Math.floor(Math.random() * wallets)
  const to = (from + 1 + Math.floor(Math.random() * (wallets - 1))) % wallets
  const amountMinor = BigInt(1_000 + Math.floor(Math.random() * 100_000))
  const feeMinor = amountMinor / 50n
  return {
    id: newId(),
    kind: 'post',
    businessDate: '2026-03-02',
    rule: 'bench',
    ref: { entity: 'bench', id: newId() },
    legs: [
      { account: `W${from}`, amountMinor: -amountMinor },
      { account: `W${to}`, amountMinor: amountMinor - feeMinor },
      { account: '831', amountMinor: feeMinor },
    ],
    currency: 'KRW',
  }
}

async function openCompany(database: Database): Promise<string> {
  const companyId = newId()
  await database.rows(
    '',
    `insert into kernel.company (id, code, name, name_en, currency, created_at) values ($1, 'bench', '벤치', 'Bench', 'KRW', now())`,
    [companyId],
  )
  await database.transaction({ principal: systemPrincipal(companyId) }, async (tx) => {
    await openBooks(tx, { companyId, currency: 'KRW' })
    await tx.exec(
      '',
      `insert into ledger.account (id, company_id, currency, code, name, name_en, kind, section, side, created_at)
       select gen_random_uuid(), $1, 'KRW', 'W' || n, 'W', 'W', 'liability', 'current-liabilities', -1, now()
       from generate_series(0, $2::int - 1) n`,
      [companyId, wallets],
    )
  })
  return companyId
}

/** A fast ledger that is wrong is worth nothing: the books are recomputed from their postings afterwards. */
async function prove(database: Database): Promise<{ transfers: string; faults: string[] }> {
  const faults: string[] = []
  for (const invariant of ledger.invariants ?? []) {
    const { faults: found } = await invariant.find(database)
    faults.push(...found.map((fault) => `${invariant.name}: ${fault}`))
  }
  const row = await database.row<{ count: bigint }>('', 'select sum(seq)::bigint as count from ledger.head')
  return { transfers: String(row?.count ?? 0n), faults }
}

async function place(url: string | undefined): Promise<{ url: string; remove(): Promise<void> }> {
  if (url !== undefined) return { url, remove: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  chmodSync(folder, 0o711)
  const server = await startEmbedded({ dataDir: join(folder, 'data') })
  return {
    url: server.url,
    async remove() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

/** `--scale=20` → 20. */
function numberIn(args: readonly string[], name: string): number | undefined {
  const given = args.find((arg) => arg.startsWith(`--${name}=`))
  return given === undefined ? undefined : Number(given.slice(name.length + 3))
}
