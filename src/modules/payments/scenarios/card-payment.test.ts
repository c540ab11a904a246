import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { parityFaults, testKit } from '../../../kernel/server/testkit.ts'
import { addDays, dateInZone } from '../../../kernel/shared/calendar.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { mustPost } from '../../ledger/api.ts'
import ledger from '../../ledger/module.ts'
import { paidOf, recordReceived, requestCapture, requestRefund, requestVoid } from '../api.ts'
import payments from '../module.ts'
import { bankLineEntity, settlementEntity } from '../shared/bank-line.ts'
import { payDesk } from './pay-desk.fixture.ts'

type Payout = Record<string, { amount: string } | undefined>

const t = await testKit([ledger, payments])
const desk = payDesk(t)
await desk.open()
const clerk = t.as(t.person(['payment.read', 'payment.capture', 'payment.void', 'payment.refund']))
const wins = (answers: PromiseSettledResult<unknown>[]) =>
  answers.filter((answer) => answer.status === 'fulfilled')

async function paid(amountMinor = 11_000n) {
  const intent = await desk.intent(amountMinor)
  await desk.choose(intent.token, 'approve')
  await desk.settleAll()
  return intent
}

describe('a card payment', () => {
  it('[OMS-04] is verified, approved, captured and posted once', async () => {
    const before = await desk.balance('121')
    const intent = await desk.intent()
    const next = await desk.choose(intent.token, 'approve')
    expect(next).toContain(`/pay/${intent.token}/return`)
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('captured')
    expect(await desk.balance('121')).toBe(before + 11_000n)
    const record = (await clerk.get(`/payments/payments/${intent.id}`)).body
    expect(record.attempts).toMatchObject([{ operation: 'authorise', state: 'succeeded' }])
    expect(record.webhooks.map((webhook: { type: string }) => webhook.type)).toEqual([
      'payment.ready',
      'payment.captured',
    ])
    expect(record.actions.map((action: { name: string }) => action.name)).toEqual(['refund'])
    const page = await t.app.inject({ url: `/api/v1/payments/pay/${intent.token}/return` })
    expect(page.body).toContain('결제가 완료되었습니다')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('[OMS-04] that is declined may be tried again with another card', async () => {
    const intent = await desk.intent()
    await desk.choose(intent.token, 'decline')
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('declined')
    const record = (await clerk.get(`/payments/payments/${intent.id}`)).body
    expect(record.failureCode).toBe('insufficient-funds')
    await desk.choose(intent.token, 'approve')
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('captured')
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] asks who the customer is, and takes nothing from a stranger', async () => {
    const known = await desk.intent()
    await desk.choose(known.token, 'challenge', 'confirm')
    const stranger = await desk.intent()
    await desk.choose(stranger.token, 'challenge', 'abandon')
    await desk.settleAll()
    expect(await desk.stateOf(known.id)).toBe('captured')
    expect(await desk.stateOf(stranger.id)).toBe('declined')
  })

  it('[OMS-04] authorised first is captured when goods leave, or voided', async () => {
    const kept = await desk.intent(5_000n, 'manual')
    await desk.choose(kept.token, 'approve')
    const dropped = await desk.intent(5_000n, 'manual')
    await desk.choose(dropped.token, 'approve')
    await desk.settleAll()
    expect(await desk.stateOf(kept.id)).toBe('authorised')
    await t.transaction((tx) => requestCapture(tx, kept.orderId))
    await t.transaction((tx) => requestVoid(tx, dropped.orderId))
    await desk.settleAll()
    expect(await desk.stateOf(kept.id)).toBe('captured')
    expect(await desk.stateOf(dropped.id)).toBe('voided')
    expect(await desk.faults()).toEqual([])
  })
})

describe('the acquirer', () => {
  it('[OMS-04] may send everything three times, late and in any order: one effect', async () => {
    await desk.switches({ copies: 3, shuffle: true, delayMs: 50 })
    const intents = await Promise.all(Array.from({ length: 6 }, () => desk.intent(7_000n)))
    for (const intent of intents) await desk.choose(intent.token, 'approve')
    await desk.settleAll()
    for (const intent of intents.slice(0, 3)) {
      await t.transaction((tx) =>
        requestRefund(tx, {
          orderId: intent.orderId,
          amountMinor: 2_000n,
          reason: '부분 환불',
          refundKey: `r-${intent.id}`,
        }),
      )
    }
    await desk.settleAll()
    await desk.switches({})
    for (const intent of intents) expect(await desk.stateOf(intent.id)).toMatch(/captured|partially-refunded/)
    const deliveries = await t.database.row<{ most: number }>(
      '',
      'select max(deliveries) as most from payments.webhook',
    )
    expect(deliveries?.most).toBe(3)
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] may be out for a while: nothing is lost and no hand is needed', async () => {
    const intent = await desk.intent()
    await desk.choose(intent.token, 'approve')
    await t.settle()
    const other = await desk.intent()
    const page = await desk.choose(other.token)
    await desk.switches({ outage: true })
    const shown = await t.app.inject({ url: page })
    expect(shown.body).toContain('응답하지 않습니다')
    await desk.switches({})
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('captured')
  })

  it('[OMS-04] out at the very moment we ask it, is asked again under the same key', async () => {
    const intent = await paid()
    await desk.switches({ outage: true })
    await t.transaction((tx) =>
      requestRefund(tx, {
        orderId: intent.orderId,
        amountMinor: 11_000n,
        reason: '변심',
        refundKey: `out-${intent.id}`,
      }),
    )
    await t.settle()
    expect(await desk.stateOf(intent.id)).toBe('captured')
    await desk.switches({})
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('refunded')
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] whose message is lost is asked what it knows', async () => {
    const intent = await desk.intent()
    await desk.choose(intent.token, 'approve')
    await desk.settleAll()
    const second = await desk.intent()
    await desk.choose(second.token, 'approve')
    await t.settle()
    await t.database.rows(
      '',
      `update payments.acquirer_message set state = 'given-up' where state = 'waiting'`,
    )
    await t.database.rows('', `update payments.attempt set created_at = created_at - interval '5 minutes'`)
    await t.transaction(async (tx) => {
      const { enqueue } = await import('../../../kernel/server/jobs.ts')
      await enqueue(tx, { kind: 'payments.reconcile', input: {} })
    })
    await desk.settleAll()
    expect(await desk.stateOf(second.id)).toBe('captured')
  })

  it('[OMS-04] cannot be impersonated', async () => {
    const intent = await desk.intent()
    const payload = JSON.stringify({
      type: 'payment.captured',
      merchant: t.companyId,
      payment: {
        key: intent.id,
        merchantRef: intent.id,
        state: 'captured',
        currency: 'KRW',
        amount: '11000',
        captured: '11000',
        declineCode: null,
        refunds: [],
      },
    })
    const now = new Date()
    const forged = new Webhook('whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0').sign('msg_forged', now, payload)
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/v1/payments/webhooks/embedded',
      payload,
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_forged',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': forged,
      },
    })
    expect(answer.statusCode).toBe(401)
    expect(await desk.stateOf(intent.id)).toBe('created')
    for (const hostile of ['', 'x', '[]', '{"merchant":"nobody"}', '{"payment":{}}']) {
      const refused = await t.app.inject({
        method: 'POST',
        url: '/api/v1/payments/webhooks/embedded',
        payload: hostile,
      })
      expect(refused.statusCode).toBeGreaterThanOrEqual(400)
      expect(refused.statusCode).toBeLessThan(500)
    }
  })
})

