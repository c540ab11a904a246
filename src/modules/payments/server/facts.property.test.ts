import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import ledger from '../../ledger/module.ts'
import { requestRefund, requestVoid } from '../api.ts'
import payments from '../module.ts'
import { payDesk } from '../scenarios/pay-desk.fixture.ts'
import { applyFacts } from './facts.ts'
import type { Fact, PaymentFact } from './provider.ts'

const t = await testKit([ledger, payments])
const desk = payDesk(t)
await desk.open()

const amountMinor = 10_000n

/** What a provider truly did, in the order it did it; what reaches us is a shuffle of it with repeats. */
const histories = {
  captured: (providerKey: string): Fact[] => [
    { kind: 'ready', providerKey, amountMinor, currency: 'KRW' },
    { kind: 'captured', providerKey, amountMinor },
  ],
  'captured later': (providerKey: string): Fact[] => [
    { kind: 'ready', providerKey, amountMinor, currency: 'KRW' },
    { kind: 'authorised', providerKey, amountMinor },
    { kind: 'captured', providerKey, amountMinor },
  ],
  declined: (providerKey: string): Fact[] => [
    { kind: 'ready', providerKey, amountMinor, currency: 'KRW' },
    { kind: 'declined', providerKey, code: 'insufficient-funds' },
  ],
}
const names = Object.keys(histories) as (keyof typeof histories)[]

async function deliver(paymentId: string, facts: readonly Fact[]): Promise<void> {
  for (const fact of facts) {
    await t.transaction((tx) => applyFacts(tx, paymentId, [{ ...fact, paymentId } as PaymentFact]))
  }
}

/** Every fact at least once, some again, in the order of the random keys. */
function arrival(facts: readonly Fact[], keys: readonly number[]): Fact[] {
  const copies = keys.map((key, index) => ({ key, fact: facts[index % facts.length] as Fact }))
  return copies.toSorted((a, b) => a.key - b.key).map(({ fact }) => fact)
}

const keys = fc.array(fc.integer(), { minLength: 9, maxLength: 9 })

describe('facts of a provider', () => {
  it('[OMS-04] in any order and number lead to one end, and to one entry in the books', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), keys, async (name, order) => {
        const { id } = await desk.intent(amountMinor)
        await deliver(id, arrival(histories[name](newId()), order))
        const expected = name === 'declined' ? ['declined', 'pending'] : ['captured']
        expect(expected).toContain(await desk.stateOf(id))
        if (name !== 'declined') {
          const entries = await t.database.rows('', 'select id from ledger.transfer where ref_id = $1', [id])
          expect(entries).toEqual([{ id }])
        }
      }),
      { numRuns: 40 },
    )
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] that come after the order was given up pay the money back', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 0, max: 8 }), async (order, at) => {
        const { id, orderId } = await desk.intent(amountMinor)
        const facts = arrival(histories['captured later'](newId()), order)
        await deliver(id, facts.slice(0, at))
        const before = await desk.stateOf(id)
        await t.transaction((tx) => requestVoid(tx, orderId))
        await deliver(id, facts.slice(at))
        const row = await t.database.row<{ capturedMinor: bigint; refundingMinor: bigint }>(
          '',
          'select captured_minor, refunding_minor from payments.payment where id = $1',
          [id],
        )
        expect(row).toEqual({
          capturedMinor: amountMinor,
          refundingMinor: before === 'captured' ? 0n : amountMinor,
        })
      }),
      { numRuns: 25 },
    )
    expect(await desk.faults()).toEqual([])
  })

  it('[OMS-04] about refunds never pay back more than was captured', async () => {
    const part = fc.bigInt({ min: 1n, max: 6_000n })
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), keys, async (parts, order) => {
        const { id, orderId } = await desk.intent(amountMinor)
        await deliver(id, histories.captured(newId()))
        const facts: Fact[] = []
        let taken = 0n
        for (const minor of parts) {
          const wish = { orderId, amountMinor: minor, reason: '부분 환불', refundKey: newId() }
          const asked = t.transaction((tx) => requestRefund(tx, wish))
          if (taken + minor > amountMinor)
            await expect(asked).rejects.toMatchObject({ code: 'payment.refund-exceeds' })
          else {
            taken += minor
            for (const refundId of (await asked).refundIds)
              facts.push({ kind: 'refunded', refundId, amountMinor: minor })
          }
        }
        await deliver(id, arrival(facts, order))
        const row = await t.database.row<{ refundedMinor: bigint; state: string }>(
          '',
          'select refunded_minor, state from payments.payment where id = $1',
          [id],
        )
        expect(row?.refundedMinor).toBe(taken)
        expect(row?.state).toBe(taken === amountMinor ? 'refunded' : 'partially-refunded')
      }),
      { numRuns: 25 },
    )
    expect(await desk.faults()).toEqual([])
  })
})
