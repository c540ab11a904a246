import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { jobsOf, reactionsOf } from './composition.ts'
import { advance, registerConsumers, retryFailures } from './consumers.ts'
import type { Database } from './database.ts'
import { runDueCrons, runNextJob } from './job-runner.ts'
import type { ModuleManifest } from './module.ts'
import { sayAlive } from './services/health.ts'

export interface Worker {
  /** Lets what is under way finish, then stops. */
  stop(): Promise<void>
}

const idleMs = 250
const cronMs = 10_000
const heartbeatMs = 5_000
const backoffMs = 1_000
const jobLanes = 2
const hiddenPauseMs = 10
const hiddenPatienceMs = 5_000

/**
 * Reads events, runs jobs and schedules. Any number of workers share the work by row locks. Loops outlive a database
 * that goes away: they wait and go on.
 */
export async function startWorker(
  database: Database,
  modules: readonly ModuleManifest[],
  log: Logger,
): Promise<Worker> {
  const reactions = reactionsOf(modules)
  const byName = new Map(reactions.map((reaction) => [reaction.name, reaction]))
  const handlers = new Map(jobsOf(modules).map((handler) => [handler.kind, handler]))
  const crons = modules.flatMap((module) => module.crons ?? [])
  await registerConsumers(database, reactions)
  const startedAt = new Date()
  const ending = new AbortController()
  let running = true

  /** Sleeps, or wakes at once when the worker is asked to stop. */
  const rest = (ms: number): Promise<void> => sleep(ms, undefined, { signal: ending.signal }).catch(() => {})

  async function loop(work: () => Promise<boolean>, pauseMs: number): Promise<void> {
    while (running) {
      try {
        const more = await work()
        if (!more && running) await rest(pauseMs)
      } catch (error) {
        if (running) {
          log.warn({ err: error }, 'worker loop failed; waiting')
          await rest(backoffMs)
        }
      }
    }
  }

  const loops = [
    loop(async () => {
      let read = 0
      for (const reaction of reactions) if (running) read += await advance(database, reaction, log)
      return read > 0
    }, idleMs),
    loop(async () => (await retryFailures(database, byName, log)) > 0, 1_000),
    loop(async () => {
      await runDueCrons(database, crons, await companyIds(database))
      return false
    }, cronMs),
    loop(async () => {
      await sayAlive(database, startedAt)
      return false
    }, heartbeatMs),
    ...Array.from({ length: jobLanes }, () => loop(() => runNextJob(database, handlers, log), idleMs)),
  ]
  return {
    async stop() {
      running = false
      ending.abort()
      await Promise.allSettled(loops)
    },
  }
}

/**
 * Handles everything that waits now, once, and returns: what tests and the command line use instead of waiting.
 * Answers how many events and jobs were handled.
 */
export async function drain(
  database: Database,
  modules: readonly ModuleManifest[],
  log: Logger,
): Promise<number> {
  const reactions = reactionsOf(modules)
  const handlers = new Map(jobsOf(modules).map((handler) => [handler.kind, handler]))
  await registerConsumers(database, reactions)
  let handled = 0
  for (;;) {
    let round = 0
    for (const reaction of reactions) round += await advance(database, reaction, log)
    while (handlers.size > 0 && (await runNextJob(database, handlers, log))) round += 1
    handled += round
    if (round === 0 && !(await hiddenEvents(database))) return handled
  }
}

/**
 * Whether events wait behind a transaction still open somewhere on the server, other databases included; waits a
 * moment when so. One that stays open longer than this is not waited for.
 */
async function hiddenEvents(database: Database): Promise<boolean> {
  for (let waited = 0; waited < hiddenPatienceMs; waited += hiddenPauseMs) {
    const row = await database.row<{ hidden: boolean }>(
      'kernel.hidden_events',
      'select exists (select 1 from kernel.event where xact >= pg_snapshot_xmin(pg_current_snapshot())) as hidden',
    )
    if (!row?.hidden) return waited > 0
    await sleep(hiddenPauseMs)
  }
  return false
}

async function companyIds(database: Database): Promise<string[]> {
  const rows = await database.rows<{ id: string }>('kernel.company_ids', 'select id from kernel.company')
  return rows.map((row) => row.id)
}
