import { describe, expect, it } from 'vitest'
import { parityFaults, testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { mustPost, openBooks } from '../../ledger/api.ts'
import ledger from '../../ledger/module.ts'
import { openIntent, paidOf, recordReceived, requestVoid } from '../api.ts'
import payments from '../module.ts'
import { paymentEntity } from '../shared/payment.ts'

const t = await testKit([ledger, payments])
await t.transaction((tx) => openBooks(tx, { companyId: t.companyId, currency: 'KRW' }))

describe('money already taken', () => {
  it('[OMS-04] is recorded and posted once, however often it is told', async () => {
    const orderId = newId()
    const item = {
      id: newId(),
      orderId,
      partyId: newId(),
      method: 'cash' as const,
      amountMinor: 11_000n,
      currency: 'KRW',
      reference: 'TILL-1',
      receivedAt: new Date(),
      businessDate: '2026-03-02',
    }
    const record = () => t.transaction((tx) => mustPost(tx, recordReceived(tx, [item])))
    await record()
    await expect(record()).rejects.toMatchObject({ code: 'kernel.already-there' })
    expect(await paidOf(t.database, [orderId])).toMatchObject([
      { orderId, capturedMinor: 11_000n, refundedMinor: 0n },
    ])
    const transfers = await t.database.rows('', 'select id from ledger.transfer where ref_id = $1', [item.id])
    expect(transfers).toEqual([{ id: item.id }])
  })

  it('[OMS-04] an intent nobody has paid is over as soon as its order is cancelled', async () => {
    const orderId = newId()
    const { intentId } = await t.transaction((tx) =>
      openIntent(tx, {
        orderId,
        partyId: null,
        amountMinor: 5_000n,
        currency: 'KRW',
        method: 'card',
        returnUrl: null,
      }),
    )
    await t.transaction((tx) => requestVoid(tx, orderId))
    const row = await t.database.row('', 'select state from payments.payment where id = $1', [intentId])
    expect(row).toEqual({ state: 'voided' })
  })

  it('[CORE-08] has the shape its entity declares', async () => {
    expect(await parityFaults(t.database, paymentEntity)).toEqual([])
  })
})
