import { describe, expect, it } from 'vitest'
import { declaredPermissions, expandPatterns } from '../../kernel/server/access/permission-patterns.ts'
import { createOrgUnits } from '../../kernel/server/org-units.ts'
import { testKit } from '../../kernel/server/testkit.ts'
import { modules } from '../modules.ts'
import { roles } from '../roles.ts'
import { openShop } from '../shop.fixture.ts'
import { operationsOf } from './operations.fixture.ts'

const t = await testKit(modules)
const operations = await operationsOf(t)
const declared = declaredPermissions(modules)

/** The acts of each role's day, as the API names them, and some that are others'. */
const days: Record<string, { does: string[]; leaves: string[] }> = {
  operator: {
    does: [
      'GET kernel/users',
      'POST kernel/users',
      'PUT kernel/users/{id}/roles',
      'GET kernel/audit',
      'POST kernel/audit/verify',
      'GET kernel/health',
      'GET kernel/consumers',
      'POST kernel/dead-letters/{id}/retry',
      'POST kernel/api-keys',
      'POST kernel/holidays',
      'POST kernel/search/rebuild',
      'POST kernel/files/{id}/release',
      'GET kernel/settings',
    ],
    leaves: [
      'GET orders/orders',
      'POST ledger/transfers',
      'GET parties/parties',
      'POST payments/payments/{id}/refund',
    ],
  },
  auditor: {
    does: [
      'GET orders/orders',
      'GET ledger/transfers',
      'GET ledger/trial-balance',
      'GET kernel/audit',
      'GET kernel/personal-data-log',
      'GET payments/payments',
      'GET parties/parties',
      'GET inventory/movements',
      'GET kernel/users',
      'GET people/employees',
    ],
    leaves: [
      'POST orders/orders',
      'POST ledger/transfers',
      'POST inventory/adjustments',
      'POST kernel/users',
      'POST payments/payments/{id}/refund',
      'POST orders/shipments/{id}/ship',
    ],
  },
  'sales-clerk': {
    does: [
      'POST orders/orders',
      'POST orders/orders/quote',
      'GET orders/orders/{id}',
      'PATCH orders/orders/{id}',
      'POST orders/orders/{id}/cancel',
      'POST orders/orders/{id}/cancel-lines',
      'POST orders/orders/{id}/return',
      'POST orders/orders/{id}/release',
      'POST orders/orders/{id}/hold',
      'GET parties/parties',
      'POST parties/parties',
      'PATCH parties/parties/{id}',
      'GET catalog/products',
      'GET catalog/channels',
      'GET catalog/variants/by-code/{code}',
      'GET inventory/stock',
      'GET inventory/warehouses',
      'GET payments/payments',
      'POST payments/payments/{id}/refund',
      'GET orders/shipments',
      'GET analytics/trade',
    ],
    leaves: [
      'POST ledger/transfers',
      'GET ledger/trial-balance',
      'POST inventory/adjustments',
      'POST catalog/price-lists',
      'POST kernel/users',
      'POST inventory/picks/{id}/scan',
    ],
  },
  warehouse: {
    does: [
      'GET inventory/picks',
      'GET inventory/pick-queue',
      'POST inventory/picks/{id}/start',
      'POST inventory/picks/{id}/scan',
      'POST inventory/picks/{id}/pack',
      'POST inventory/waves',
      'GET inventory/picks/{id}/packing-slip.pdf',
      'GET orders/shipments',
      'GET orders/shipments/{id}/label.pdf',
      'POST orders/shipments/{id}/ship',
      'POST orders/shipments/{id}/deliver',
      'GET inventory/stock',
      'POST inventory/receipts',
      'POST inventory/adjustments',
      'POST inventory/transfers',
      'GET inventory/movements',
      'GET orders/orders/{id}',
      'GET catalog/variants/by-code/{code}',
    ],
    leaves: [
      'POST orders/orders',
      'POST payments/payments/{id}/refund',
      'GET ledger/transfers',
      'GET parties/parties',
      'POST catalog/products',
    ],
  },
  accountant: {
    does: [
      'GET ledger/transfers',
      'POST ledger/transfers',
      'POST ledger/transfers/{id}/reverse',
      'GET ledger/trial-balance',
      'GET ledger/balance-sheet',
      'GET ledger/income-statement',
      'POST ledger/periods/{id}/close',
      'POST ledger/accounts',
      'GET payments/payments',
      'GET payments/bank-lines',
      'POST payments/bank-lines/{id}/match',
      'GET payments/settlements',
      'GET payments/refunds',
      'POST payments/refunds/{id}/paid-out',
      'POST payments/payments/{id}/refund',
      'GET orders/orders',
      'GET parties/parties',
      'GET inventory/stock',
      'GET analytics/trade',
    ],
    leaves: [
      'POST orders/orders',
      'POST inventory/adjustments',
      'POST kernel/users',
      'POST catalog/price-lists',
    ],
  },
  'catalog-manager': {
    does: [
      'GET catalog/products',
      'POST catalog/products',
      'PATCH catalog/products/{id}',
      'POST catalog/products/{id}/retire',
      'POST catalog/categories',
      'POST catalog/price-lists',
      'POST catalog/price-lists/{id}/prices',
      'POST catalog/channels',
      'GET inventory/stock',
      'GET analytics/trade',
    ],
    leaves: ['GET parties/parties', 'GET orders/orders', 'POST inventory/receipts', 'GET ledger/transfers'],
  },
  'service-agent': {
    does: [
      'GET parties/parties/{id}',
      'PATCH parties/parties/{id}',
      'POST parties/parties/{id}/consents',
      'GET orders/orders',
      'GET orders/orders/{id}',
      'PATCH orders/orders/{id}',
      'POST orders/orders/{id}/cancel',
      'POST orders/orders/{id}/cancel-lines',
      'POST orders/orders/{id}/return',
      'POST orders/orders/{id}/hold',
      'GET orders/shipments',
      'GET payments/payments',
      'GET inventory/warehouses',
      'GET inventory/stock',
      'GET catalog/products',
    ],
    leaves: [
      'POST orders/orders',
      'POST payments/payments/{id}/refund',
      'GET ledger/transfers',
      'POST inventory/adjustments',
      'POST catalog/products',
    ],
  },
}

