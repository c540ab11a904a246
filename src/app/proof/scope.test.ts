import { describe, expect, it } from 'vitest'
import type { TestAnswer } from '../../kernel/server/testkit.ts'
import { testKit } from '../../kernel/server/testkit.ts'
import { newId } from '../../kernel/shared/ids.ts'
import { openBooks } from '../../modules/ledger/api.ts'
import { modules } from '../modules.ts'
import { addressOf, named, nowhere, type Operation, operationsOf } from './operations.fixture.ts'
import { filled, furnish, parameterIn } from './world.fixture.ts'

const t = await testKit(modules)
const operations = (await operationsOf(t)).filter(({ produces }) => produces !== 'text/event-stream')
const world = await furnish(t, operations)
const everything = modules.flatMap((module) => module.permissions)
const strangersCompany = newId()
await t.database.rows(
  '',
  `insert into kernel.company (id, code, name, name_en, currency, created_at)
   values ($1, 'other', '다른회사', 'Other Ltd', 'KRW', now())`,
  [strangersCompany],
)
await t.database.transaction({ principal: { ...t.system, companyId: strangersCompany } }, (tx) =>
  openBooks(tx, { companyId: strangersCompany, currency: 'KRW' }),
)
const owner = t.as(t.person(everything))
const stranger = t.as(t.person(everything, { companyId: strangersCompany }))
const withRecord = operations.filter(({ path, params }) => params.length > 0 && path.startsWith('/api/v1/'))
const theirIds = new Set([...world.byList.values()].flat().concat([...world.byField.values()]))

const pointsAtRecord = (operation: Operation): boolean =>
  operation.params.every(({ name }) => parameterIn(operation, world)(name) !== nowhere)

describe('another company', () => {
  it('[PLAT-04] finds none of ours in any list, count or search', async () => {
    const found: string[] = []
    const lists = operations.filter(
      ({ method, params, path }) => method === 'GET' && params.length === 0 && path.startsWith('/api/v1/'),
    )
    for (const operation of lists) {
      const answer = await stranger.get(operation.isList ? `${operation.path}?count=true` : operation.path)
      found.push(...leaks(answer).map((id) => `${named(operation)} shows ${id}`))
      if (
        operation.isList &&
        answer.body?.count &&
        answer.body.count !== '0' &&
        answer.body.items?.length === 0
      )
        found.push(`${named(operation)} counts ${answer.body.count}`)
    }
    for (const q of ['TEA', '한가람', 'SO-', '가람', '2345']) {
      const answer = await stranger.get(`/kernel/search?q=${encodeURIComponent(q)}`)
      found.push(...leaks(answer).map((id) => `search ${q} shows ${id}`))
    }
    expect(found).toEqual([])
  })

  it('[PLAT-04] is answered 404 for each record of ours, read or written', async () => {
    const before = await pages()
    expect(withRecord.filter(pointsAtRecord).length).toBeGreaterThan(60)
    const wrong: string[] = []
    for (const operation of withRecord.filter(pointsAtRecord)) {
      if (operation.permission === 'public') continue
      const url = addressOf(operation, parameterIn(operation, world))
      const body = operation.method === 'GET' ? undefined : (filled(operation, world) ?? {})
      const answer = await stranger.send(operation.method, url, body)
      const said = `${url} ${JSON.stringify(body)}`
      const leaked = leaks(answer).filter((id) => !said.includes(id))
      if (answer.status < 400 || leaked.length > 0)
        wrong.push(`${named(operation)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 120)}`)
      else if (operation.method === 'GET' && answer.status !== 404 && answer.status !== 400)
        wrong.push(`${named(operation)}: ${answer.status} ${answer.body.code}`)
    }
    expect(wrong).toEqual([])
    expect(await pages()).toEqual(before)
  })

  it('[PLAT-04] cannot name a record of ours in what it creates or changes', async () => {
    const before = await pages()
    const wrong: string[] = []
    for (const operation of operations.filter(
      ({ body, params }) => body?.contentType === 'application/json' && params.length === 0,
    )) {
      if (operation.permission === 'public' || !operation.path.startsWith('/api/v1/')) continue
      const sent = JSON.stringify(filled(operation, world))
      if (![...theirIds].some((id) => sent.includes(id))) continue
      const answer = await stranger.send(operation.method, operation.path, JSON.parse(sent))
      const results: { ok?: boolean }[] = Array.isArray(answer.body?.items) ? answer.body.items : []
      const bulk =
        operation.path.includes('/bulk/') && results.length > 0 && results.every(({ ok }) => ok === false)
      if (answer.status < 400 && !bulk)
        wrong.push(`${named(operation)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 120)}`)
    }
    expect(wrong).toEqual([])
    expect(await pages()).toEqual(before)
  })
})

