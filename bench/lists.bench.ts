import { Agent, request } from 'node:http'
import { koreanName } from '../src/app/demo/people-names.ts'
import { chance } from '../src/engines/runner/chance.ts'
import { systemPrincipal } from '../src/kernel/server/principal.ts'
import { createParties } from '../src/modules/parties/api.ts'
import { keyHolder } from './company.ts'
import type { BenchOptions, Measurement } from './main.ts'
import { openStand, percentile, rounded, startProcess } from './stand.ts'

const customersInAll = 100_000
const ordersInAll = 1_000_000
const requests = 600
const partyBatch = 2_500
const states = [
  'draft',
  'awaiting-payment',
  'confirmed',
  'on-hold',
  'fulfilling',
  'shipped',
  'delivered',
  'cancelled',
]

/**
 * A million orders: filter by state and window, Korean name search, newest first, over HTTP, and deep cursors. The
 * floor is one row by its primary key through the same server.
 */
export async function run({ args, say }: BenchOptions): Promise<Measurement> {
  const scale = args.includes('--quick') ? 10 : 1
  const stand = await openStand()
  try {
    const { companyId, token } = await keyHolder(stand, ['order.read'])
    const names = await fill(stand.database, companyId, {
      customers: customersInAll / scale,
      orders: ordersInAll / scale,
      say,
    })
    const port = 39_413
    const server = await startProcess(new URL('../src/app/server.ts', import.meta.url), {
      DATABASE_URL: stand.url,
      PORT: String(port),
      HOST: '127.0.0.1',
      WHEELHOUSE_DEMO: '1',
    })
    const agent = new Agent({ keepAlive: true })
    const get = (path: string) => timed(agent, port, path, token)
    const one = await stand.database.row<{ id: string }>('', 'select id from orders.sales_order limit 1')
    const luck = chance(11)
    const floor: number[] = []
    const first: number[] = []
    const deep: number[] = []
    for (let n = 0; n < requests; n++) {
      if (n % 4 === 0) floor.push((await get(`/api/v1/orders/orders/${one?.id}`)).ms)
      const path = listPath(luck, names)
      const page = await get(path)
      first.push(page.ms)
      if (n % 8 !== 0) continue
      let cursor = page.nextCursor
      for (let depth = 0; depth < 40 && cursor; depth++) {
        const next = await get(`${path}&cursor=${cursor}`)
        if (depth === 39 || !next.nextCursor) deep.push(next.ms)
        cursor = next.nextCursor
      }
    }
    await server.stop()
    const p95 = rounded(percentile(first, 0.95), 2)
    const floorP95 = rounded(percentile(floor, 0.95), 2)
    return {
      name: 'lists',
      value: p95,
      unit: `ms p95 over HTTP at ${ordersInAll / scale} orders`,
      floor: floorP95,
      ratio: rounded(p95 / floorP95, 2),
      goal: 'p95 <= 20 ms, a deep cursor no slower',
      details: {
        p50Ms: rounded(percentile(first, 0.5), 2),
        p95Ms: p95,
        maxMs: rounded(Math.max(...first), 2),
        deepP50Ms: rounded(percentile(deep, 0.5), 2),
        deepP95Ms: rounded(percentile(deep, 0.95), 2),
        deepPages: deep.length,
        requests,
      },
    }
  } finally {
    await stand.close()
  }
}

/** State, window and a piece of a Korean name, two to three syllables, some of them nobody's. */
function listPath(luck: ReturnType<typeof chance>, names: readonly string[]): string {
  const parts = ['limit=50', 'sort=-orderedAt']
  if (luck.happens(0.5)) parts.push(`filter[state]=${luck.pick(states)}`)
  const days = luck.pick([7, 30, 90, 365, 1095])
  parts.push(`filter[orderedAt][gte]=${new Date(Date.now() - days * 86_400_000).toISOString()}`)
  if (luck.happens(0.75)) {
    const name = luck.happens(0.1) ? '뷁쀍' : luck.pick(names)
    parts.push(`q=${encodeURIComponent(luck.happens(0.5) ? name.slice(-2) : name)}`)
  }
  return `/api/v1/orders/orders?${parts.join('&')}`
}

/** Customers through their module; orders of three years in bulk, because a million captures are another bench. */
async function fill(
  database: Parameters<typeof keyHolder>[0]['database'],
  companyId: string,
  { customers, orders, say }: { customers: number; orders: number; say: BenchOptions['say'] },
): Promise<string[]> {
  const luck = chance(3)
  const names: string[] = []
  for (let from = 0; from < customers; from += partyBatch) {
    const drafts = Array.from({ length: Math.min(partyBatch, customers - from) }, () => {
      const name = koreanName(luck)
      names.push(name)
      return { kind: 'person' as const, name }
    })
    await database.transaction({ principal: systemPrincipal(companyId, 'bench') }, (tx) =>
      createParties(tx, drafts),
    )
  }
  say(`${customers} customers`)
  await database.rows(
    '',
    `insert into orders.sales_order
       (id, company_id, number, state, channel_code, party_id, party_name, currency, ordered_at, business_date, net_minor, vat_minor,
        discount_minor, total_minor, payment_terms, tracking_token, created_at)
     select gen_random_uuid(), $1, 'SO-2026-' || lpad(n::text, 7, '0'), ($3::text[])[1 + (n * 7) % 8], 'web', p.id, p.name, 'KRW',
       now() - make_interval(secs => (n::float8 / $2 * 94608000)), (now() - make_interval(secs => (n::float8 / $2 * 94608000)))::date,
       n % 100000, n % 10000, 0, n % 100000 + n % 10000, 'on-account', 'bench-' || n, now()
     from generate_series(1, $2::int) n
     join (select row_number() over (order by id) as no, id, name from parties.party where company_id = $1) p
       on p.no = 1 + (n::bigint * 7919) % $4::int`,
    [companyId, orders, states, customers],
  )
  await database.rows('', 'vacuum analyze')
  say(`${orders} orders`)
  return names
}

function timed(
  agent: Agent,
  port: number,
  path: string,
  token: string,
): Promise<{ ms: number; nextCursor: string | null }> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, agent, headers: { authorization: `Bearer ${token}` } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const ms = performance.now() - started
          if (answer.statusCode !== 200) return reject(new Error(`${path} answered ${answer.statusCode}`))
          const { nextCursor = null } = JSON.parse(Buffer.concat(chunks).toString()) as {
            nextCursor?: string | null
          }
          resolve({ ms, nextCursor })
        })
      },
    )
    call.on('error', reject)
    call.end()
  })
}
