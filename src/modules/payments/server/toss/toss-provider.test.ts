import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testKit } from '../../../../kernel/server/testkit.ts'
import { newId } from '../../../../kernel/shared/ids.ts'
import ledger from '../../../ledger/module.ts'
import { openIntent, paidOf, requestRefund } from '../../api.ts'
import payments from '../../module.ts'
import { payDesk } from '../../scenarios/pay-desk.fixture.ts'
import { tossDouble } from './toss-double.fixture.ts'

const t = await testKit([ledger, payments])
const desk = payDesk(t)
await desk.open()
const toss = await tossDouble('test_sk_double')

beforeAll(() => {
  process.env.TOSS_SECRET_KEY = 'test_sk_double'
  process.env.TOSS_BASE_URL = toss.baseUrl
})
afterAll(async () => {
  delete process.env.TOSS_SECRET_KEY
  delete process.env.TOSS_BASE_URL
  await toss.close()
})

async function intent(amountMinor: bigint) {
  const orderId = newId()
  const { intentId, clientToken } = await t.transaction((tx) =>
    openIntent(tx, {
      orderId,
      partyId: null,
      amountMinor,
      currency: 'KRW',
      method: 'card',
      returnUrl: null,
      provider: 'toss',
    }),
  )
  return { orderId, id: intentId, token: clientToken }
}

async function comesBack(token: string, query: Record<string, string>): Promise<number> {
  const answer = await t.app.inject({ url: `/api/v1/payments/pay/${token}/return`, query })
  return answer.statusCode
}

const refund = (orderId: string, amountMinor: bigint, refundKey: string) =>
  t.transaction((tx) => requestRefund(tx, { orderId, amountMinor, reason: '고객 변심', refundKey }))

describe('Toss Payments', () => {
  it('[OMS-04] confirms what the customer paid, and only the amount we asked for', async () => {
    const right = await intent(15_000n)
    expect(await comesBack(right.token, toss.customerPays(right.id, 15_000))).toBe(200)
    const cheated = await intent(15_000n)
    await comesBack(cheated.token, { ...toss.customerPays(cheated.id, 100), amount: '100' })
    await desk.settleAll()
    expect(await desk.stateOf(right.id)).toBe('captured')
    expect(await desk.stateOf(cheated.id)).toBe('created')
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] whose answer is lost on the way is asked again and pays once', async () => {
    const paid = await intent(8_000n)
    await comesBack(paid.token, toss.customerPays(paid.id, 8_000))
    toss.loseNext(2)
    await desk.settleAll()
    expect(await desk.stateOf(paid.id)).toBe('captured')
    await refund(paid.orderId, 3_000n, 'toss-part')
    toss.loseNext(2)
    await desk.settleAll()
    await refund(paid.orderId, 5_000n, 'toss-rest')
    await desk.settleAll()
    expect(await desk.stateOf(paid.id)).toBe('refunded')
    expect(await paidOf(t.database, [paid.orderId])).toMatchObject([
      { capturedMinor: 8_000n, refundedMinor: 8_000n },
    ])
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] that declines says why', async () => {
    const declined = await intent(8_000n)
    toss.declineWith({
      code: 'REJECT_CARD_PAYMENT',
      message: '한도초과 혹은 잔액부족으로 결제에 실패했습니다.',
    })
    await comesBack(declined.token, toss.customerPays(declined.id, 8_000))
    await desk.settleAll()
    toss.declineWith(undefined)
    const record = (await t.as(t.person(['payment.read'])).get(`/payments/payments/${declined.id}`)).body
    expect(record).toMatchObject({ state: 'declined', failureCode: 'reject-card-payment' })
  })

  it('[OMS-04] sends unsigned webhooks, of which only the key is believed', async () => {
    const paid = await intent(8_000n)
    const returned = toss.customerPays(paid.id, 8_000)
    await comesBack(paid.token, returned)
    await desk.settleAll()
    const claim = toss.statusChanged(returned.paymentKey)
    const send = (payload: object) =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/payments/webhooks/toss',
        payload,
        headers: { 'content-type': 'application/json' },
      })
    const forged = { ...claim, data: { ...claim.data, status: 'CANCELED' } }
    expect((await send(forged)).statusCode).toBe(200)
    expect(await desk.stateOf(paid.id)).toBe('captured')
    expect((await send({ ...claim, data: { ...claim.data, paymentKey: 'nobody' } })).statusCode).toBe(401)
    for (let time = 1; time <= 3; time++)
      expect((await send(claim)).json()).toMatchObject({ outcome: 'already-known' })
  })
})
