import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { balances, openBooks, post, reverse, type TransferDraft } from '../api.ts'
import ledger from '../module.ts'
import { goodsIssued, paymentReceived } from '../shared/posting-rules.ts'

const t = await testKit([ledger])
const book = { companyId: t.companyId, currency: 'KRW' }
await t.transaction((tx) => openBooks(tx, book))

const draft = (more: Partial<TransferDraft> = {}): TransferDraft => ({
  id: newId(),
  kind: 'post',
  businessDate: '2026-03-02',
  rule: 'payment.captured',
  ref: { entity: 'payment', id: newId() },
  legs: paymentReceived({ method: 'card', amountMinor: 1_000n }),
  currency: 'KRW',
  ...more,
})

const posted = async (code: string) =>
  (await balances(t.database, book)).find((account) => account.code === code)?.postedMinor

describe('posting', () => {
  it('[CORE-10] moves both sides and numbers transfers without gaps', async () => {
    const before = await posted('121')
    const results = await t.transaction((tx) => post(tx, [draft(), draft(), draft()]))
    expect(results.map((result) => result.status)).toEqual(['posted', 'posted', 'posted'])
    const first = results[0]?.seq ?? 0n
    expect(results.map((result) => result.seq)).toEqual([first, first + 1n, first + 2n])
    expect(await posted('121')).toBe((before ?? 0n) + 3_000n)
  })

  it('[CORE-10] answers a repeated key with its first result and refuses another payload under it', async () => {
    const wish = draft()
    const [first] = await t.transaction((tx) => post(tx, [wish]))
    const [again, other, fresh] = await t.transaction((tx) =>
      post(tx, [wish, { ...wish, memo: '다른 적요' }, draft()]),
    )
    expect(again).toEqual({ id: wish.id, seq: first?.seq, status: 'replayed' })
    expect(other).toMatchObject({ status: 'refused', code: 'ledger.replay-mismatch' })
    expect(fresh).toMatchObject({ status: 'posted', seq: (first?.seq ?? 0n) + 1n })
  })

  it('[CORE-10] posts one of two equal drafts in one batch', async () => {
    const wish = draft()
    const results = await t.transaction((tx) => post(tx, [wish, wish]))
    expect(results.map((result) => result.status)).toEqual(['posted', 'replayed'])
  })

  it('[CORE-10] refuses an account that does not exist without taking a number', async () => {
    const [good] = await t.transaction((tx) => post(tx, [draft()]))
    const [bad] = await t.transaction((tx) =>
      post(tx, [
        draft({
          legs: [
            { account: '000', amountMinor: 1n },
            { account: '101', amountMinor: -1n },
          ],
        }),
      ]),
    )
    expect(bad).toMatchObject({ status: 'refused', code: 'ledger.unknown-account' })
    const [next] = await t.transaction((tx) => post(tx, [draft()]))
    expect(next?.seq).toBe((good?.seq ?? 0n) + 1n)
  })

  it('[CORE-10] undoes an entry only by its opposite, once', async () => {
    const wish = draft({ rule: 'goods.issued', legs: goodsIssued({ costMinor: 700n }) })
    const before = await posted('451')
    await t.transaction((tx) => post(tx, [wish]))
    await t.transaction((tx) =>
      reverse(tx, { transferId: wish.id, reason: '잘못 출고', businessDate: '2026-03-03' }),
    )
    expect(await posted('451')).toBe(before)
    await expect(
      t.transaction((tx) => reverse(tx, { transferId: wish.id, reason: '또', businessDate: '2026-03-03' })),
    ).rejects.toMatchObject({ code: 'ledger.already-reversed' })
  })

  it('[CORE-10] cannot change a posting, nor insert one that does not balance', async () => {
    await expect(t.database.rows('', 'update ledger.posting set amount_minor = 1')).rejects.toThrow(
      'permission denied',
    )
    await expect(t.database.rows('', 'delete from ledger.transfer')).rejects.toThrow('permission denied')
    await expect(
      t.database.rows(
        '',
        `insert into ledger.posting select id, 999999, 1, '2026-01-01', 5 from ledger.account where code = '101'`,
      ),
    ).rejects.toThrow('sum to zero')
  })
})

describe('a pending transfer', () => {
  const hold = () => draft({ kind: 'pending' })
  it('[CORE-10] posts a part, releases the rest and resolves once', async () => {
    const pending = hold()
    const held = async () =>
      (await balances(t.database, book)).reduce((sum, account) => sum + account.heldMinor, 0n)
    const heldBefore = await held()
    const before = await posted('121')
    await t.transaction((tx) => post(tx, [pending]))
    expect(await posted('121')).toBe(before)
    const part = draft({
      kind: 'post-pending',
      pendingId: pending.id,
      legs: paymentReceived({ method: 'card', amountMinor: 400n }),
    })
    const more = draft({
      kind: 'post-pending',
      pendingId: pending.id,
      legs: paymentReceived({ method: 'card', amountMinor: 1_001n }),
    })
    expect((await t.transaction((tx) => post(tx, [more])))[0]).toMatchObject({
      code: 'ledger.more-than-pending',
    })
    expect((await t.transaction((tx) => post(tx, [part])))[0]?.status).toBe('posted')
    expect(await posted('121')).toBe((before ?? 0n) + 400n)
    expect(await held()).toBe(heldBefore)
    const late = draft({ kind: 'void-pending', pendingId: pending.id, legs: [] })
    expect((await t.transaction((tx) => post(tx, [late])))[0]).toMatchObject({
      code: 'ledger.already-resolved',
    })
    expect((await t.transaction((tx) => post(tx, [late])))[0]).toMatchObject({
      code: 'ledger.already-resolved',
    })
  })

  it('[CORE-10] posts in full without repeating its legs', async () => {
    const pending = hold()
    const before = await posted('121')
    await t.transaction((tx) => post(tx, [pending]))
    await t.transaction((tx) => post(tx, [draft({ kind: 'post-pending', pendingId: pending.id, legs: [] })]))
    expect(await posted('121')).toBe((before ?? 0n) + 1_000n)
  })
})
