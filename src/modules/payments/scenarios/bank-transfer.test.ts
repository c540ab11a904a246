import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import ledger from '../../ledger/module.ts'
import { openIntent, paidOf, requestRefund } from '../api.ts'
import payments from '../module.ts'
import { payDesk } from './pay-desk.fixture.ts'

const t = await testKit([ledger, payments])
const desk = payDesk(t)
await desk.open()
const clerk = t.as(t.person(['payment.read', 'payment.match-bank', 'personal-data.read']))

async function expected(amountMinor: bigint, orderNumber: string) {
  const orderId = newId()
  const { intentId } = await t.transaction((tx) =>
    openIntent(tx, {
      orderId,
      orderNumber,
      partyId: null,
      amountMinor,
      currency: 'KRW',
      method: 'bank',
      returnUrl: null,
    }),
  )
  return { orderId, id: intentId }
}

async function lineOf(
  payer: string,
): Promise<{ id: string; candidates: { id: string; likeness: number }[]; version: number }> {
  const { items } = (await clerk.get(`/payments/bank-lines?q=${encodeURIComponent(payer)}`)).body
  return (await clerk.get(`/payments/bank-lines/${items[0].id}`)).body
}

describe('a bank transfer', () => {
  it('[OMS-04] pasted from the bank enters once, and what cannot be read is told', async () => {
    const text = [
      '2026-03-02 09:12:33\t김서연\t₩33,000\t주문 SO-2026-000101',
      '2026.03.02\t박민준\t12,000원\t',
      '2026.03.02\t박민준\t12,000원\t',
      '거래일시\t입금자\t금액',
    ].join('\n')
    const first = await clerk.post('/payments/bank-lines', { currency: 'KRW', text })
    expect(first.body).toEqual({
      entered: 3,
      known: 0,
      refused: [{ row: 4, text: '거래일시\t입금자\t금액' }],
    })
    const again = await clerk.post('/payments/bank-lines', { currency: 'KRW', text })
    expect(again.body).toMatchObject({ entered: 0, known: 3 })
  })

  it('[OMS-04] is matched, taken back, matched again and only then posted on the bank’s day', async () => {
    const right = await expected(33_000n, 'SO-2026-000101')
    const wrong = await expected(33_000n, 'SO-2026-000102')
    const line = await lineOf('김서연')
    expect(line.candidates[0]?.id).toBe(right.id)
    const masked = t.as(t.person(['payment.match-bank']))
    expect((await masked.get(`/payments/bank-lines/${line.id}`)).body.payer).toBe('김*연')
    await clerk.post(`/payments/bank-lines/${line.id}/match`, { paymentId: wrong.id })
    expect((await clerk.post(`/payments/bank-lines/${line.id}/unmatch`)).status).toBe(200)
    await clerk.post(`/payments/bank-lines/${line.id}/match`, { paymentId: right.id })
    expect(await desk.balance('103')).toBe(0n)
    expect((await clerk.post(`/payments/bank-lines/${line.id}/post`)).status).toBe(200)
    expect(await desk.balance('103')).toBe(33_000n)
    expect((await clerk.post(`/payments/bank-lines/${line.id}/unmatch`)).body.code).toBe('kernel.wrong-state')
    const record = (await clerk.get(`/payments/payments/${right.id}`)).body
    expect(record).toMatchObject({ state: 'captured', businessDate: '2026-03-02' })
    expect(await desk.stateOf(wrong.id)).toBe('pending')
  })

  it('[OMS-04] of too little leaves the rest open, of too much goes to unidentified receipts', async () => {
    const big = await expected(20_000n, 'SO-2026-000103')
    const short = await lineOf('박민준')
    await clerk.post(`/payments/bank-lines/${short.id}/match`, { paymentId: big.id })
    await clerk.post(`/payments/bank-lines/${short.id}/post`)
    expect(await paidOf(t.database, [big.orderId])).toMatchObject([{ capturedMinor: 12_000n }])
    const rest = await t.database.rows<{ amountMinor: bigint }>(
      '',
      `select amount_minor from payments.payment where order_id = $1 and state = 'pending'`,
      [big.orderId],
    )
    expect(rest).toEqual([{ amountMinor: 8_000n }])

    const small = await expected(9_000n, 'SO-2026-000104')
    await clerk.post('/payments/bank-lines', {
      currency: 'KRW',
      lines: [{ bookedOn: '2026-03-03', amountMinor: '10000', payer: '이도윤', memo: 'SO-2026-000104' }],
    })
    const over = await lineOf('이도윤')
    await clerk.post(`/payments/bank-lines/${over.id}/match`, { paymentId: small.id })
    await clerk.post(`/payments/bank-lines/${over.id}/post`)
    expect(await desk.balance('257')).toBe(-1_000n)
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] is paid back when a clerk has sent the money', async () => {
    const intent = await expected(5_000n, 'SO-2026-000105')
    await clerk.post('/payments/bank-lines', {
      currency: 'KRW',
      lines: [
        { bookedOn: '2026-03-04', amountMinor: '5000', payer: '최지우', memo: '', reference: 'BANK-1' },
      ],
    })
    const line = await lineOf('최지우')
    await clerk.post(`/payments/bank-lines/${line.id}/match`, { paymentId: intent.id })
    await clerk.post(`/payments/bank-lines/${line.id}/post`)
    const { refundIds } = await t.transaction((tx) =>
      requestRefund(tx, {
        orderId: intent.orderId,
        amountMinor: 5_000n,
        reason: '취소',
        refundKey: 'bank-back',
      }),
    )
    await desk.settleAll()
    const before = await desk.balance('103')
    expect((await clerk.get('/payments/refunds')).body.items).toMatchObject([{ state: 'awaiting-payout' }])
    expect((await clerk.post(`/payments/refunds/${refundIds[0]}/paid-out`)).status).toBe(200)
    expect((await clerk.post(`/payments/refunds/${refundIds[0]}/paid-out`)).status).toBe(409)
    expect(await desk.balance('103')).toBe(before - 5_000n)
    expect(await desk.faults()).toEqual([])
  })
})
