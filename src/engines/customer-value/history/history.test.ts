import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createEnginePool } from '../../runner/pool.ts'
import { beginSearch } from '../../runner/search.ts'
import { firstDayOfPeriod, periodOfDay } from './calendar-periods.ts'
import { churnFeatures } from './churn-features.ts'
import { churnTable } from './churn-table.ts'
import { cohortTable } from './cohort-table.ts'
import { type Purchases, summarisePurchases } from './purchases.ts'
import { measureRfm, type RfmScheme, scoreRfm } from './score-rfm.ts'
import { tellHistory, tellHistoryTask } from './tell-history.ts'

const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000

function purchasesOf(
  rows: readonly (readonly [customer: number, day: number, amountMinor: bigint])[],
): Purchases {
  return {
    customers: Math.max(...rows.map(([customer]) => customer)) + 1,
    customer: Int32Array.from(rows, ([customer]) => customer),
    day: Int32Array.from(rows, ([, on]) => on),
    amountMinor: BigInt64Array.from(rows, ([, , amount]) => amount),
  }
}

const shop = purchasesOf([
  [1, day('2026-02-10'), 700n],
  [0, day('2026-01-05'), 100n],
  [0, day('2026-03-01'), 300n],
  [0, day('2026-01-20'), 200n],
  [2, day('2026-01-31'), 50n],
  [0, day('2026-03-01'), 400n],
])

const randomPurchases = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 19_000, max: 19_500 }), fc.bigInt(1n, 999n)),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map(purchasesOf)

describe('calendar', () => {
  it('days fall into months, quarters and weeks that begin on Monday, across years and before 1970', () => {
    expect(firstDayOfPeriod('month', periodOfDay('month', day('2026-02-28')))).toBe(day('2026-02-01'))
    expect(firstDayOfPeriod('quarter', periodOfDay('quarter', day('2025-12-31')))).toBe(day('2025-10-01'))
    expect(firstDayOfPeriod('week', periodOfDay('week', day('2026-01-04')))).toBe(day('2025-12-29'))
    expect(firstDayOfPeriod('month', periodOfDay('month', day('1969-12-31')))).toBe(day('1969-12-01'))
  })
})

describe('summaries for the models', () => {
  it('[CRM-14] purchases of one day are one; recency and age run in weeks from the first', () => {
    const { customer, summary, meanSpend } = summarisePurchases(shop, { untilDay: day('2026-03-16') })
    expect([...customer]).toEqual([0, 1, 2])
    expect([...summary.frequency]).toEqual([2, 0, 0])
    expect([...summary.recency]).toEqual([55 / 7, 0, 0])
    expect([...summary.age]).toEqual([70 / 7, 34 / 7, 44 / 7])
    expect([...meanSpend]).toEqual([450, 0, 0])
  })

  it('[CRM-14] what lies after the cut is not seen, by summaries and measures alike', () => {
    const cut = { untilDay: day('2026-01-25') }
    const { customer, summary } = summarisePurchases(shop, cut)
    expect([...customer]).toEqual([0])
    expect(summary.frequency[0]).toBe(1)
    expect([...measureRfm(shop, { onDay: cut.untilDay }).monetaryMinor]).toEqual([300n])
  })

  it('[CRM-14] unsound purchases are refused', () => {
    expect(() => summarisePurchases({ ...shop, customers: 2 }, { untilDay: 1 })).toThrow(/value-out-of-range/)
    expect(() => summarisePurchases({ ...shop, day: new Int32Array(1) }, { untilDay: 1 })).toThrow(
      /lengths-differ/,
    )
  })
})

describe('cohorts', () => {
  it('[CRM-14] customers by the month of their first purchase, with retention and amounts by month after', () => {
    expect(cohortTable(shop, { period: 'month' })).toEqual([
      {
        firstDay: day('2026-01-01'),
        customers: 2,
        active: [2, 0, 1],
        retention: [1, 0, 0.5],
        amountMinor: [350n, 0n, 700n],
      },
      {
        firstDay: day('2026-02-01'),
        customers: 1,
        active: [1, 0],
        retention: [1, 0],
        amountMinor: [700n, 0n],
      },
    ])
  })

  it('[CRM-14] no customer and no amount is lost between the cohorts', () => {
    fc.assert(
      fc.property(randomPurchases, fc.constantFrom('week', 'month', 'quarter'), (purchases, period) => {
        const cohorts = cohortTable(purchases, { period })
        const customers = cohorts.reduce((sum, cohort) => sum + cohort.customers, 0)
        expect(customers).toBe(new Set(purchases.customer).size)
        const amount = cohorts.flatMap((cohort) => cohort.amountMinor).reduce((sum, one) => sum + one, 0n)
        expect(amount).toBe(purchases.amountMinor.reduce((sum, one) => sum + one, 0n))
        for (const { active, customers } of cohorts) expect(active[0]).toBe(customers)
      }),
      { numRuns: 60, seed: 1 },
    )
  })
})

