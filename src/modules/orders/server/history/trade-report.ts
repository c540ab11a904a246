import type { Db } from '../../../../kernel/server/connection.ts'
import { canonical, divide, round } from '../../../../kernel/shared/decimal.ts'
import * as sql from './trade-report.sql.ts'

/** One dataset of brought-in trade: a company and the source its documents came from. */
export interface ReportScope {
  companyId: string
  source: string
}

/** Amounts are exact to the decimal, shown to two places; `rounded` holds what the books hold, rounded line by line. */
export const roundingRule =
  'exact: Quantity × UnitPrice summed without rounding, shown half-up to 0.01; books: each line half-up to the minor unit'

type Row = Record<string, string | number | bigint | null>

/**
 * The trade of a source, told from the records it became: totals, months, countries, products, customers by recency,
 * frequency and money, and cohorts. Definitions are those of the retail dataset's reference figures.
 */
export async function tradeReport(db: Db, scope: ReportScope): Promise<Record<string, unknown>> {
  const values = [scope.companyId, scope.source]
  const ask = (name: string, text: string): Promise<Row[]> =>
    db.rows<Row>(`orders.report_${name}`, text, values)
  const [totals] = await ask('totals', sql.totals)
  const [books] = await ask('books', sql.books)
  const [top] = await ask('top_share', sql.topShare)
  const months = await ask('months', sql.months)
  const cells = await ask('rfm', sql.rfm)
  const cohorts = await ask('cohorts', sql.cohorts)
  const fixed = cells.filter((cell) => cell.kind === 'fixed')
  return {
    rounding: roundingRule,
    ...shown(totals ?? {}),
    by_month: Object.fromEntries(months.map(({ month, ...figures }) => [month, shown(figures)])),
    top10_products_by_amount_sales_lines: triples(await ask('products_amount', sql.productsByAmount)),
    top10_products_by_quantity_sales_lines: triples(await ask('products_quantity', sql.productsByQuantity)),
    top10_countries_by_amount_sales_lines: triples(await ask('countries', sql.countries)),
    top10_customers_by_amount_clean: triples(await ask('customers', sql.customers)),
    rfm_ntile_cells: cellsOf(cells.filter((cell) => cell.kind === 'ntile')),
    rfm_fixed_cells: cellsOf(fixed),
    rfm_fixed_marginals: marginals(fixed),
    rfm_examples: Object.fromEntries(
      (await ask('examples', sql.examples)).map(({ customer, ...figures }) => [customer, shown(figures)]),
    ),
    top20pct_customers: { n: Number(top?.n ?? 0), share_of_clean_amount: six(top?.part, top?.whole) },
    customers_with_1_order: Number(top?.once ?? 0),
    cohort_active_customers: nested(cohorts),
    mean_order_value_clean: six(totals?.cleanAmount, totals?.cleanInvoices),
    books: shown(books ?? {}),
  }
}

/** camelCase columns under the reference's own names; amounts to two places. */
function shown(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => {
      const name = key
        .replace(/[A-Z]|(?<=[a-z])\d/g, (letter) => `_${letter.toLowerCase()}`)
        .replace(/^net_amount$/, 'net_amount_all_lines')
      if (typeof value === 'bigint') return [name, Number(value)]
      return [name, isAmount(key) && value !== null ? twoPlaces(String(value)) : value]
    }),
  )
}

function isAmount(key: string): boolean {
  return /amount|monetary|net|rounded/i.test(key)
}

function twoPlaces(value: string): string {
  const { coefficient, scale } = round(value, 2, 'half-up')
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0')
  return `${coefficient < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function triples(rows: readonly Row[]): unknown[][] {
  return rows.map((row) =>
    Object.entries(row).map(([key, value]) =>
      isAmount(key) ? twoPlaces(String(value)) : typeof value === 'bigint' ? String(value) : value,
    ),
  )
}

function cellsOf(rows: readonly Row[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ cell, n }) => [cell, Number(n)]))
}

function marginals(rows: readonly Row[]): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = { R: {}, F: {}, M: {} }
  for (const { cell, n } of rows) {
    for (const [index, axis] of ['R', 'F', 'M'].entries()) {
      const score = String(cell).charAt(index)
      const axisSums = sums[axis]
      if (axisSums) axisSums[score] = (axisSums[score] ?? 0) + Number(n)
    }
  }
  return sums
}

function nested(rows: readonly Row[]): Record<string, Record<string, number>> {
  const cohorts: Record<string, Record<string, number>> = {}
  for (const { cohort, month, n } of rows) {
    const key = String(cohort)
    cohorts[key] = { ...(cohorts[key] ?? {}), [String(month)]: Number(n) }
  }
  return cohorts
}

function six(part: Row[string] | undefined, whole: Row[string] | undefined): string {
  if (!part || !whole || Number(whole) === 0) return '0'
  const text = canonical(divide(String(part), String(whole), 6, 'half-even'))
  const [integer = '0', fraction = ''] = text.split('.')
  return `${integer}.${fraction.padEnd(6, '0')}`
}
