import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../settings.ts'

const startLimitMs = 120_000

export interface RunningProcess {
  child: ChildProcess
  base: string
  /** What it has printed, for when a test fails. */
  said(): string
}

/** Runs one of our programs on a port of its own. */
export async function runProgram(file: string, env: Record<string, string>): Promise<RunningProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(projectRoot, 'src/app', file)], {
    env: { ...withoutTestEnvironment(), LOG_LEVEL: 'error', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => {
      lines.push(data.toString())
      if (lines.length > 500) lines.shift()
    })
  return { child, base: `http://127.0.0.1:${port}`, said: () => lines.join('') }
}

/** Waits until a server says it is ready. */
export async function untilHealthy({ base, said }: Pick<RunningProcess, 'base' | 'said'>): Promise<void> {
  const until = Date.now() + startLimitMs
  while (Date.now() < until) {
    const answer = await fetch(`${base}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    )
    await answer?.arrayBuffer().catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(100)
  }
  throw new Error(`${base} did not become ready\n${said()}`)
}

export async function endProcess({ child }: RunningProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill('SIGTERM')
  await gone
}

/** The processes a process has started itself, by what stands on their command line. */
export function childrenOf(pid: number, command: RegExp): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return Number(parent) === pid && command.test(line) ? [Number(name)] : []
      } catch {
        return []
      }
    })
}

function withoutTestEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(VITEST|NODE_ENV$|NODE_OPTIONS$|DATABASE_URL$|TEST)/.test(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}

async function freePort(): Promise<number> {
  const probe = createServer()
  const { promise, resolve } = Promise.withResolvers<number>()
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
  })
  return promise
}
