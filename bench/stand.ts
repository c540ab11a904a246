import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { heapMb, leanProcess } from '../src/app/children.ts'
import { modules } from '../src/app/modules.ts'
import { type Database, openDatabase } from '../src/kernel/server/database.ts'
import { migrate } from '../src/kernel/server/migrations.ts'
import { startEmbedded } from '../src/kernel/server/postgres/embedded-server.ts'

/** A database of its own for one measurement, migrated, on the same settings `npm start` uses. */
export interface Stand {
  url: string
  database: Database
  /** Process id of the database's main process. */
  pid(): number | undefined
  close(): Promise<void>
}

export async function openStand(): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  const server = await startEmbedded({ dataDir: folder })
  await migrate(server.url, modules)
  const database = openDatabase({ url: server.url, poolSize: 12 })
  return {
    url: server.url,
    database,
    pid: () => server.pid(),
    async close() {
      await database.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Running {
  pid: number
  stop(): Promise<void>
}

/** Starts one of our processes and waits for its `ready`. */
export async function startProcess(file: URL, env: NodeJS.ProcessEnv, args: string[] = []): Promise<Running> {
  const lean = leanProcess(heapMb.server)
  const child: ChildProcess = fork(fileURLToPath(file), args, {
    env: { ...process.env, ...lean.env, LOG_LEVEL: 'error', ...env },
    execArgv: lean.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`${file.pathname} ended with ${code}`)))
  })
  return {
    pid: child.pid ?? 0,
    async stop() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGTERM')
      await gone
    },
  }
}

const ticksPerSecond = 100

/** CPU seconds a process has used so far, with the children it still has when `family` is set (Linux /proc). */
export function cpuSeconds(pid: number, family = false): number {
  const own = cpuOf(pid)
  if (!family) return own
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .reduce((sum, entry) => (parentOf(Number(entry)) === pid ? sum + cpuOf(Number(entry)) : sum), own)
}

/** Peak resident memory in bytes. */
export function peakRss(pid: number): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? 0) * 1024
}

function fieldsOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function cpuOf(pid: number): number {
  const fields = fieldsOf(pid)
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
}

function parentOf(pid: number): number {
  return Number(fieldsOf(pid)[1] ?? 0)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits))
}