describe('a body that names a record of another company', async () => {
  const ours = (name: string): string => world.byField.get(name) ?? nowhere
  await stranger.post('/catalog/channels', {
    code: 'phone',
    name: '전화',
    kind: 'phone',
    currency: 'KRW',
    pricesIncludeTax: true,
  })
  const warehouse = await stranger.post('/inventory/warehouses', { code: 'X1', name: '창고' })
  const product = await stranger.post('/catalog/products', {
    code: 'X',
    name: 'X',
    taxClass: 'taxable',
    variants: [{ sku: 'X-1', weightGrams: 1, stocked: false }],
  })
  const party = await stranger.post('/parties/parties', { kind: 'person', name: '남의손님' })
  await stranger.post('/kernel/roles', {
    code: 'reader',
    name: '열람',
    nameEn: 'Reader',
    permissions: ['order.read'],
  })
  const payment = { terms: 'received', method: 'cash', reference: 'x' }
  const warehouseId = warehouse.body.id
  const variantId = product.body.variants?.[0]?.id
  const line = { quantity: '1', unitPrice: '1000' }
  const cases: { what: string; method?: 'PATCH' | 'PUT'; url: string; body: object }[] = [
    {
      what: 'variant',
      url: '/orders/orders',
      body: { channel: 'phone', lines: [{ ...line, variantId: ours('variantId') }], payment, draft: true },
    },
    {
      what: 'variant',
      url: '/orders/orders/quote',
      body: { channel: 'phone', lines: [{ ...line, variantId: ours('variantId') }] },
    },
    {
      what: 'customer',
      url: '/orders/orders',
      body: { channel: 'phone', partyId: ours('partyId'), lines: [{ ...line, variantId }], payment },
    },
    {
      what: 'variant',
      url: '/inventory/receipts',
      body: {
        warehouseId,
        reference: 'r',
        lines: [{ variantId: ours('variantId'), quantity: '5', unitCost: '1' }],
      },
    },
    {
      what: 'nothing',
      url: '/inventory/receipts',
      body: { warehouseId, reference: 'r', lines: [{ variantId: nowhere, quantity: '5', unitCost: '1' }] },
    },
    {
      what: 'warehouse',
      url: '/inventory/receipts',
      body: {
        warehouseId: ours('warehouseId'),
        reference: 'r',
        lines: [{ variantId, quantity: '5', unitCost: '1' }],
      },
    },
    {
      what: 'variant',
      url: '/inventory/adjustments',
      body: {
        warehouseId,
        reference: 'r',
        reason: 'found',
        lines: [{ variantId: ours('variantId'), quantity: '5', unitCost: '1' }],
      },
    },
    {
      what: 'warehouse',
      url: '/inventory/transfers',
      body: {
        fromWarehouseId: ours('warehouseId'),
        toWarehouseId: warehouseId,
        reference: 'r',
        lines: [{ variantId: ours('variantId'), quantity: '1' }],
      },
    },
    {
      what: 'variant',
      url: '/inventory/bins',
      body: {
        bins: [{ warehouseId, code: 'B1', zone: '', pickSequence: 1, variantIds: [ours('variantId')] }],
      },
    },
    {
      what: 'warehouse',
      url: '/inventory/bins',
      body: { bins: [{ warehouseId: ours('warehouseId'), code: 'B1', zone: '', pickSequence: 1 }] },
    },
    {
      what: 'variant',
      method: 'PUT',
      url: '/inventory/channel-rules',
      body: { channelCode: 'phone', variantId: ours('variantId'), safetyQuantity: '1' },
    },
    {
      what: 'warehouse',
      method: 'PUT',
      url: '/inventory/channel-rules',
      body: { channelCode: 'phone', warehouseId: ours('warehouseId'), excluded: true },
    },
    {
      what: 'unit',
      url: '/inventory/warehouses',
      body: { code: 'X2', name: '창고', orgUnitId: ours('orgUnitId') },
    },
    {
      what: 'unit',
      method: 'PATCH',
      url: `/inventory/warehouses/${warehouseId}`,
      body: { orgUnitId: ours('orgUnitId') },
    },
    {
      what: 'party',
      url: `/parties/parties/${party.body.id}/relations`,
      body: { kind: 'agent-of', toPartyId: ours('partyId') },
    },
    { what: 'party', url: `/parties/parties/${party.body.id}/merge`, body: { ids: [ours('partyId')] } },
    {
      what: 'unit',
      url: '/people/org-units',
      body: { code: 'U', name: 'U', nameEn: 'U', parentId: ours('orgUnitId') },
    },
    {
      what: 'unit',
      url: '/people/employees',
      body: {
        number: '1',
        name: '김',
        orgUnitId: ours('orgUnitId'),
        positionId: ours('positionId'),
        hiredOn: '2026-01-02',
      },
    },
    {
      what: 'unit',
      url: '/kernel/users',
      body: { email: 'a@x.example', name: 'A', roles: ['reader'], orgUnitIds: [ours('orgUnitId')] },
    },
    { what: 'record', url: '/kernel/presence', body: { entity: 'order', id: ours('orderId') } },
    {
      what: 'record',
      url: '/kernel/personal-data/reveal',
      body: {
        entity: 'party',
        id: ours('partyId'),
        recordId: ours('partyId'),
        field: 'phone',
        reason: '확인을 위해',
      },
    },
  ]

  it.each(cases)('[PLAT-04] $what at $url is refused', async ({ method, url, body }) => {
    const answer = await stranger.send(method ?? 'POST', url, body)
    expect([403, 404, 409, 422], JSON.stringify(answer.body)).toContain(answer.status)
  })
})

/** What our own people see of each of our records. */
async function pages(): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {}
  for (const operation of withRecord.filter(
    ({ method, produces }) => method === 'GET' && produces === 'application/json',
  )) {
    if (!pointsAtRecord(operation)) continue
    const answer = await owner.get(addressOf(operation, parameterIn(operation, world)))
    const { traceId: _trace, ...body } = answer.body
    seen[named(operation)] = body
  }
  return seen
}

function leaks(answer: TestAnswer): string[] {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '')
  return [...theirIds].filter((id) => id !== '' && text.includes(id))
}
