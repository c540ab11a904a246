import { describe, expect, it } from 'vitest'
import { testKit } from '../../kernel/server/testkit.ts'
import { modules } from '../modules.ts'
import { addressOf, named, operationsOf } from './operations.fixture.ts'
import { furnish, parameterIn } from './world.fixture.ts'

const t = await testKit(modules)
const operations = await operationsOf(t)
const world = await furnish(t, operations)
const owner = t.as(t.person(modules.flatMap((module) => module.permissions)))
const lists = operations.filter(
  ({ method, isList, produces }) => method === 'GET' && isList && produces === 'application/json',
)

describe('every list', () => {
  it.each(lists.map((list) => [named(list), list] as const))(
    '[PLAT-01] %s shows each record once, page by page, however it is sorted',
    async (_name, list) => {
      const url = addressOf(list, parameterIn(list, world))
      const whole = await owner.get(`${url}?limit=200&count=true`)
      expect(whole.status, JSON.stringify(whole.body)).toBe(200)
      const all = idsOf(whole.body.items)
      expect(BigInt(whole.body.count)).toBe(BigInt(all.length))
      for (const column of list.sorts) {
        for (const sort of [column, `-${column}`]) {
          const seen = await walk(url, sort)
          expect([sort, [...seen].sort()]).toEqual([sort, [...all].sort()])
        }
      }
    },
  )

  it.each(lists.map((list) => [named(list), list] as const))(
    '[PLAT-01] %s filters by every column it names, and what it shows matches',
    async (_name, list) => {
      const url = addressOf(list, parameterIn(list, world))
      const { items } = (await owner.get(`${url}?limit=200`)).body
      // Instants are asked for by ranges.
      for (const column of list.filters.filter((name) => !/(^at|At)$/.test(name))) {
        const value = items
          .map((item: Record<string, unknown>) => shown(item, column))
          .find((each: unknown) => each !== undefined)
        if (value === undefined) continue
        const answer = await owner.get(
          `${url}?limit=200&filter[${column}]=${encodeURIComponent(String(value))}`,
        )
        expect([column, answer.status, JSON.stringify(answer.body).slice(0, 200)]).toEqual([
          column,
          200,
          expect.anything(),
        ])
        expect(idsOf(answer.body.items).length, `${column}=${value}`).toBeGreaterThan(0)
        const others = answer.body.items.filter(
          (item: Record<string, unknown>) => String(shown(item, column)) !== String(value),
        )
        expect(others, `${column}=${value}`).toEqual([])
      }
    },
  )
})

it('[PLAT-01] a list that grows while it is read shows what was there, once each', async () => {
  const body = {
    channel: 'phone',
    lines: [{ sku: 'TEA-1', quantity: '1' }],
    payment: { terms: 'received', method: 'cash', reference: 'till-1' },
  }
  for (const sort of ['-orderedAt', 'number']) {
    const before = idsOf((await owner.get('/orders/orders?limit=200')).body.items)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null && seen.length < 500) {
      const answer = await owner.get(`/orders/orders?limit=2&sort=${sort}&cursor=${cursor}`)
      seen.push(...idsOf(answer.body.items))
      cursor = answer.body.nextCursor
      if (seen.length < 12) await owner.post('/orders/orders', body)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(before.filter((id) => !seen.includes(id))).toEqual([])
  }
})

it('[PLAT-01] no list is sorted by what may be missing: a page could not go on from nothing', () => {
  const empty = modules
    .flatMap((module) => module.entities ?? [])
    .flatMap((entity) =>
      entity.columns
        .filter(({ meta, nullable }) => meta.sort && nullable)
        .map(({ key }) => `${entity.name}.${key}`),
    )
  expect(empty).toEqual([])
})

async function walk(url: string, sort: string): Promise<string[]> {
  const seen: string[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null && page < 200; page++) {
    const answer = await owner.get(`${url}?limit=3&sort=${sort}&cursor=${cursor}`)
    expect(answer.status, `sort=${sort} ${JSON.stringify(answer.body)}`).toBe(200)
    seen.push(...idsOf(answer.body.items))
    cursor = answer.body.nextCursor
  }
  return seen
}

function idsOf(items: { id: string }[]): string[] {
  return items.map(({ id }) => id)
}

/** A value as a filter would name it; masked, missing and composed ones are left out. */
function shown(item: Record<string, unknown>, column: string): string | undefined {
  const value = item[column] ?? item[column.replace(/Minor$/, '')]
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'object') {
    const amount = (value as { amount?: unknown }).amount
    return typeof amount === 'string' ? amount : undefined
  }
  const text = String(value)
  return text.includes('*') || text.includes(',') ? undefined : text
}
