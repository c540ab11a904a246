import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemPrincipal } from '../../kernel/server/principal.ts'
import { testKit } from '../../kernel/server/testkit.ts'
import { newId } from '../../kernel/shared/ids.ts'
import { verifyAll } from '../cli/verify.command.ts'
import { modules } from '../modules.ts'
import { fillShop } from '../shop.fixture.ts'
import { type Answer, type Caller, callerOf, openCompany } from './caller.fixture.ts'
import { endProcess, type RunningProcess, runProgram, untilHealthy } from './processes.fixture.ts'

const t = await testKit(modules)
let servers: RunningProcess[] = []
/** Asks the servers in turn, and each by itself. */
let both: Caller
let each: Caller[]
let company: { companyId: string; token: string }

const received = { terms: 'received', method: 'cash', reference: 'till-1' }

beforeAll(async () => {
  company = await openCompany(t.database)
  await t.database.transaction({ principal: systemPrincipal(company.companyId) }, (tx) =>
    fillShop(
      tx,
      [
        { sku: 'LAST-1', price: '12000', cost: '7000', stock: [30n, 20n] },
        { sku: 'TEA-1', price: '12000', cost: '7000', stock: [500n, 500n] },
      ],
      'T',
    ),
  )
  await t.settle()
  servers = await Promise.all([1, 2].map(() => runProgram('server.ts', { DATABASE_URL: t.url })))
  await Promise.all(servers.map(untilHealthy))
  both = callerOf(
    servers.map(({ base }) => base),
    company.token,
  )
  each = servers.map(({ base }) => callerOf([base], company.token))
}, 120_000)

afterAll(async () => {
  await Promise.all(servers.map(endProcess))
})

async function lawsHold(): Promise<void> {
  await t.settle()
  const laws = await verifyAll(t.database)
  expect(laws.filter(({ faults }) => faults.length > 0)).toEqual([])
}

describe('two server processes over one database', () => {
  it('[OMS-02] 200 buyers want one of 50 units each: 50 win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        both.insist(
          'POST',
          '/orders/orders',
          { channel: 'web', lines: [{ sku: 'LAST-1', quantity: '1' }], payment: received },
          newId(),
        ),
      ),
    )
    const statuses = Map.groupBy(answers, ({ status }) => status)
    expect(statuses.get(201)?.length).toBe(50)
    expect(statuses.get(409)?.length).toBe(150)
    expect(new Set(statuses.get(201)?.map(({ body }) => body.number)).size).toBe(50)
    const refusal = statuses.get(409)?.[0]?.body
    expect(refusal.code).toBe('order.out-of-stock')
    await lawsHold()
  })

  it('[OMS-01] one key sent to both at once, many times over, is one order with one answer', async () => {
    const body = { channel: 'web', lines: [{ sku: 'TEA-1', quantity: '2' }], payment: received }
    for (let round = 0; round < 10; round++) {
      const key = newId()
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => both.insist('POST', '/orders/orders', body, key)),
      )
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201])
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
      const other = await both.insist('POST', '/orders/orders', { ...body, note: 'x' }, key)
      expect([other.status, other.body.code]).toEqual([422, 'kernel.idempotency-mismatch'])
    }
    await lawsHold()
  })

  it('[OMS-04] two people change one order: one does, the other is told its new version', async () => {
    for (let round = 0; round < 5; round++) {
      const order = await place()
      const edits = await Promise.all(
        each.map((caller, index) =>
          caller.send(
            'PATCH',
            `/orders/orders/${order.id}`,
            { note: `by ${index}` },
            { 'if-match': `"${order.version}"` },
          ),
        ),
      )
      expect(edits.map(({ status }) => status).sort()).toEqual([200, 412])
      const stale = edits.find(({ status }) => status === 412)
      expect(stale?.body).toMatchObject({ code: 'kernel.stale', details: { version: order.version + 1 } })
      const again = await both.send(
        'PATCH',
        `/orders/orders/${order.id}`,
        { note: 'after all' },
        { 'if-match': `"${stale?.body.details.version}"` },
      )
      expect(again.status).toBe(200)
    }
  })

  it('[OMS-04] two cancel, one ships: one way only, and the money agrees', async () => {
    const outcomes: string[] = []
    for (let round = 0; round < 6; round++) {
      const order = await place()
      await both.insist('POST', `/orders/orders/${order.id}/release`, {}, newId())
      const { shipments } = (await both.insist('GET', `/orders/orders/${order.id}`)).body
      for (const { id } of shipments)
        await both.insist('POST', `/orders/shipments/${id}/pack`, { parcels: [] }, newId())
      await t.settle()
      const [ship, ...cancels] = await Promise.all([
        both.insist('POST', `/orders/shipments/${shipments[0].id}/ship`, {}, newId()),
        both.insist('POST', `/orders/orders/${order.id}/cancel`, { reason: '고객 변심' }, newId()),
        both.insist('POST', `/orders/orders/${order.id}/cancel`, { reason: '고객 변심' }, newId()),
      ])
      const done = cancels.filter(({ status }) => status === 200).length
      expect(done + (ship?.status === 200 ? 1 : 0)).toBe(1)
      outcomes.push(ship?.status === 200 ? 'shipped' : 'cancelled')
    }
    await lawsHold()
  })

  it('[OMS-04] messages of the acquirer come twice, late and in any order: each payment is taken once', async () => {
    await switchAcquirer({ delayMs: 600_000, copies: 2, shuffle: true })
    const orders = await Promise.all(Array.from({ length: 8 }, () => place({ terms: 'card' })))
    for (const order of orders) await choose(order.paymentPath)
    await deliverAll()
    // The chosen cards are authorised by calls of ours; what they bring is told by further messages.
    await t.settle()
    await deliverAll()
    await deliverAll()
    await t.settle()
    for (const order of orders) {
      const page = (await both.insist('GET', `/orders/orders/${order.id}`)).body
      expect([page.state, page.paid.amount]).toEqual(['confirmed', order.total.amount])
    }
    await switchAcquirer({})
    await lawsHold()
  })

  it('[OMS-04] a forged or changed message is refused and changes nothing', async () => {
    const [message] = await messages()
    const forged = await post(message?.payload ?? '{}', {
      id: 'msg_x',
      secret: `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`,
    })
    expect(forged.status).toBe(401)
    const changed = await post(String(message?.payload).replace('captured', 'voided'), {
      id: 'msg_y',
      secret: await secret(),
      signed: message?.payload,
    })
    expect(changed.status).toBe(401)
    await lawsHold()
  })

  it('[OMS-04] while the acquirer is away nothing is lost, and afterwards everything is paid', async () => {
    const order = await place({ terms: 'card' })
    const location = await choose(order.paymentPath)
    expect(location).toBeTruthy()
    await switchAcquirer({ outage: true })
    await t.settle()
    const waiting = (await both.insist('GET', `/orders/orders/${order.id}`)).body
    expect(waiting.state).toBe('awaiting-payment')
    const late = await place({ terms: 'card' })
    const page = await both.send('GET', late.paymentPath)
    expect([page.status, page.body.code]).toEqual([503, 'payment.provider-unavailable'])
    await switchAcquirer({})
    await sooner()
    const paid = (await both.insist('GET', `/orders/orders/${order.id}`)).body
    expect([paid.state, paid.paid.amount]).toEqual(['confirmed', order.total.amount])
    await lawsHold()
  })
})

