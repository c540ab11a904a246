import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../kernel/server/database.ts'
import { applicationRole } from '../../kernel/server/migrations.ts'
import { runningServerUrl } from '../../kernel/server/postgres/attach.ts'
import { systemPrincipal } from '../../kernel/server/principal.ts'
import { verifyAll } from '../cli/verify.command.ts'
import { fillShop } from '../shop.fixture.ts'
import { type Caller, callerOf, openCompany } from './caller.fixture.ts'
import { childrenOf, endProcess, type RunningProcess, runProgram, untilHealthy } from './processes.fixture.ts'
import { type Promised, startTraffic } from './traffic.fixture.ts'

/** Three rounds on every run of the tests; `CHAOS_ROUNDS=20` for the whole proof. */
const rounds = Number(process.env.CHAOS_ROUNDS ?? 3)
const clerks = 8
const victims = { server: /server\.ts/, postmaster: /\/postgres -D /, worker: /worker\.ts/ } as const
type Victim = keyof typeof victims

const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-chaos-'))
let house: RunningProcess
let database: Database
let caller: Caller
const promised: Promised = { orders: [], cancelled: new Set(), shipped: new Set(), refused: 0, wrong: [] }

/** `npm start` as it is: one process that keeps server, worker and PostgreSQL running. */
async function open(): Promise<void> {
  house = await runProgram('main.ts', { DATA_DIR: join(folder, 'data'), DEMO_ORDERS: '0' })
  await untilHealthy(house)
}

beforeAll(async () => {
  // As root the database runs under another account, which must be able to reach its data.
  chmodSync(folder, 0o711)
  await open()
  const url = await runningServerUrl(join(folder, 'data', 'postgres'))
  database = openDatabase({ url: url ?? '', role: applicationRole, poolSize: 3 })
  const { companyId, token } = await openCompany(database)
  await database.transaction({ principal: systemPrincipal(companyId) }, (tx) =>
    fillShop(
      tx,
      [
        { sku: 'TEA-1', price: '12000', cost: '7000', stock: [90_000n, 90_000n] },
        { sku: 'CUP-1', price: '8900', cost: '4100', stock: [3_000n, 3_000n] },
        { sku: 'RICE-1', price: '33000', cost: '25000', stock: [1_000n, 1_000n], taxClass: 'exempt' },
      ],
      'C',
    ),
  )
  caller = callerOf([house.base], token)
}, 240_000)

afterAll(async () => {
  await database?.close()
  if (house) await endProcess(house)
  rmSync(folder, { recursive: true, force: true })
})

it(
  `[CORE-11] kill -9 in the middle of the day, ${rounds} rounds: nothing acknowledged is lost, nobody has to help`,
  async () => {
    const killed: Record<Victim, number> = { server: 0, postmaster: 0, worker: 0 }
    for (let round = 0; round < rounds; round++) {
      const victim = victimOf(round)
      const before = promised.orders.length
      const traffic = startTraffic(caller, promised, clerks)
      try {
        await sleep(1_000 + Math.random() * 2_000)
        const pids = childrenOf(house.child.pid ?? 0, victims[victim])
        expect(pids.length, `${victim} runs`).toBeGreaterThan(0)
        for (const pid of pids) kill(pid)
        killed[victim] += 1
        await sleep(1_500 + Math.random() * 1_500)
      } finally {
        await traffic.stop()
      }
      await untilHealthy(house)
      console.log(
        `round ${round + 1}: kill -9 ${victim}; ${promised.orders.length - before} orders acknowledged through it`,
      )
      expect(promised.wrong).toEqual([])
    }
    await untilQuiet()
    await everythingIsThere()
    const laws = await verifyAll(database)
    expect(laws.filter(({ faults }) => faults.length > 0)).toEqual([])
    console.log(
      `killed ${JSON.stringify(killed)}; ${promised.orders.length} orders, ${promised.shipped.size} parcels, ` +
        `${promised.cancelled.size} cancellations acknowledged, ${promised.refused} refused for want of stock; ` +
        `${laws.length} laws hold`,
    )
  },
  rounds * 60_000 + 240_000,
)

