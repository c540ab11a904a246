import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse'
import { textOf } from '../src/app/cli/import/text-file.ts'
import { chance } from '../src/engines/runner/chance.ts'
import type { BenchOptions, Measurement } from './main.ts'
import { openStand, rounded } from './stand.ts'

const invoices = 1_500
const cli = fileURLToPath(new URL('../src/app/cli/main.ts', import.meta.url))

interface Reading {
  invoices: number
  seconds: number
  peakMb: number
}

/**
 * Trade of the retail format through the whole house, orders a second, and its peak memory at one and at three times the
 * file. The floor reads the same file and does nothing with it.
 */
export async function run({ args, say }: BenchOptions): Promise<Measurement> {
  const scale = args.includes('--quick') ? 0.2 : 1
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  chmodSync(folder, 0o711)
  const stand = await openStand()
  try {
    const small = await writeTrade(join(folder, 'one.csv'), Math.round(invoices * scale), 1)
    const large = await writeTrade(join(folder, 'three.csv'), Math.round(3 * invoices * scale), 2)
    const floorSeconds = await readOnly(small.path)
    const one = await bringIn(small, stand.url, folder)
    say(`${one.invoices} invoices in ${one.seconds.toFixed(1)} s, peak ${one.peakMb} MB`)
    const three = await bringIn(large, stand.url, folder)
    say(`${three.invoices} invoices in ${three.seconds.toFixed(1)} s, peak ${three.peakMb} MB`)
    const value = rounded(three.invoices / three.seconds, 1)
    const floor = rounded(small.invoices / floorSeconds, 1)
    return {
      name: 'import',
      value,
      unit: 'orders/s',
      floor,
      ratio: rounded(value / floor, 4),
      goal: 'peak memory does not grow with the file',
      details: { one, three, peakGrowth: rounded(three.peakMb / one.peakMb, 2) },
    }
  } finally {
    await stand.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeTrade(
  path: string,
  count: number,
  seed: number,
): Promise<{ path: string; invoices: number }> {
  const luck = chance(seed)
  const file = createWriteStream(path)
  file.write('InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n')
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.UTC(2025, 0, 1) + n * 600_000).toISOString().slice(0, 19).replace('T', ' ')
    const customer = luck.happens(0.3) ? '' : String(12_000 + luck.between(0, 1_500))
    const lines = luck.between(1, 40)
    for (let line = 0; line < lines; line++) {
      const sku = 20_000 + luck.between(0, 2_999)
      const row = [
        500_000 + n,
        sku,
        `ARTICLE ${sku}`,
        luck.between(1, 24),
        at,
        (luck.between(50, 2_000) / 100).toFixed(2),
        customer,
        'United Kingdom',
      ]
      if (!file.write(`${row.join(',')}\n`)) await once(file, 'drain')
    }
  }
  file.end()
  await once(file, 'finish')
  return { path, invoices: count }
}

async function readOnly(path: string): Promise<number> {
  const from = performance.now()
  let rows = 0
  for await (const _ of textOf(path).pipe(parse({ columns: true }))) rows += 1
  if (rows === 0) throw new Error('the file is empty')
  return (performance.now() - from) / 1000
}

/** One run of the command line in a process of its own, watched from outside. */
async function bringIn(
  file: { path: string; invoices: number },
  databaseUrl: string,
  dataDir: string,
): Promise<Reading> {
  const from = performance.now()
  const child = spawn(process.execPath, [cli, 'import', 'orders', '--profile', 'online-retail', file.path], {
    env: { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let peakKb = 0
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, residentKb(child.pid ?? 0))
  }, 50)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearInterval(watch)
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  return {
    invoices: file.invoices,
    seconds: (performance.now() - from) / 1000,
    peakMb: Math.round(peakKb / 1024),
  }
}

function residentKb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