describe('giving up', () => {
  it('[OMS-04] while the customer pays: the late capture is paid back by itself', async () => {
    const before = await desk.balance('121')
    const intent = await desk.intent()
    await desk.choose(intent.token, 'approve')
    await t.transaction((tx) => requestVoid(tx, intent.orderId))
    expect(await desk.stateOf(intent.id)).toBe('voided')
    await desk.settleAll()
    // Voided before it was verified: the acquirer is never told to take anything.
    expect(await desk.stateOf(intent.id)).toBe('voided')

    const late = await desk.intent()
    await desk.choose(late.token, 'approve')
    await desk.switches({ delayMs: 60_000 })
    await t.settle()
    await t.transaction((tx) => requestVoid(tx, late.orderId))
    await desk.switches({})
    await desk.settleAll()
    expect(await desk.stateOf(late.id)).toBe('refunded')
    expect(await desk.balance('121')).toBe(before)
    expect(await desk.faults()).toEqual([])
  })
})

describe('a refund', () => {
  it('[OMS-04] by many at once never gives back more than was captured', async () => {
    const intent = await paid(10_000n)
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        t.transaction((tx) =>
          requestRefund(tx, {
            orderId: intent.orderId,
            amountMinor: 3_000n,
            reason: '부분 환불',
            refundKey: `many-${index}`,
          }),
        ),
      ),
    )
    expect(wins(answers)).toHaveLength(3)
    await desk.settleAll()
    expect(await paidOf(t.database, [intent.orderId])).toMatchObject([
      { capturedMinor: 10_000n, refundedMinor: 9_000n },
    ])
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] asked for twice under one key is made once', async () => {
    const intent = await paid(10_000n)
    const wish = {
      orderId: intent.orderId,
      amountMinor: 4_000n,
      reason: '부분 환불',
      refundKey: `once-${intent.id}`,
    }
    const first = await t.transaction((tx) => requestRefund(tx, wish))
    const second = await t.transaction((tx) => requestRefund(tx, wish))
    expect(second).toEqual(first)
    await desk.settleAll()
    expect(await paidOf(t.database, [intent.orderId])).toMatchObject([
      { refundedMinor: 4_000n, refundingMinor: 0n },
    ])
  })

  it('[OMS-04] above the limit waits for a second person', async () => {
    const intent = await paid(900_000n)
    const asked = await clerk.post(`/payments/payments/${intent.id}/refund`, {
      amount: { amount: '600000', currency: 'KRW' },
      reason: '대량 반품',
    })
    expect(asked.status).toBe(200)
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('captured')
    const approver = t.as(t.person(['payment.approve-refund', 'payment.read']))
    const [waiting] = (await approver.get('/kernel/four-eyes?state=waiting')).body.items ?? []
    const refunds = (await approver.get('/payments/refunds')).body.items
    expect(refunds).toMatchObject([{ state: 'awaiting-approval', amount: { amount: '600000' } }])
    const { decideFourEyes } = await import('../../../kernel/server/access/four-eyes.ts')
    const id =
      waiting?.id ??
      (await t.database.row<{ id: string }>('', 'select id from kernel.four_eyes_request'))?.id ??
      ''
    await t.transaction(
      (tx) => decideFourEyes(tx, { id, approve: true, reason: null }),
      t.person(['payment.approve-refund']),
    )
    await desk.settleAll()
    expect(await desk.stateOf(intent.id)).toBe('partially-refunded')
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] that nobody else wants is free again', async () => {
    const intent = await paid(900_000n)
    await clerk.post(`/payments/payments/${intent.id}/refund`, {
      amount: { amount: '900000', currency: 'KRW' },
      reason: '착오',
    })
    await desk.settleAll()
    const { decideFourEyes } = await import('../../../kernel/server/access/four-eyes.ts')
    const request = await t.database.row<{ id: string }>(
      '',
      `select id from kernel.four_eyes_request where state = 'waiting'`,
    )
    await t.transaction(
      (tx) => decideFourEyes(tx, { id: request?.id ?? '', approve: false, reason: '사유 부족' }),
      t.person(['payment.approve-refund']),
    )
    await desk.settleAll()
    expect(await paidOf(t.database, [intent.orderId])).toMatchObject([
      { refundedMinor: 0n, refundingMinor: 0n },
    ])
    const record = (await clerk.get(`/payments/payments/${intent.id}`)).body
    expect(record.refunds).toMatchObject([{ state: 'rejected' }])
  })

  it('[OMS-04] needs the right to give money back', async () => {
    const intent = await paid(1_000n)
    const reader = t.as(t.person(['payment.read']))
    const body = { amount: { amount: '1000', currency: 'KRW' }, reason: '변심' }
    expect((await reader.post(`/payments/payments/${intent.id}/refund`, body)).status).toBe(403)
    expect(
      (
        await clerk.post(`/payments/payments/${intent.id}/refund`, {
          ...body,
          amount: { amount: '1001', currency: 'KRW' },
        })
      ).body.code,
    ).toBe('payment.refund-exceeds')
  })
})

