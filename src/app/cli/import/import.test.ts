import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import { tradeReport } from '../../../modules/orders/server/history/trade-report.ts'
import { modules } from '../../modules.ts'
import { verifyAll } from '../verify.command.ts'
import { importCommand } from './import.command.ts'

const t = await testKit(modules)
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-import-'))

const file = [
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
  '536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
  '536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.395,17850,United Kingdom',
  '536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.395,17850,United Kingdom',
  '536370,POST,POSTAGE,3,2010-12-01 08:45:00,18,12583,France',
  'C536379,85123A,WHITE HANGING HEART,-2,2010-12-02 09:41:00,2.55,17850,United Kingdom',
  'C536380,22139,NEVER SOLD,-1,2010-12-02 09:50:00,4.25,17850,United Kingdom',
  '536414,22139,,56,2010-12-03 11:52:00,0,,United Kingdom',
  '536544,85123A,damages,-4,2010-12-03 14:32:00,0,,United Kingdom',
  '536545,85123A,WHITE HANGING HEART,a lot,2010-12-03 14:33:00,2.55,,United Kingdom',
  'A563185,B,Adjust bad debt,1,2010-12-04 14:50:00,-11.06,,United Kingdom',
].join('\n')
const path = join(folder, 'trade.csv')
writeFileSync(path, file)

async function bringIn(source = path): Promise<string[]> {
  const said: string[] = []
  const code = await importCommand.run({
    database: t.database,
    databaseUrl: t.url,
    dataDir: folder,
    args: ['orders', '--profile', 'online-retail', source],
    say: (line) => said.push(line),
  })
  expect(code).toBe(0)
  return said
}

describe("another system's trade", () => {
  it('[PLAT-02] [OMS-01] comes in once, however often it is read', async () => {
    const first = await bringIn()
    expect(first.join('\n')).toContain('1 rows were rejected')
    const counted = await t.database.row('', 'select count(*) as n from orders.sales_order')
    const second = await bringIn()
    expect(second.join('\n')).toContain('is in already')
    expect(await t.database.row('', 'select count(*) as n from orders.sales_order')).toEqual(counted)
  })

  it('[PLAT-02] comes in once when another file holds some of it again', async () => {
    const overlapping = join(folder, 'overlap.csv')
    writeFileSync(overlapping, `${file.split('\n').slice(0, 5).join('\n')}\n`)
    const said = await bringIn(overlapping)
    expect(said.join('\n')).toContain('2 documents were in already')
  })

  it('[PLAT-02] says exactly what the source said, duplicates, gifts and three decimals included', async () => {
    const scope = await t.database.row<{ companyId: string }>('', 'select company_id from orders.import_run')
    const report = await tradeReport(t.database, {
      companyId: scope?.companyId ?? '',
      source: 'online-retail',
    })
    expect(report).toMatchObject({
      rows: 9,
      distinct_invoices: 7,
      cancellation_lines: 2,
      adjustment_lines: 1,
      exact_duplicate_lines_beyond_first: 1,
      missing_description_lines: 1,
      qty_le_0_not_cancel: 1,
      price_zero_lines: 2,
      price_negative_lines: 1,
      // 15.30 + 20.37 + 20.37 + 54.00
      sales_amount: '110.04',
      cancellation_amount: '-9.35',
      net_amount_all_lines: '89.63',
      books: { matched_return_lines: 1, unmatched_return_lines: 1 },
    })
  })

  it('[CORE-10] [OMS-02] leaves the books balanced and the shelves counted', async () => {
    await t.settle()
    const laws = await verifyAll(t.database)
    expect(laws.filter((law) => law.faults.length > 0)).toEqual([])
  })

  it('[PLAT-02] keeps the business date of its own wall clock', async () => {
    const late = join(folder, 'late.csv')
    const [head] = file.split('\n')
    writeFileSync(
      late,
      `${head}\n559000,85123A,WHITE HEART,1,2011-07-14 23:45:00,2.55,17850,United Kingdom\n`,
    )
    await bringIn(late)
    const order = await t.database.row(
      '',
      `select ordered_at, business_date from orders.sales_order where external_key = '559000'`,
    )
    expect(order).toEqual({ orderedAt: new Date('2011-07-14T22:45:00Z'), businessDate: '2011-07-14' })
  })
})
