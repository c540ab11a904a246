import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A running house with its demonstration company. */
export interface House {
  url: string
  /** What the house printed, for a journey that failed. */
  log(): string
  /** Recomputes every law from the records; answers what it said when one does not hold. Only a house of our own can. */
  verify?(): string | undefined
  stop(): Promise<void>
}

const startLimitMs = 300_000
const keptLogChars = 200_000

/** Starts what `npm start` starts, on an empty folder and a free port; ready when `/healthz` answers. */
export async function startHouse(orders: number): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-e2e-'))
  const port = await freePort()
  const main = fileURLToPath(new URL('../src/app/main.ts', import.meta.url))
  let log = ''
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      DATA_DIR: folder,
      PORT: String(port),
      DEMO_ORDERS: String(orders),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const keep = (text: Buffer) => {
    log = (log + text.toString()).slice(-keptLogChars)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const url = `http://localhost:${port}`
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await ready(url, child)
  } catch (error) {
    await stop()
    throw new Error(`the house did not start: ${error instanceof Error ? error.message : error}\n${log}`)
  }
  const verify = (): string | undefined => {
    const cli = fileURLToPath(new URL('../src/app/cli/main.ts', import.meta.url))
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'verify'], {
      env: { ...process.env, DATABASE_URL: '', DATA_DIR: folder },
      encoding: 'utf8',
    })
    return status === 0 ? undefined : `${stdout}${stderr}`
  }
  return { url, log: () => log, verify, stop }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + startLimitMs
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  throw new Error(`not ready within ${startLimitMs / 1000} s`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await gone
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