it('[CORE-11] kill -9 of the whole house: the next start has it all', async () => {
  const traffic = startTraffic(caller, promised, clerks)
  await sleep(1_500)
  const everyone = childrenOf(house.child.pid ?? 0, /./)
  kill(house.child.pid ?? 0)
  for (const pid of everyone) kill(pid)
  const port = new URL(house.base).port
  house = await runProgram('main.ts', { DATA_DIR: join(folder, 'data'), DEMO_ORDERS: '0', PORT: port })
  house.base = `http://127.0.0.1:${port}`
  await untilHealthy(house)
  await traffic.stop()
  await untilQuiet()
  await everythingIsThere()
  const laws = await verifyAll(database)
  expect(laws.filter(({ faults }) => faults.length > 0)).toEqual([])
}, 240_000)

/** As the kernel does when memory runs out; a process that has gone by itself meanwhile is as good as killed. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error
  }
}

/** Each in turn, so that even a short run meets all of them; the moment is what chance decides. */
function victimOf(round: number): Victim {
  const names = Object.keys(victims) as Victim[]
  return names[round % names.length] ?? 'server'
}

/** Until everything that follows from what was asked has happened: events read, jobs done. */
async function untilQuiet(): Promise<void> {
  const until = Date.now() + 180_000
  let left: unknown
  while (Date.now() < until) {
    left = await database
      .row<{ jobs: bigint; unread: bigint; failing: bigint; messages: bigint }>(
        '',
        `select
           (select count(*) from kernel.job where state in ('queued', 'running') and created_by_name <> 'schedule') as jobs,
           (select count(*) from kernel.event_failure where state in ('waiting', 'dead')) as failing,
           (select count(*) from payments.acquirer_message where state = 'waiting') as messages,
           (select count(*) from kernel.event e, kernel.consumer c
            where c.name in ('orders.follow-payment', 'orders.follow-packing', 'orders.post-stock')
              and (e.xact, e.seq) > (c.xact, c.seq)) as unread`,
      )
      .catch(() => undefined)
    if (left && Object.values(left).every((count) => count === 0n)) return
    await sleep(500)
  }
  throw new Error(`still not quiet: ${JSON.stringify(left)}\n${house.said().slice(-2_000)}`)
}

async function everythingIsThere(): Promise<void> {
  expect(promised.wrong).toEqual([])
  const lost: string[] = []
  for (const { key, body, answer, card } of promised.orders) {
    const page = await caller.insist('GET', `/orders/orders/${answer.id}`)
    if (
      page.status !== 200 ||
      page.body.number !== answer.number ||
      page.body.total.amount !== answer.total.amount
    )
      lost.push(`${answer.number}: ${page.status}`)
    else if (promised.cancelled.has(answer.id) && page.body.state !== 'cancelled')
      lost.push(`${answer.number} was cancelled and is ${page.body.state}`)
    else if (card && !['confirmed', 'awaiting-payment'].includes(page.body.state))
      lost.push(`${answer.number} is ${page.body.state}`)
    for (const shipment of page.body.shipments ?? [])
      if (promised.shipped.has(shipment.id) && !['shipped', 'delivered'].includes(shipment.state))
        lost.push(`parcel ${shipment.number} was shipped and is ${shipment.state}`)
    const again = await caller.insist('POST', '/orders/orders', body, key)
    if (again.status !== 201 || JSON.stringify(again.body) !== JSON.stringify(answer))
      lost.push(`${answer.number} is answered otherwise under its key: ${again.status}`)
  }
  expect(lost).toEqual([])
  const counted = await database.row<{ count: bigint }>('', 'select count(*) from orders.sales_order')
  expect(Number(counted?.count), 'orders nobody was told of').toBe(promised.orders.length)
}