async function place(payment: object = received): Promise<Answer['body']> {
  const body = { channel: 'web', lines: [{ sku: 'TEA-1', quantity: '2' }], payment }
  const answer = await both.insist('POST', '/orders/orders', body, newId())
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}

/** The customer's way through the payment page, with a card that is good. */
async function choose(path: string): Promise<string> {
  const page = await both.insist('GET', path)
  const [address = ''] = String(page.body.location).split('?')
  await both.insist('POST', address, { card: 'approve' })
  return address
}

async function switchAcquirer(faults: object): Promise<void> {
  const all = { outage: false, declineCode: null, delayMs: 0, copies: 1, shuffle: false, ...faults }
  const answer = await both.insist('PUT', '/payments/acquirer/switches', all)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

interface Message {
  messageId: string
  payload: string
}

function messages(): Promise<Message[]> {
  return t.database.rows<Message>(
    '',
    'select message_id, payload::text as payload from payments.acquirer_message order by random()',
  )
}

async function secret(): Promise<string> {
  const row = await t.database.row<{ webhookSecret: string }>(
    '',
    'select webhook_secret from payments.acquirer_merchant where company_id = $1',
    [company.companyId],
  )
  return row?.webhookSecret ?? ''
}

async function post(
  body: string,
  by: { id: string; secret: string; signed?: string | undefined },
): Promise<{ status: number; text: string }> {
  const at = new Date()
  const server = servers[Math.floor(Math.random() * servers.length)]
  const answer = await fetch(`${server?.base}/api/v1/payments/webhooks/embedded`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': by.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(by.secret).sign(by.id, at, by.signed ?? body),
    },
    body,
  })
  return { status: answer.status, text: await answer.text() }
}

/** Every message there is, twice, in any order, to both servers at once. */
async function deliverAll(): Promise<void> {
  const key = await secret()
  const all = [...(await messages()), ...(await messages())]
  const answers = await Promise.all(
    all.map(({ messageId, payload }) => post(payload, { id: messageId, secret: key })),
  )
  expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
}

/** What waits for a later try is tried now. */
async function sooner(): Promise<void> {
  for (let time = 0; time < 12; time++) {
    await t.database.rows('', `update kernel.job set run_at = now() where state = 'queued'`)
    await t.database.rows('', `update payments.acquirer_message set due_at = now() where state = 'waiting'`)
    await t.settle()
  }
}
