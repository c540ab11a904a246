import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohortTable } from './cohort-table.ts'
import type { Purchases } from './purchases.ts'
import { measureRfm, type RfmMeasures, rfmSegment, scoreRfm } from './score-rfm.ts'

const measures: RfmMeasures = {
  customer: Int32Array.of(0, 1, 2, 3, 4),
  recencyDays: Int32Array.of(5, 5, 40, 100, 400),
  frequency: Int32Array.of(9, 1, 1, 1, 2),
  monetaryMinor: BigInt64Array.of(900n, 100n, 250n, 250n, 9_000_000_000_000_000_000n),
}

describe('scores of recency, frequency and monetary value', () => {
  it('[CRM-14] fixed thresholds: a bound belongs to the better score for days and to the better for amounts', () => {
    const { recency, frequency, monetary } = scoreRfm(measures, {
      kind: 'fixed',
      recencyDays: [5, 40, 99],
      frequency: [2, 9],
      monetaryMinor: [101n, 250n, 901n],
    })
    expect([...recency]).toEqual([4, 4, 3, 1, 1])
    expect([...frequency]).toEqual([3, 1, 1, 1, 2])
    expect([...monetary]).toEqual([3, 1, 3, 3, 4])
  })

  it('[CRM-14] quantiles with ties together: equal values, equal scores', () => {
    const { recency, frequency } = scoreRfm(measures, { kind: 'quantile', groups: 5, ties: 'together' })
    expect([...recency]).toEqual([4, 4, 3, 2, 1])
    expect([...frequency]).toEqual([5, 1, 1, 1, 4])
  })

  it('[CRM-14] quantiles in order: groups of equal size, ties parted by row as ntile parts them', () => {
    const { recency, frequency } = scoreRfm(measures, { kind: 'quantile', groups: 3, ties: 'in-order' })
    // Ascending by frequency and row: 1 1 1 2 9 of customers 1 2 3 4 0, in tiles of 2, 2 and 1.
    expect([...frequency]).toEqual([3, 1, 1, 2, 2])
    expect([...recency]).toEqual([3, 3, 2, 2, 1])
  })

  it('[CRM-14] quantile scores do not depend on the order of rows, and never rank a worse value higher', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (values) => {
        const of = (own: number[]) =>
          scoreRfm(
            {
              customer: Int32Array.from(own.keys()),
              recencyDays: Int32Array.from(own),
              frequency: Int32Array.from(own),
              monetaryMinor: BigInt64Array.from(own, BigInt),
            },
            { kind: 'quantile', groups: 5, ties: 'together' },
          )
        const scores = of(values)
        const turned = of(values.toReversed())
        values.forEach((value, i) => {
          expect(turned.frequency[values.length - 1 - i]).toBe(scores.frequency[i])
          expect(scores.monetary[i]).toBe(scores.frequency[i])
          values.forEach((other, j) => {
            if (value >= other)
              expect(scores.frequency[i]).toBeGreaterThanOrEqual(scores.frequency[j] as number)
            if (value >= other) expect(scores.recency[i]).toBeLessThanOrEqual(scores.recency[j] as number)
          })
        })
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('[CRM-14] every pair of scores has a segment, champions at the top, lost at the bottom', () => {
    expect(rfmSegment(5, 5, 5)).toBe('champion')
    expect(rfmSegment(1, 1, 1)).toBe('lost')
    expect(rfmSegment(1, 5, 5)).toBe('cannot-lose')
    expect(rfmSegment(5, 1, 1)).toBe('new')
    expect(rfmSegment(3, 3, 3)).toBe('needs-attention')
  })

  it('[CRM-14] thresholds that do not rise and odd numbers of groups are refused', () => {
    const fixed = { kind: 'fixed' as const, recencyDays: [30], frequency: [2], monetaryMinor: [5n] }
    expect(() => scoreRfm(measures, { ...fixed, frequency: [3, 3] })).toThrow(/thresholds-not-rising/)
    expect(() => scoreRfm(measures, { ...fixed, monetaryMinor: [] })).toThrow(/thresholds-not-rising/)
    expect(() => scoreRfm(measures, { kind: 'quantile', groups: 1, ties: 'together' })).toThrow(
      /option-out-of-range/,
    )
  })
})

const retail = join(process.cwd(), '..', 'shared', 'data', 'orders')

describe.skipIf(!existsSync(retail))(
  'public invoices of a retailer (skipped without the public data)',
  () => {
    it('[CRM-14] cells of fixed and ntile scores and cohorts are those counted in SQL', () => {
      const expected = JSON.parse(readFileSync(join(retail, 'online_retail_dev.json'), 'utf8'))
      const { purchases, ids } = readInvoices(join(retail, 'online_retail_2010-12_to_2011-02.csv.gz'))
      const onDay = Date.UTC(2011, 2, 1) / 86_400_000
      const rfm = measureRfm(purchases, { onDay })
      expect(rfm.customer.length).toBe(expected.clean_customers)
      const cells = (scores: ReturnType<typeof scoreRfm>) => {
        const counted: Record<string, number> = {}
        for (let row = 0; row < rfm.customer.length; row++) {
          const cell = `${scores.recency[row]}${scores.frequency[row]}${scores.monetary[row]}`
          counted[cell] = (counted[cell] ?? 0) + 1
        }
        return counted
      }
      expect(cells(scoreRfm(rfm, { kind: 'quantile', groups: 5, ties: 'in-order' }))).toEqual(
        expected.rfm_ntile_cells,
      )
      const fixed = scoreRfm(rfm, {
        kind: 'fixed',
        recencyDays: [30, 60, 90, 180],
        frequency: [2, 3, 5, 10],
        // Thousandths of a pound: the file has unit prices of three decimals.
        monetaryMinor: [250_000n, 500_000n, 1_000_000n, 2_500_000n],
      })
      expect(cells(fixed)).toEqual(expected.rfm_fixed_cells)
      const best = [...rfm.customer].findIndex((customer) => ids[customer] === 14_646)
      expect(rfm.monetaryMinor[best]).toBe(57_866_020n)
      expect(cohortTable(purchases, { period: 'month' }).map(({ active }) => active)).toEqual([
        [885, 324, 286],
        [417, 92],
        [380],
      ])
    })
  },
)

/** Invoices of customers with sales lines, amounts exact in thousandths, customers in the order of their numbers. */
function readInvoices(path: string): { purchases: Purchases; ids: number[] } {
  const invoices = new Map<string, { id: number; day: number; amount: bigint }>()
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').split(/\r?\n/).slice(1)) {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? []
    const [number = '', , , quantity = '', at = '', price = '', id = ''] = cells
    if (!/^\d/.test(number) || !(Number(quantity) > 0) || !(Number(price) > 0) || id === '') continue
    const invoice = invoices.get(`${number}/${id}`) ?? {
      id: Number(id),
      day: Math.floor(Date.parse(`${at.slice(0, 10)}T00:00:00Z`) / 86_400_000),
      amount: 0n,
    }
    const [whole = '0', part = ''] = price.split('.')
    invoice.amount += BigInt(quantity) * BigInt(whole + part.padEnd(3, '0').slice(0, 3))
    invoices.set(`${number}/${id}`, invoice)
  }
  const all = [...invoices.values()]
  const ids = [...new Set(all.map(({ id }) => id))].sort((one, other) => one - other)
  const place = new Map(ids.map((id, i) => [id, i]))
  return {
    ids,
    purchases: {
      customers: ids.length,
      customer: Int32Array.from(all, ({ id }) => place.get(id) as number),
      day: Int32Array.from(all, ({ day }) => day),
      amountMinor: BigInt64Array.from(all, ({ amount }) => amount),
    },
  }
}
