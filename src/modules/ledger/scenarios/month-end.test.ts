import { describe, expect, it } from 'vitest'
import { parityFaults, testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { type Leg, openBooks, post } from '../api.ts'
import ledger from '../module.ts'
import { sumBooks } from '../server/sums.ts'
import {
  acquirerSettled,
  goodsIssued,
  orderShipped,
  paymentReceived,
  stockOpened,
} from '../shared/posting-rules.ts'
import { accountEntity, periodEntity, transferEntity } from '../shared/records.ts'

const t = await testKit([ledger])
await t.transaction((tx) => openBooks(tx, { companyId: t.companyId, currency: 'KRW', firstYear: 2025 }))

const accountant = t.as(
  t.person(['ledger.read', 'ledger.post', 'ledger.reverse', 'ledger.close-period', 'ledger.manage-accounts']),
)
const controller = t.as(t.person(['ledger.read', 'ledger.reopen-period']))
const clerk = t.as(t.person(['ledger.read']))

async function enter(businessDate: string, rule: string, legs: Leg[]): Promise<string> {
  const id = newId()
  const [result] = await t.transaction((tx) =>
    post(tx, [
      { id, kind: 'post', businessDate, rule, ref: { entity: 'order', id: newId() }, legs, currency: 'KRW' },
    ]),
  )
  return result?.code ?? id
}

describe('a month of trade', () => {
  it('[CORE-10] comes out of the statements to the won, summed or not', async () => {
    await enter('2025-12-01', 'stock.opened', stockOpened({ costMinor: 1_000_000n }))
    await enter('2025-12-10', 'payment.captured', paymentReceived({ method: 'card', amountMinor: 110_000n }))
    await enter(
      '2025-12-11',
      'order.shipped',
      orderShipped({ netMinor: 100_000n, vatMinor: 10_000n, prepaidMinor: 110_000n }),
    )
    await enter('2025-12-11', 'goods.issued', goodsIssued({ costMinor: 62_000n }))
    await sumBooks(t.database, t.companyId)
    await enter(
      '2026-01-05',
      'order.shipped',
      orderShipped({ netMinor: 40_000n, vatMinor: 4_000n, prepaidMinor: 0n }),
    )
    await enter('2026-01-05', 'goods.issued', goodsIssued({ costMinor: 20_000n }))
    await enter(
      '2026-01-06',
      'acquirer.settled',
      acquirerSettled({ grossMinor: 110_000n, feeMinor: 2_750n, feeVatMinor: 275n }),
    )

    for (let time = 1; time <= 2; time++) {
      const trial = (await clerk.get('/ledger/trial-balance?to=2026-01-31')).body
      expect(trial.totals.debit).toEqual(trial.totals.credit)
      expect(trial.totals.debitBalance).toEqual(trial.totals.creditBalance)
      const sheet = (await clerk.get('/ledger/balance-sheet?on=2026-01-31&comparedOn=2025-12-31')).body
      expect(sheet.totals.assets.value.amount).toBe('1069250')
      expect(sheet.totals.liabilitiesAndEquity).toEqual(sheet.totals.assets)
      expect(sheet.earlierProfit.value.amount).toBe('38000')
      expect(sheet.profit.value.amount).toBe('17250')
      expect(sheet.profit.compared.amount).toBe('38000')
      const income = (
        await clerk.get(
          '/ledger/income-statement?from=2026-01-01&to=2026-01-31&comparedFrom=2025-12-01&comparedTo=2025-12-31',
        )
      ).body
      expect(income.totals.grossProfit.value.amount).toBe('20000')
      expect(income.totals.grossProfit.compared.amount).toBe('38000')
      expect(income.totals.operatingProfit.value.amount).toBe('17250')
      await sumBooks(t.database, t.companyId)
    }
  })

  it('[CORE-10] every figure opens to its postings, and every posting to its entry', async () => {
    const trial = (await clerk.get('/ledger/trial-balance?to=2026-01-31')).body
    const sales = trial.items.find((item: { code: string }) => item.code === '401')
    const ledgerOf = (
      await clerk.get(`/ledger/accounts/${sales.accountId}/postings?from=2026-01-01&to=2026-01-31`)
    ).body
    expect(ledgerOf.opening.amount).toBe('100000')
    expect(ledgerOf.closing.amount).toBe('140000')
    expect(ledgerOf.items).toHaveLength(1)
    expect(ledgerOf.items[0].balance.amount).toBe('140000')
    const entry = (await clerk.get(`/ledger/transfers/${ledgerOf.items[0].transferId}`)).body
    expect(entry.legs.map((leg: { code: string }) => leg.code)).toEqual(['108', '401', '255'])
    expect(entry.refEntity).toBe('order')
  })

  it('[CORE-10] a closed month takes no entry, and only who may reopen it can open it again', async () => {
    const list = (await clerk.get('/ledger/periods?limit=100&sort=startsOn')).body.items as {
      id: string
      code: string
    }[]
    const idOf = (code: string) => list.find((period) => period.code === code)?.id
    expect((await accountant.post(`/ledger/periods/${idOf('2025-02')}/close`)).body.code).toBe(
      'ledger.earlier-period-open',
    )
    for (const period of list.filter((one) => one.code <= '2025-12')) {
      expect((await accountant.post(`/ledger/periods/${period.id}/close`)).status).toBe(200)
    }
    expect(await enter('2025-12-31', 'goods.issued', goodsIssued({ costMinor: 1n }))).toBe(
      'ledger.period-closed',
    )
    expect(await enter('2026-01-02', 'goods.issued', goodsIssued({ costMinor: 1n }))).not.toMatch('ledger.')
    expect(
      (await accountant.post(`/ledger/periods/${idOf('2025-12')}/reopen`, { reason: '수정 분개' })).status,
    ).toBe(403)
    expect(
      (await controller.post(`/ledger/periods/${idOf('2025-11')}/reopen`, { reason: '수정 분개' })).body.code,
    ).toBe('ledger.later-period-closed')
    expect(
      (await controller.post(`/ledger/periods/${idOf('2025-12')}/reopen`, { reason: '수정 분개' })).status,
    ).toBe(200)
    expect(await enter('2025-12-31', 'goods.issued', goodsIssued({ costMinor: 1n }))).not.toMatch('ledger.')
  })

  it('[CORE-10] an entry by hand must balance, and is undone by its opposite', async () => {
    const legs = (credit: string) => [
      { account: '824', amountMinor: '5000' },
      { account: '101', amountMinor: credit },
    ]
    const body = { businessDate: '2026-01-20', memo: '퀵서비스 운임', legs: legs('-4999') }
    expect((await accountant.post('/ledger/transfers', body)).body.code).toBe('ledger.unbalanced')
    const made = await accountant.post('/ledger/transfers', { ...body, legs: legs('-5000') })
    expect(made.status).toBe(201)
    const undone = await accountant.post(`/ledger/transfers/${made.body.id}/reverse`, {
      reason: '이중 입력',
      businessDate: '2026-01-21',
    })
    expect(undone.status).toBe(200)
    const entry = (await clerk.get(`/ledger/transfers/${made.body.id}`)).body
    expect(entry.reversedById).toBe(undone.body.id)
    expect((await clerk.post('/ledger/transfers', body)).status).toBe(403)
  })

  it('[CORE-10] an exchange moves both currencies together', async () => {
    expect((await accountant.post('/ledger/books', { currency: 'USD' })).status).toBe(201)
    const exchange = {
      businessDate: '2026-01-15',
      memo: '수출대금 환전',
      from: { currency: 'USD', amountMinor: '10000' },
      to: { currency: 'KRW', amountMinor: '138250' },
    }
    expect((await accountant.post('/ledger/exchanges', exchange)).status).toBe(201)
    const usd = (await clerk.get('/ledger/trial-balance?currency=USD&to=2026-01-31')).body
    expect(usd.totals.debit.amount).toBe('10000')
    const asked = '/ledger/balance-sheet?on=2026-01-31&consolidated=true'
    expect((await clerk.get(asked)).body.code).toBe('ledger.no-rate')
    const rates = { onDate: '2026-01-30', source: '매매기준율', rates: [{ currency: 'USD', rate: '1400.5' }] }
    expect((await accountant.post('/ledger/exchange-rates', rates)).body).toEqual({ noted: 1 })
    const whole = (await clerk.get(asked)).body
    const alone = (await clerk.get('/ledger/balance-sheet?on=2026-01-31')).body
    // $100.00 left the dollar book at 1,382.50 and would be ₩140,050 today.
    expect(BigInt(whole.totals.assets.value.amount)).toBe(BigInt(alone.totals.assets.value.amount) - 140_050n)
    expect(whole.totals.liabilitiesAndEquity).toEqual(whole.totals.assets)
    expect(whole.translationDifference.value.amount).toBe('0')
    const books = (await clerk.get('/ledger/books')).body.items
    expect(books.map((book: { currency: string }) => book.currency)).toEqual(['KRW', 'USD'])
  })

  it('[CORE-10] every law of the books holds afterwards', async () => {
    await t.settle()
    await sumBooks(t.database, t.companyId)
    for (const invariant of ledger.invariants ?? []) {
      expect({ name: invariant.name, ...(await invariant.find(t.database)) }).toMatchObject({ faults: [] })
    }
  })

  it('[CORE-08] has the shapes its entities declare', async () => {
    for (const entity of [transferEntity, accountEntity, periodEntity]) {
      expect(await parityFaults(t.database, entity)).toEqual([])
    }
  })
})