describe('churn', () => {
  it('[CRM-14] who lapses and who comes back is told by month', () => {
    const rows = purchasesOf([
      [0, day('2026-01-10'), 1n],
      [1, day('2026-01-15'), 1n],
      [0, day('2026-04-02'), 1n],
    ])
    const table = churnTable(rows, { period: 'month', lapseDays: 31, untilDay: day('2026-04-30') })
    expect(
      table.map(({ opening, joined, returned, lapsed, closing }) => [
        opening,
        joined,
        returned,
        lapsed,
        closing,
      ]),
    ).toEqual([
      [0, 2, 0, 0, 2],
      [2, 0, 0, 2, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 1, 0, 1],
    ])
    expect(table[1]?.churnRate).toBe(1)
    expect(table[0]?.churnRate).toBeUndefined()
  })

  it('[CRM-14] each closing is the count of customers active that day, and the books of every period balance', () => {
    fc.assert(
      fc.property(randomPurchases, fc.integer({ min: 31, max: 200 }), (purchases, lapseDays) => {
        const table = churnTable(purchases, { period: 'month', lapseDays, untilDay: 19_600 })
        let opening = 0
        for (const one of table) {
          expect(one.opening).toBe(opening)
          expect(one.opening + one.joined + one.returned - one.lapsed).toBe(one.closing)
          const active = new Set<number>()
          purchases.customer.forEach((customer, row) => {
            const on = purchases.day[row] as number
            if (on <= one.lastDay && one.lastDay < on + lapseDays) active.add(customer)
          })
          expect(one.closing).toBe(active.size)
          opening = one.closing
        }
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('[CRM-14] a lapse shorter than the period is refused: customers would come and go unseen', () => {
    expect(() => churnTable(shop, { period: 'quarter', lapseDays: 60, untilDay: 30_000 })).toThrow(
      /option-out-of-range/,
    )
  })

  it('[CRM-15] features of a cut do not change when everything after it does', () => {
    const cut = day('2026-02-01')
    const options = { cutDays: [cut], horizonDays: 20, activeDays: 60 }
    const before = churnFeatures(shop, options)
    const later = churnFeatures({ ...shop, day: shop.day.map((on) => (on > cut ? on + 15 : on)) }, options)
    expect(later.table).toEqual(before.table)
    expect([...before.customer]).toEqual([0, 2])
    expect([...before.target]).toEqual([1, 1])
    expect([...churnFeatures(shop, { ...options, horizonDays: 28 }).target]).toEqual([0, 1])
    expect(before.table.columns.every(({ role }) => role === 'known-before')).toBe(true)
  })

  it('[CRM-15] cuts nearer to each other than the horizon are refused: outcomes would leak into features', () => {
    const options = { cutDays: [100, 120], horizonDays: 30, activeDays: 60 }
    expect(() => churnFeatures(shop, options)).toThrow(/option-out-of-range/)
  })
})

describe('history in a thread', () => {
  const pool = createEnginePool({ threads: 1 })
  afterAll(() => pool.close())
  const scheme: RfmScheme = { kind: 'quantile', groups: 3, ties: 'together' }
  const until = day('2026-04-30')
  const questions = {
    purchases: shop,
    rfm: { onDay: until, scheme },
    cohorts: { period: 'month' as const },
    churn: { period: 'month' as const, lapseDays: 45, untilDay: until },
    summary: { untilDay: until },
    features: { cutDays: [day('2026-02-01')], horizonDays: 28, activeDays: 60 },
  }

  it('[CRM-14] every question is answered as by its own function', async () => {
    const { result } = await pool.run(tellHistoryTask, questions, { limits: { seed: 1, seconds: 60 } })
    const measures = measureRfm(shop, { onDay: until })
    expect(result).toEqual({
      rfm: { measures, scores: scoreRfm(measures, scheme) },
      cohorts: cohortTable(shop, questions.cohorts),
      churn: churnTable(shop, questions.churn),
      summary: summarisePurchases(shop, questions.summary),
      features: churnFeatures(shop, questions.features),
      complete: true,
    })
  })

  it('[CRM-14] a cut search leaves the questions answered so far and says so', () => {
    const answers = tellHistory(questions, beginSearch({ seed: 1, iterations: 2 }))
    expect(Object.keys(answers).toSorted()).toEqual(['cohorts', 'complete', 'rfm'])
    expect(answers.complete).toBe(false)
  })
})