describe('the roles of the house', () => {
  it('[PLAT-04] each but the owner has its day written down', () => {
    expect(Object.keys(days).sort()).toEqual(
      roles
        .map(({ code }) => code)
        .filter((code) => code !== 'owner')
        .sort(),
    )
  })

  it.each(Object.entries(days))(
    '[PLAT-04] %s can do the work of the day, and only theirs',
    (code, { does, leaves }) => {
      const role = roles.find((each) => each.code === code)
      const held = expandPatterns(role?.permissions ?? [], declared)
      const may = (act: string) => {
        const [method, path] = act.split(' ')
        const operation = operations.find((each) => each.method === method && each.path === `/api/v1/${path}`)
        expect(operation, `${act} is an operation`).toBeDefined()
        return held.has(operation?.permission ?? '')
      }
      expect(does.filter((act) => !may(act))).toEqual([])
      expect(leaves.filter(may)).toEqual([])
    },
  )
})

describe('a person of one warehouse', async () => {
  const shop = await openShop(t)
  const [here, there] = await t.transaction((tx) =>
    createOrgUnits(tx, [
      { code: 'ICHEON', name: '이천 센터', nameEn: 'Icheon', parentId: null },
      { code: 'BUSAN', name: '부산 센터', nameEn: 'Busan', parentId: null },
    ]),
  )
  const owner = t.as(t.system)
  for (const [index, unit] of [here, there].entries())
    await owner.send('PATCH', `/inventory/warehouses/${shop.warehouses[index]?.id}`, { orgUnitId: unit?.id })
  const role = roles.find(({ code }) => code === 'warehouse')
  const held = [...expandPatterns(role?.permissions ?? [], declared)]
  const mine = t.as(t.person(held, { orgUnitIds: [here?.id ?? ''] }))
  const received = { terms: 'received', method: 'cash', reference: 'till-1' }
  // Cups lie only here, rice only there.
  const placed = await owner.post('/orders/orders', {
    channel: 'phone',
    lines: [
      { sku: 'CUP-1', quantity: '1' },
      { sku: 'RICE-1', quantity: '1' },
    ],
    payment: received,
  })
  const orderId = placed.body.id
  await owner.post(`/orders/orders/${orderId}/release`)
  const { shipments } = (await owner.get(`/orders/orders/${orderId}`)).body
  const [own, others] = [0, 1].map((index) =>
    shipments.find((each: { warehouseId: string }) => each.warehouseId === shop.warehouses[index]?.id),
  )

  it('[PLAT-04] sees the picks, parcels, stock and movements of theirs alone', async () => {
    const seen = async (path: string) =>
      new Set(
        (await mine.get(path)).body.items.map(
          (each: { warehouseId?: string; id: string }) => each.warehouseId ?? each.id,
        ),
      )
    const ours = new Set([shop.warehouses[0]?.id])
    for (const path of [
      '/inventory/picks',
      '/inventory/pick-queue',
      '/orders/shipments',
      '/inventory/warehouses',
      '/inventory/movements',
      '/inventory/reservations',
    ])
      expect([path, await seen(path)]).toEqual([path, ours])
    const search = await mine.get(`/kernel/search?q=${encodeURIComponent(others.number)}`)
    expect(JSON.stringify(search.body)).not.toContain(others.id)
    const csv = await mine.get('/orders/shipments.csv')
    expect(csv.body).toContain(own.number)
    expect(csv.body).not.toContain(others.number)
  })

  it('[PLAT-04] cannot open or move what lies elsewhere', async () => {
    const picks = (await owner.get('/inventory/picks')).body.items
    const theirs = picks.find((each: { warehouseId: string }) => each.warehouseId === shop.warehouses[1]?.id)
    const elsewhere = shop.warehouses[1]?.id
    const line = { variantId: shop.variants.get('RICE-1'), quantity: '1' }
    const refused = [
      await mine.get(`/orders/shipments/${others.id}`),
      await mine.get(`/orders/shipments/${others.id}/label.pdf`),
      await mine.post(`/orders/shipments/${others.id}/pack`, { parcels: [] }),
      await mine.post(`/orders/shipments/${others.id}/ship`),
      await mine.get(`/inventory/picks/${theirs.id}`),
      await mine.post(`/inventory/picks/${theirs.id}/start`),
      await mine.get(`/inventory/warehouses/${elsewhere}`),
      await mine.post('/inventory/receipts', {
        warehouseId: elsewhere,
        reference: 'r',
        lines: [{ ...line, unitCost: '1' }],
      }),
      await mine.post('/inventory/adjustments', {
        warehouseId: elsewhere,
        reference: 'r',
        reason: '실사',
        lines: [line],
      }),
      await mine.post('/inventory/transfers', {
        fromWarehouseId: shop.warehouses[0]?.id,
        toWarehouseId: elsewhere,
        lines: [line],
      }),
      await mine.post('/inventory/waves', { warehouseId: elsewhere, pickIds: [theirs.id] }),
    ]
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404))
    const bulk = await mine.post('/orders/shipments/bulk/pack', { ids: [others.id], input: { parcels: [] } })
    expect(bulk.body.items).toEqual([{ id: others.id, ok: false, code: 'kernel.not-found' }])
    const untouched = (await owner.get(`/orders/shipments/${others.id}`)).body
    expect(untouched.state).toBe('picking')
  })

  it('[PLAT-04] does the whole work of theirs', async () => {
    expect(
      (await mine.post(`/orders/shipments/${own.id}/pack`, { parcels: [{ weightGrams: 300 }] })).status,
    ).toBe(200)
    await t.settle()
    expect((await mine.post(`/orders/shipments/${own.id}/ship`)).status).toBe(200)
  })

  it('[PLAT-04] takes returned goods only into a warehouse that is there for them', async () => {
    const page = (await owner.get(`/orders/orders/${orderId}`)).body
    const cup = page.lines.find((line: { sku: string }) => line.sku === 'CUP-1')
    const clerk = t.as(t.person(['order.return', 'order.read'], { orgUnitIds: [here?.id ?? ''] }))
    const body = { lines: [{ lineId: cup.id, quantity: '1' }], reason: '단순 변심' }
    const elsewhere = await clerk.post(`/orders/orders/${orderId}/return`, {
      ...body,
      warehouseId: shop.warehouses[1]?.id,
    })
    expect(elsewhere.status).toBe(404)
    const nowhere = await owner.post(`/orders/orders/${orderId}/return`, {
      ...body,
      warehouseId: t.companyId,
    })
    expect(nowhere.status).toBe(404)
    const back = await clerk.post(`/orders/orders/${orderId}/return`, {
      ...body,
      warehouseId: shop.warehouses[0]?.id,
    })
    expect(back.status).toBe(200)
  })
})
