import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Binaries, installedBinaries, prepareBinaries } from './binaries.ts'
import { openCluster, serverUser } from './cluster.ts'
import { type DataLock, takeLock } from './data-lock.ts'
import { clearOrphans, launch, type Postmaster, stopPostmaster } from './postmaster.ts'
import { openHome, recall, remember, type ServerHome } from './server-home.ts'
import { codeOf, StartupError } from './startup-error.ts'
import { failures, permanentFailures } from './startup-failures.ts'

export type EmbeddedOptions = {
  /** Directory of this server alone; made when missing. */
  dataDir: string
  /** A busy port given here is an error; without one a free port is chosen and remembered. */
  port?: number
  log?: EmbeddedLog
  /** PostgreSQL settings over our defaults. */
  settings?: Record<string, string>
}

export type EmbeddedLog = { info(message: string): void; warn(message: string): void }

/** Why the server runs no longer. */
export type EmbeddedEnd = { reason: 'stopped' } | { reason: 'failed'; error: StartupError }

export type EmbeddedServer = {
  /** Connection string of the database `wheelhouse`, password included; not for logs. */
  url: string
  port: number
  /** Process id of the server's main process; another one after a recovery. */
  pid(): number | undefined
  /** Fast clean stop; a second call waits for the first. */
  stop(): Promise<void>
  /** Resolves after `stop()`, or when the server cannot be brought back. Never rejects. */
  exited: Promise<EmbeddedEnd>
}

const databaseName = 'wheelhouse'
const firstRetryMs = 100
const longestRetryMs = 10_000
const calmAfterMs = 60_000
const portAttempts = 5

/**
 * Starts the embedded PostgreSQL and keeps it running: if its main process dies it is started again with growing pauses, on
 * the same port, so that pools only need to reconnect. If our process dies, the server stops by itself.
 * @throws StartupError with a text in both languages; nothing is damaged
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const installed = await installedBinaries()
  const home = await openHome(options.dataDir)
  const lock = await takeLock(home.lockFile, home.dataDir).catch((error: unknown) => {
    throw asStartupError(error, home)
  })
  try {
    const binaries = await prepareBinaries({ ...installed, place: home.place, account: home.account })
    const cleared = await clearOrphans({ cluster: home.cluster, binaries, account: home.account })
    if (cleared)
      options.log?.info(
        '이전 실행이 남긴 데이터베이스를 정리했습니다 · stopped the database an earlier run left behind',
      )
    const password = await openCluster(home, binaries)
    const { port, postmaster } = await launchOnPort({ home, binaries, options })
    const url = urlOf({ password, port, database: databaseName })
    await createDatabase(urlOf({ password, port, database: 'postgres' })).catch(async (error: unknown) => {
      await stopPostmaster({ pid: postmaster.pid, cluster: home.cluster, binaries, account: home.account })
      throw error
    })
    return supervise({ home, binaries, lock, port, url, postmaster, options })
  } catch (error) {
    await lock.release()
    throw asStartupError(error, home)
  }
}

function supervise(input: {
  home: ServerHome
  binaries: Binaries
  lock: DataLock
  port: number
  url: string
  postmaster: Postmaster
  options: EmbeddedOptions
}): EmbeddedServer {
  const { home, binaries, lock, port, url, options } = input
  let current: Postmaster | undefined = input.postmaster
  let stopping: Promise<void> | undefined
  const wake = new AbortController()
  const watching = keepRunning()
  const exited = watching.finally(() => lock.release())

  async function keepRunning(): Promise<EmbeddedEnd> {
    let pauseMs = firstRetryMs
    for (;;) {
      const startedAt = Date.now()
      const reason = await current?.ended
      current = undefined
      if (stopping !== undefined) return { reason: 'stopped' }
      if (Date.now() - startedAt > calmAfterMs) pauseMs = firstRetryMs
      options.log?.warn(`데이터베이스가 멈춰 다시 시작합니다 · the database ended (${reason}), restarting`)
      for (;;) {
        const failure = await restart()
        if (stopping !== undefined) {
          await halt()
          return { reason: 'stopped' }
        }
        if (failure === undefined) break
        if (permanentFailures.has(failure.code)) return { reason: 'failed', error: failure }
        options.log?.warn(failure.message)
        await sleep(pauseMs, undefined, { signal: wake.signal }).catch(() => undefined)
        if (stopping !== undefined) return { reason: 'stopped' }
        pauseMs = Math.min(pauseMs * 2, longestRetryMs)
      }
      options.log?.info('데이터베이스가 다시 준비되었습니다 · the database is ready again')
    }
  }

  async function restart(): Promise<StartupError | undefined> {
    try {
      await clearOrphans({ cluster: home.cluster, binaries, account: home.account })
      current = await launch({ home, binaries, port, settings: options.settings })
      return undefined
    } catch (error) {
      return asStartupError(error, home)
    }
  }

  async function halt(): Promise<void> {
    if (current === undefined) return
    await stopPostmaster({ pid: current.pid, cluster: home.cluster, binaries, account: home.account })
  }

  async function stop(): Promise<void> {
    wake.abort()
    await halt()
    await exited
  }

  return {
    url,
    port,
    pid: () => current?.pid,
    exited,
    stop() {
      // Assigned before anything is awaited, so that the end of the process is known to be wanted.
      stopping ??= Promise.resolve().then(stop)
      return stopping
    },
  }
}

async function launchOnPort(input: {
  home: ServerHome
  binaries: Binaries
  options: EmbeddedOptions
}): Promise<{ port: number; postmaster: Postmaster }> {
  const { home, binaries, options } = input
  const wanted = options.port ?? (await recall(home.dataDir)).port
  let port = wanted ?? (await freePort(0))
  for (let attempt = 1; ; attempt++) {
    try {
      if (port === undefined || (await freePort(port)) === undefined) throw failures.portBusy(port ?? 0)
      const postmaster = await launch({ home, binaries, port, settings: options.settings })
      await remember(home.dataDir, { port })
      return { port, postmaster }
    } catch (error) {
      const busy = error instanceof StartupError && error.code === 'database.portBusy'
      if (!busy || options.port !== undefined || attempt === portAttempts) throw error
      port = await freePort(0)
    }
  }
}

/** The port if it is free on loopback (0: any free one), otherwise undefined. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(undefined))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address()
      const found = typeof address === 'object' && address !== null ? address.port : undefined
      probe.close(() => resolve(found))
    })
  })
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
}

function urlOf(input: { password: string; port: number; database: string }): string {
  return `postgres://${serverUser}:${input.password}@127.0.0.1:${input.port}/${input.database}`
}

function asStartupError(error: unknown, home: ServerHome): StartupError {
  if (error instanceof StartupError) return error
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === '53100') return failures.diskFull(home.place, error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return failures.unwritable(home.place, error)
  const detail = error instanceof Error ? error.message : String(error)
  return failures.failed(home.logFile, detail)
}
