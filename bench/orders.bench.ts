import { readFileSync } from 'node:fs'
import pg from 'pg'
import { fillShop } from '../src/app/shop.fixture.ts'
import { newId } from '../src/kernel/shared/ids.ts'
import { keyHolder } from './company.ts'
import { drive, type Load, type LoadResult } from './load.ts'
import type { BenchOptions, Measurement } from './main.ts'
import { cpuSeconds, median, openStand, peakRss, rounded, type Stand, startProcess } from './stand.ts'

const skus = 100
const linesPerOrder = 3
const roundsOf = (args: readonly string[]): number => (args.includes('--quick') ? 1 : 3)
const secondsPerSlice = 6
const warmUpSeconds = 3

interface Slice extends LoadResult {
  cpuMsPerOrder: number
}

/**
 * Complete orders over HTTP: priced, taxed, three lines reserved, paid, balanced postings, event, audit, idempotent;
 * against bare Fastify with one PL/pgSQL call that writes the same rows. Slices alternate; ratios are medians of rounds.
 */
export async function run({ args, say }: BenchOptions): Promise<Measurement> {
  const stand = await openStand()
  try {
    const token = await prepareShop(stand)
    await prepareFloor(stand)
    const ports = { product: 39_411, floor: 39_412 }
    const env = { DATABASE_URL: stand.url, HOST: '127.0.0.1', WHEELHOUSE_DEMO: '1' }
    const product = await startProcess(new URL('../src/app/server.ts', import.meta.url), {
      ...env,
      PORT: String(ports.product),
    })
    const floor = await startProcess(new URL('./floor-server.ts', import.meta.url), {
      ...env,
      PORT: String(ports.floor),
    })
    const loads = {
      product: productLoad(ports.product, token),
      floor: floorLoad(ports.floor),
    }
    const measure = async (which: 'product' | 'floor', clients: number, seconds: number): Promise<Slice> => {
      const pid = which === 'product' ? product.pid : floor.pid
      const before = cpuSeconds(pid) + cpuSeconds(stand.pid() ?? 0, true)
      const result = await drive({ ...loads[which], clients, seconds })
      const used = cpuSeconds(pid) + cpuSeconds(stand.pid() ?? 0, true) - before
      return { ...result, cpuMsPerOrder: rounded((used * 1000) / Math.max(1, result.done), 2) }
    }
    await measure('floor', 8, warmUpSeconds)
    await measure('product', 8, warmUpSeconds)
    const details: Record<string, unknown> = {}
    const ratios = new Map<number, number>()
    for (const clients of [8, 32]) {
      const rounds: { floor: Slice; product: Slice }[] = []
      for (let round = 0; round < roundsOf(args); round++) {
        const pair = {
          floor: await measure('floor', clients, secondsPerSlice),
          product: await measure('product', clients, secondsPerSlice),
        }
        say(
          `${clients} clients: product ${pair.product.perSecond}/s, floor ${pair.floor.perSecond}/s, refused ${pair.product.refused}`,
        )
        rounds.push(pair)
      }
      const ratio = rounded(median(rounds.map((pair) => pair.product.perSecond / pair.floor.perSecond)))
      ratios.set(clients, ratio)
      details[`clients${clients}`] = {
        ratio,
        ordersPerSecond: median(rounds.map((pair) => pair.product.perSecond)),
        floorPerSecond: median(rounds.map((pair) => pair.floor.perSecond)),
        p95Ms: median(rounds.map((pair) => pair.product.p95Ms)),
        floorP95Ms: median(rounds.map((pair) => pair.floor.p95Ms)),
        p95Ratio: rounded(median(rounds.map((pair) => pair.product.p95Ms / pair.floor.p95Ms))),
        cpuMsPerOrder: median(rounds.map((pair) => pair.product.cpuMsPerOrder)),
        floorCpuMsPerOrder: median(rounds.map((pair) => pair.floor.cpuMsPerOrder)),
        refused: rounds.reduce((sum, pair) => sum + pair.product.refused, 0),
      }
    }
    details.peakRssMb = rounded(peakRss(product.pid) / 1024 / 1024, 0)
    await Promise.all([product.stop(), floor.stop()])
    const at8 = details.clients8 as { ordersPerSecond: number; floorPerSecond: number }
    return {
      name: 'orders',
      value: at8.ordersPerSecond,
      unit: 'orders/s at 8 clients',
      floor: at8.floorPerSecond,
      ratio: ratios.get(8) ?? 0,
      goal: 'ratio >= 0.4, p95 <= 5x floor, <= 4 ms CPU per order, RSS <= 250 MB',
      details,
    }
  } finally {
    await stand.close()
  }
}

/** A company with a hundred stocked products, and an API key that may take orders. */
async function prepareShop(stand: Stand): Promise<string> {
  const items = Array.from({ length: skus }, (_, n) => ({
    sku: `SKU-${n + 1}`,
    price: String(1000 + n * 100),
    cost: '500',
    stock: [500_000_000n, 500_000_000n],
  }))
  const { token } = await keyHolder(stand, ['order.create'], (tx) => fillShop(tx, items, 'W'))
  return token
}

async function prepareFloor(stand: Stand): Promise<void> {
  const client = new pg.Client({ connectionString: stand.url })
  await client.connect()
  await client.query(readFileSync(new URL('./floor.sql', import.meta.url), 'utf8'))
  await client.end()
}

function productLoad(port: number, token: string): Omit<Load, 'clients' | 'seconds'> {
  return {
    port,
    path: '/api/v1/orders/orders',
    headers: { authorization: `Bearer ${token}` },
    key: () => newId(),
    body: (n) =>
      JSON.stringify({
        channel: 'phone',
        customerName: `고객 ${n % 1000}`,
        lines: linesOf(n).map((sku) => ({ sku: `SKU-${sku}`, quantity: '1' })),
        payment: { terms: 'received', method: 'external', reference: `ref-${n}` },
      }),
  }
}

function floorLoad(port: number): Omit<Load, 'clients' | 'seconds'> {
  return {
    port,
    path: '/orders',
    headers: {},
    key: () => newId(),
    body: (n) =>
      JSON.stringify({
        customer: `고객 ${n % 1000}`,
        lines: linesOf(n).map((sku) => ({ sku, quantity: 1 })),
      }),
  }
}

/** Three different products, spread over all of them. */
function linesOf(n: number): number[] {
  return Array.from({ length: linesPerOrder }, (_, line) => ((n * 7 + line * 31) % skus) + 1)
}
