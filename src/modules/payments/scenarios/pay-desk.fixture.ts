import type { TestAnswer, TestKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { balances, openBooks } from '../../ledger/api.ts'
import ledger from '../../ledger/module.ts'
import { openIntent } from '../api.ts'
import payments from '../module.ts'

/** A customer, a clerk and the acquirer's switches over one test company. */
export function payDesk(t: TestKit) {
  const customer = t.app

  async function form(url: string, card: string): Promise<{ status: number; location: string }> {
    const answer = await customer.inject({
      method: 'POST',
      url,
      payload: `card=${card}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    return { status: answer.statusCode, location: String(answer.headers.location ?? '') }
  }

  return {
    open: () => t.transaction((tx) => openBooks(tx, { companyId: t.companyId, currency: 'KRW' })),

    async intent(amountMinor = 11_000n, capture: 'automatic' | 'manual' = 'automatic') {
      const orderId = newId()
      const { intentId, clientToken } = await t.transaction((tx) =>
        openIntent(tx, {
          orderId,
          partyId: null,
          amountMinor,
          currency: 'KRW',
          method: 'card',
          returnUrl: '/shop/thanks',
          capture,
        }),
      )
      return { orderId, id: intentId, token: clientToken }
    },

    /** Goes to the hosted page and presses a button there, as a browser would. */
    async choose(token: string, ...cards: string[]): Promise<string> {
      const sent = await customer.inject({ url: `/api/v1/payments/pay/${token}` })
      const page = String(sent.headers.location)
      let next = page
      for (const card of cards) next = (await form(page, card)).location
      return next
    },

    async stateOf(id: string): Promise<string | undefined> {
      const row = await t.database.row<{ state: string }>(
        '',
        'select state from payments.payment where id = $1',
        [id],
      )
      return row?.state
    },

    /** Lets jobs that wait for a later moment run now. */
    async settleAll(): Promise<void> {
      for (;;) {
        await t.settle()
        const moved = await t.database.rows(
          '',
          `update kernel.job set run_at = now() where state = 'queued' and run_at > now() returning id`,
        )
        await t.database.rows(
          '',
          `update payments.acquirer_message set due_at = now() where state = 'waiting'`,
        )
        if (moved.length === 0) return
      }
    },

    async switches(
      faults: Partial<Record<'outage' | 'declineCode' | 'delayMs' | 'copies' | 'shuffle', unknown>>,
    ): Promise<TestAnswer> {
      const calm = { outage: false, declineCode: null, delayMs: 0, copies: 1, shuffle: false }
      return t
        .as(t.person(['payment.manage-provider']))
        .send('PUT', '/payments/acquirer/switches', { ...calm, ...faults })
    },

    async balance(code: string): Promise<bigint> {
      const all = await balances(t.database, { companyId: t.companyId, currency: 'KRW' })
      return all.find((account) => account.code === code)?.postedMinor ?? 0n
    },

    async faults(): Promise<string[]> {
      const found: string[] = []
      for (const invariant of [...(ledger.invariants ?? []), ...(payments.invariants ?? [])]) {
        found.push(...(await invariant.find(t.database)).faults)
      }
      return found
    },
  }
}
