import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchOptions, Measurement } from './main.ts'
import { median, rounded } from './stand.ts'

const starts = 5
const port = 39_421
const pollMs = 20
const patienceMs = 180_000
const entry = fileURLToPath(new URL('../scripts/run.mjs', import.meta.url))

/** From the first line of a second start to the first 200 of `/healthz`; the floor is an empty process of the same runtime. */
export async function run({ say }: BenchOptions): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  chmodSync(folder, 0o711)
  try {
    say('first start')
    const first = await startOnce(folder)
    const times: number[] = []
    const floors: number[] = []
    for (let n = 0; n < starts; n++) {
      floors.push(await emptyProcess())
      times.push(await startOnce(folder))
      say(`start ${n + 1}: ${Math.round(times.at(-1) ?? 0)} ms`)
    }
    const value = rounded(median(times), 0)
    const floor = rounded(median(floors), 0)
    return {
      name: 'start',
      value,
      unit: 'ms to /healthz, second start',
      floor,
      ratio: rounded(value / floor, 1),
      goal: '<= 3000 ms',
      details: { firstStartMs: rounded(first, 0), worstMs: rounded(Math.max(...times), 0), starts },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, [entry, 'start'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), DEMO_ORDERS: '50', LOG_LEVEL: 'error' },
    stdio: 'ignore',
  })
  const ready = await untilHealthy(child, from)
  await ended(child)
  return ready
}

async function untilHealthy(child: ChildProcess, from: number): Promise<number> {
  while (performance.now() - from < patienceMs) {
    const healthy = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (answer) => answer.status === 200,
      () => false,
    )
    if (healthy) return performance.now() - from
    if (child.exitCode !== null) throw new Error(`the start ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  throw new Error('the house did not become healthy')
}

function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  return gone
}

async function emptyProcess(): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  await new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return performance.now() - from
}
