import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testKit } from '../../kernel/server/testkit.ts'
import { type Currency, extend } from '../../kernel/shared/money.ts'
import { createChannels, createPriceLists, setPrices } from '../../modules/catalog/api.ts'
import { balances, openBooks } from '../../modules/ledger/api.ts'
import { account } from '../../modules/ledger/shared/accounts.ts'
import { paidOf } from '../../modules/payments/api.ts'
import { verifyAll } from '../cli/verify.command.ts'
import { modules } from '../modules.ts'
import { openShop } from '../shop.fixture.ts'

/** How many random orders are lived through on the real database. */
const lives = Number(process.env.MONEY_LIVES ?? 50)
const seed = Number(process.env.MONEY_SEED ?? 20_261_121)

const t = await testKit(modules)
const clerk = t.as(t.system)
const prices = { 'TEA-1': '12000', 'CUP-1': '8333', 'RICE-1': '33000', 'INK-1': '777.5' } as const
type Sku = keyof typeof prices
const dollarPrice = '19.995'
const shop = await openShop(t, [
  { sku: 'TEA-1', price: prices['TEA-1'], cost: '7001.33', stock: [400n, 300n] },
  { sku: 'CUP-1', price: prices['CUP-1'], cost: '4100', stock: [3n, 500n] },
  { sku: 'RICE-1', price: prices['RICE-1'], cost: '25000', stock: [2n, 400n], taxClass: 'exempt' },
  { sku: 'INK-1', price: prices['INK-1'], cost: '333.3', stock: [500n, 1n], taxClass: 'zero-rated' },
])
await t.transaction(async (tx) => {
  await openBooks(tx, { companyId: t.companyId, currency: 'USD' })
  await createChannels(tx, [
    { code: 'b2b', name: '기업', kind: 'phone', currency: 'KRW', pricesIncludeTax: false },
    { code: 'abroad', name: '해외', kind: 'web', currency: 'USD', pricesIncludeTax: true },
  ])
  await createPriceLists(tx, [
    { code: 'b2b', name: '기업', currency: 'KRW', pricesIncludeTax: false, channelCode: 'b2b' },
    { code: 'abroad', name: '해외', currency: 'USD', pricesIncludeTax: true, channelCode: 'abroad' },
  ])
  const skus = Object.keys(prices) as Sku[]
  await setPrices(tx, [
    ...skus.map((sku) => ({ priceListCode: 'b2b', sku, unitPrice: prices[sku] })),
    ...skus.map((sku) => ({ priceListCode: 'abroad', sku, unitPrice: dollarPrice })),
  ])
})
const customer = (await clerk.post('/parties/parties', { kind: 'person', name: '한가람' })).body.id

const life = fc.record({
  channel: fc.constantFrom('phone', 'b2b', 'abroad'),
  terms: fc.constantFrom('cash', 'card-at-till', 'external', 'on-account', 'card', 'bank'),
  lines: fc.uniqueArray(
    fc.record({
      sku: fc.constantFrom<Sku>('TEA-1', 'CUP-1', 'RICE-1', 'INK-1'),
      quantity: fc.integer({ min: 1, max: 7 }),
      discount: fc.integer({ min: 0, max: 60 }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ sku }) => sku },
  ),
  discount: fc.integer({ min: 0, max: 50 }),
  shippingFee: fc.constantFrom(0, 3000, 2999),
  /** Before picking: how much of each line goes. */
  cuts: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 }),
  ships: fc.constantFrom('nothing', 'all', 'all', 'first'),
  returns: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 }),
  cancels: fc.boolean(),
  /** A refund by hand after everything, of so much of what was taken. */
  goodwill: fc.constantFrom(0, 0, 0, 10),
})
type Life = typeof life extends fc.Arbitrary<infer Value> ? Value : never

interface Line {
  id: string
  quantity: string
  cancelledQuantity: string
  shippedQuantity: string
  returnedQuantity: string
  kind: string
}

