import { readdirSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Db } from '../connection.ts'
import type { Database } from '../database.ts'
import type { MigrationSource } from '../migrations.ts'
import type { ModuleManifest } from '../module.ts'
import { consumerStates } from './dead-letters.ts'
import { dataDir, fileStore } from './files/file-store.ts'

export type Wellbeing = 'good' | 'attention' | 'stopped'

/** One part of the house and how it does, with the figures behind the word. */
export interface Component {
  name: 'database' | 'migrations' | 'worker' | 'consumers' | 'dead-letters' | 'jobs' | 'disk'
  state: Wellbeing
  figures: Record<string, number | string>
}

const workerSilentSeconds = 30
const lagAttentionSeconds = 60
const lagStoppedSeconds = 900
const overdueSeconds = 300
const diskAttentionShare = 0.1
const diskStoppedShare = 0.03

/** How a worker names itself in heartbeats. */
const workerName = `${hostname()}:${process.pid}`

/** A worker says that it lives; health tells how long ago the last one did. */
export async function sayAlive(database: Database, startedAt: Date): Promise<void> {
  await database.rows(
    'kernel.worker_alive',
    `insert into kernel.worker (name, started_at, seen_at) values ($1, $2, now())
     on conflict (name) do update set started_at = excluded.started_at, seen_at = excluded.seen_at`,
    [workerName, startedAt],
  )
}

/** Files of migrations that this database has not seen; throws when it cannot be asked. */
export async function pendingMigrations(db: Db, sources: readonly MigrationSource[]): Promise<string[]> {
  const applied = await db.rows<{ module: string; file: string }>(
    'kernel.applied_migrations',
    'select module, file from kernel.migration',
  )
  const known = new Set(applied.map(({ module, file }) => `${module}/${file}`))
  return sources
    .flatMap((source) => migrationFiles(source).map((file) => `${source.name}/${file}`))
    .filter((file) => !known.has(file))
}

export async function healthOf(database: Database, modules: readonly ModuleManifest[]): Promise<Component[]> {
  const base = await databaseHealth(database)
  if (base.state === 'stopped') return [base, await diskHealth()]
  return [
    base,
    await migrationHealth(database, modules),
    await workerHealth(database),
    await consumerHealth(database, modules),
    await deadLetterHealth(database),
    await jobHealth(database),
    await diskHealth(),
  ]
}

export function worst(components: readonly Component[]): Wellbeing {
  if (components.some(({ state }) => state === 'stopped')) return 'stopped'
  return components.some(({ state }) => state === 'attention') ? 'attention' : 'good'
}

async function databaseHealth(database: Database): Promise<Component> {
  const start = performance.now()
  const { pool } = database
  try {
    const row = await database.row<{ version: string; bytes: bigint }>(
      'kernel.health_database',
      `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`,
    )
    return {
      name: 'database',
      state: pool.waitingCount > pool.options.max ? 'attention' : 'good',
      figures: {
        answerMs: Math.round(performance.now() - start),
        version: row?.version ?? '',
        sizeBytes: Number(row?.bytes ?? 0n),
        connections: pool.totalCount,
        waiting: pool.waitingCount,
      },
    }
  } catch {
    return { name: 'database', state: 'stopped', figures: { waiting: pool.waitingCount } }
  }
}

async function migrationHealth(db: Db, modules: readonly ModuleManifest[]): Promise<Component> {
  const pending = await pendingMigrations(db, modules)
  return {
    name: 'migrations',
    state: pending.length > 0 ? 'stopped' : 'good',
    figures: { pending: pending.length },
  }
}

async function workerHealth(db: Db): Promise<Component> {
  const row = await db.row<{ alive: bigint; seconds: number | null }>(
    'kernel.health_worker',
    `select count(*) filter (where seen_at > now() - make_interval(secs => ${workerSilentSeconds})) as alive,
       extract(epoch from now() - max(seen_at))::int as seconds
     from kernel.worker`,
  )
  const alive = Number(row?.alive ?? 0n)
  return {
    name: 'worker',
    state: alive > 0 ? 'good' : 'stopped',
    figures: { alive, ...(row?.seconds == null ? {} : { lastSeenSeconds: row.seconds }) },
  }
}

async function consumerHealth(db: Db, modules: readonly ModuleManifest[]): Promise<Component> {
  const states = await consumerStates(db, modules)
  const lagSeconds = Math.max(0, ...states.map((state) => state.lagSeconds))
  const slowest = states.find((state) => state.lagSeconds === lagSeconds && state.lag > 0)
  return {
    name: 'consumers',
    state:
      lagSeconds > lagStoppedSeconds ? 'stopped' : lagSeconds > lagAttentionSeconds ? 'attention' : 'good',
    figures: {
      consumers: states.length,
      lagSeconds,
      ...(slowest ? { slowest: slowest.name, lag: slowest.lag } : {}),
    },
  }
}

async function deadLetterHealth(db: Db): Promise<Component> {
  const row = await db.row<{ dead: bigint; waiting: bigint }>(
    'kernel.health_letters',
    `select count(*) filter (where state = 'dead') as dead, count(*) filter (where state = 'waiting') as waiting
     from kernel.event_failure where state in ('dead', 'waiting')`,
  )
  const dead = Number(row?.dead ?? 0n)
  return {
    name: 'dead-letters',
    state: dead > 0 ? 'attention' : 'good',
    figures: { dead, waiting: Number(row?.waiting ?? 0n) },
  }
}

async function jobHealth(db: Db): Promise<Component> {
  const row = await db.row<{ queued: bigint; running: bigint; overdue: bigint; failed: bigint }>(
    'kernel.health_jobs',
    `select count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'running') as running,
       count(*) filter (where state = 'queued' and run_at < now() - make_interval(secs => ${overdueSeconds})) as overdue,
       (select count(*) from kernel.job where state = 'failed' and finished_at > now() - interval '1 day') as failed
     from kernel.job where state in ('queued', 'running')`,
  )
  const figures = {
    queued: Number(row?.queued ?? 0n),
    running: Number(row?.running ?? 0n),
    overdue: Number(row?.overdue ?? 0n),
    failedToday: Number(row?.failed ?? 0n),
  }
  return {
    name: 'jobs',
    state: figures.overdue > 0 || figures.failedToday > 0 ? 'attention' : 'good',
    figures,
  }
}

async function diskHealth(): Promise<Component> {
  try {
    const { bsize, blocks, bavail } = await statfs(dataDir())
    const share = blocks === 0 ? 1 : bavail / blocks
    return {
      name: 'disk',
      state: share < diskStoppedShare ? 'stopped' : share < diskAttentionShare ? 'attention' : 'good',
      figures: { freeBytes: bavail * bsize, freePercent: Math.round(share * 100), store: fileStore().name },
    }
  } catch {
    return { name: 'disk', state: 'attention', figures: { store: fileStore().name } }
  }
}

function migrationFiles(source: MigrationSource): string[] {
  try {
    return readdirSync(source.migrations).filter((file) => file.endsWith('.sql'))
  } catch {
    return []
  }
}