describe('settlement', () => {
  it('[OMS-04] takes in what acquirers owe for each day, less their fee, once', async () => {
    const till = { id: newId(), orderId: newId(), partyId: null, method: 'card' as const, reference: 'POS-1' }
    const day = addDays(dateInZone(new Date()), -3)
    await t.transaction(async (tx) => {
      const taken = recordReceived(tx, [
        { ...till, amountMinor: 33_000n, currency: 'KRW', receivedAt: new Date(), businessDate: day },
      ])
      await mustPost(tx, taken)
    })
    const owed = await desk.balance('121')
    for (const table of ['payment', 'refund']) {
      await t.database.rows(
        '',
        `update payments.${table} set business_date = business_date - 1 where business_date is not null`,
      )
    }
    const manager = t.as(t.person(['payment.manage-provider', 'payment.read']))
    const taken = await manager.post('/payments/settlements')
    expect(taken.body.settlementIds).toHaveLength(2)
    expect((await manager.post('/payments/settlements')).body.settlementIds).toHaveLength(0)
    const { items } = (await manager.get('/payments/settlements')).body
    const sum = (key: string) =>
      items.reduce((total: bigint, one: Payout) => total + BigInt(one[key]?.amount ?? 0), 0n)
    expect(sum('gross')).toBe(owed)
    expect(items.find((one: { provider: string }) => one.provider === 'terminal')).toMatchObject({
      settledOn: day,
      gross: { amount: '33000' },
      fee: { amount: '825' },
      feeVat: { amount: '83' },
      net: { amount: '32092' },
    })
    expect(await desk.balance('121')).toBe(0n)
    expect(await desk.balance('103')).toBe(sum('net'))
    const payout = (await manager.get(`/payments/settlements/${taken.body.settlementIds[0]}`)).body
    expect(payout.items.length).toBe(payout.itemCount)
    expect(await desk.faults()).toEqual([])
  })
})

describe('records', () => {
  it('[CORE-08] have the shapes their entities declare', async () => {
    for (const entity of [bankLineEntity, settlementEntity])
      expect(await parityFaults(t.database, entity)).toEqual([])
  })
})