describe(`${lives} random orders on the real database`, async () => {
  const lived: string[] = []
  for (const [index, each] of fc.sample(life, { numRuns: lives, seed }).entries()) {
    const id = await live(each, index)
    if (id) lived.push(id)
  }
  await t.settle()

  it('[CORE-01] each is priced to the minor unit, and every unit of money is accounted for', async () => {
    expect(lived.length).toBeGreaterThan(lives / 2)
    for (const id of lived) {
      const { body: order } = await clerk.get(`/orders/orders/${id}`)
      const minor = (key: string) => BigInt(order[key].amount)
      const lines: Record<string, { amount: string }>[] = order.lines
      const of = (key: string) => lines.reduce((sum, line) => sum + BigInt(line[key]?.amount ?? 0), 0n)
      expect(of('total')).toBe(minor('total'))
      expect(of('net') + of('vat')).toBe(minor('total'))
      expect(of('cancelled')).toBe(minor('cancelled'))
      expect(of('shipped')).toBe(minor('shipped'))
      expect(of('returned')).toBe(minor('returned'))
      expect(minor('position')).toBe(minor('paid') - minor('refunded') - minor('shipped') + minor('returned'))
      expect(minor('due')).toBe(
        minor('total') - minor('cancelled') - minor('returned') - minor('paid') + minor('refunded'),
      )
    }
  })

  it('[OMS-04] nobody who paid is owed anything, and nobody paid more than they got', async () => {
    const wrong: string[] = []
    for (const id of lived) {
      const { body: order } = await clerk.get(`/orders/orders/${id}`)
      const overpaid = -BigInt(order.due.amount)
      const onItsWay = await refundsOnTheirWay(id)
      if (overpaid > onItsWay)
        wrong.push(`${order.number} ${order.state} is owed ${overpaid}, ${onItsWay} on its way`)
    }
    expect(wrong).toEqual([])
  })

  it('[CORE-10] the books say the same: advances, receivables, sales, tax, cost and stock', async () => {
    const laws = await verifyAll(t.database)
    expect(laws.filter(({ faults }) => faults.length > 0)).toEqual([])
    for (const currency of ['KRW', 'USD']) {
      const rows = await balances(t.database, { companyId: t.companyId, currency })
      expect(rows.reduce((sum, row) => sum + row.postedMinor, 0n)).toBe(0n)
      const sales = rows.find(({ code }) => code === account.sales)
      expect(sales?.postedMinor, `${currency} sales`).not.toBe(0n)
    }
    const abroad = await balances(t.database, { companyId: t.companyId, currency: 'USD' })
    // Goods lie in won: what is sold abroad costs won.
    expect(abroad.find(({ code }) => code === account.costOfSales)?.postedMinor).toBe(0n)
  })
})

/** Lives one order through; answers its id, or nothing where there was no stock for it. */
async function live(wish: Life, index: number): Promise<string | undefined> {
  const currency: Currency = wish.channel === 'abroad' ? 'USD' : 'KRW'
  const bases = wish.lines.map(({ sku, quantity }) =>
    extend(currency === 'USD' ? dollarPrice : prices[sku], BigInt(quantity), currency, 'half-up'),
  )
  const lines = wish.lines.map(({ sku, quantity, discount }, at) => ({
    sku,
    quantity: String(quantity),
    discount: String(((bases[at] ?? 0n) * BigInt(discount)) / 100n),
  }))
  const left = bases.reduce((sum, base, at) => sum + base - BigInt(lines[at]?.discount ?? 0), 0n)
  const discount = (left * BigInt(wish.discount)) / 100n
  const answer = await clerk.post('/orders/orders', {
    channel: wish.channel,
    partyId: customer,
    lines,
    discount: String(discount),
    shippingFee: String(wish.shippingFee),
    payment: paymentOf(wish, index),
  })
  if (answer.status === 409) return undefined
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  const order = answer.body
  expect(
    priceFault(order, { bases, discount, shippingFee: BigInt(wish.shippingFee), channel: wish.channel }),
  ).toBeUndefined()
  await pay(wish, order)
  for (const share of wish.cuts) await cut(order.id, share)
  if (wish.cancels) await clerk.post(`/orders/orders/${order.id}/cancel`, { reason: '고객 변심' })
  else if (wish.ships !== 'nothing') await ship(order.id, wish.ships === 'first')
  for (const share of wish.returns) await takeBack(order.id, share)
  await t.settle()
  if (wish.goodwill > 0) await goodwill(order.id, wish.goodwill)
  return order.id
}

/** What the order must come to, computed anew from the wish. */
function priceFault(
  order: { total: { amount: string }; lines: { net: { amount: string }; taxClass: string; kind: string }[] },
  wish: { bases: bigint[]; discount: bigint; shippingFee: bigint; channel: string },
): string | undefined {
  const goods = wish.bases.reduce((sum, base) => sum + base, 0n)
  const taken = BigInt((order as unknown as { discount: { amount: string } }).discount.amount)
  const total = BigInt(order.total.amount)
  if (wish.channel !== 'b2b')
    return total === goods - taken + wish.shippingFee
      ? undefined
      : `${total} is not ${goods} less ${taken} and ${wish.shippingFee}`
  const net = order.lines
    .filter(({ kind }) => kind !== 'shipping')
    .reduce((sum, line) => sum + BigInt(line.net.amount), 0n)
  return net === goods - taken ? undefined : `net ${net} is not ${goods} less ${taken}`
}

function paymentOf({ terms }: Life, index: number): object {
  if (terms === 'on-account') return { terms }
  if (terms === 'card') return { terms: 'card' }
  if (terms === 'bank') return { terms: 'received', method: 'bank', reference: `bank-${index}` }
  const method = terms === 'card-at-till' ? 'card' : terms
  return { terms: 'received', method, reference: `till-${index}` }
}

async function pay({ terms }: Life, order: { paymentPath?: string }): Promise<void> {
  if (terms !== 'card' || !order.paymentPath) return
  const page = await clerk.get(order.paymentPath)
  const [address = ''] = String(page.headers.location).split('?')
  await clerk.send('POST', address, { card: 'approve' })
  await t.settle()
}

async function cut(id: string, share: number): Promise<void> {
  const lines = await linesOf(id)
  const cuts = lines
    .map((line) => ({ lineId: line.id, quantity: part(openOf(line), share) }))
    .filter(({ quantity }) => quantity !== '0')
  if (cuts.length > 0)
    await clerk.post(`/orders/orders/${id}/cancel-lines`, { lines: cuts, reason: '일부 취소' })
}

async function ship(id: string, onlyFirst: boolean): Promise<void> {
  await clerk.post(`/orders/orders/${id}/release`)
  const { shipments } = (await clerk.get(`/orders/orders/${id}`)).body
  const sent = onlyFirst ? shipments.slice(0, 1) : shipments
  for (const shipment of sent) await clerk.post(`/orders/shipments/${shipment.id}/pack`, { parcels: [] })
  await t.settle()
  for (const shipment of sent) {
    await clerk.post(`/orders/shipments/${shipment.id}/ship`)
    if (!onlyFirst) await clerk.post(`/orders/shipments/${shipment.id}/deliver`)
  }
}

async function takeBack(id: string, share: number): Promise<void> {
  const lines = (await linesOf(id))
    .map((line) => ({
      lineId: line.id,
      quantity: part(BigInt(line.shippedQuantity) - BigInt(line.returnedQuantity), share),
    }))
    .filter(({ quantity }) => quantity !== '0')
  if (lines.length === 0) return
  const warehouseId = shop.warehouses[share % 2]?.id
  const answer = await clerk.post(`/orders/orders/${id}/return`, { lines, reason: '단순 변심', warehouseId })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

/** The house gives some of its money back without goods coming home. */
async function goodwill(id: string, percent: number): Promise<void> {
  const { payments } = (await clerk.get(`/orders/orders/${id}`)).body
  for (const payment of payments) {
    const page = (await clerk.get(`/payments/payments/${payment.id}`)).body
    if (!['captured', 'partially-refunded'].includes(page.state) || page.method === 'bank') continue
    const left =
      BigInt(page.captured.amount) - BigInt(page.refunded.amount) - BigInt(page.refunding?.amount ?? 0)
    const amount = (left * BigInt(percent)) / 100n
    if (amount <= 0n) continue
    const answer = await clerk.post(`/payments/payments/${payment.id}/refund`, {
      amount: { amount: String(amount), currency: page.amount.currency },
      reason: '불편을 드려 죄송합니다',
    })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  }
  await t.settle()
}

/** What waits for a second person or for a bank transfer to be made. */
async function refundsOnTheirWay(orderId: string): Promise<bigint> {
  const [row] = await paidOf(t.database, [orderId])
  return row?.refundingMinor ?? 0n
}

async function linesOf(id: string): Promise<Line[]> {
  return (await clerk.get(`/orders/orders/${id}`)).body.lines
}

function openOf(line: Line): bigint {
  return BigInt(line.quantity) - BigInt(line.cancelledQuantity) - BigInt(line.shippedQuantity)
}

function part(quantity: bigint, share: number): string {
  return String((quantity * BigInt(share) + 50n) / 100n)
}
