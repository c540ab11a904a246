import { startOfDay } from '../../../kernel/shared/calendar.ts'
import { multiply, tryParseDecimal } from '../../../kernel/shared/decimal.ts'
import { minorOf } from '../../../kernel/shared/money.ts'
import type { HistoricLine } from '../../../modules/orders/server/history/history.types.ts'
import type { Reject } from '../../../modules/orders/server/history/import-run.ts'
import type { PartyDraft } from '../../../modules/parties/api.ts'
import type { Found, ImportProfile, SourceDocument } from './profile.ts'
import { type DumpRow, readDump } from './sql-dump.ts'
import { textOf } from './text-file.ts'

const source = 'northwind'
const timeZone = 'America/Los_Angeles'
type Values = DumpRow['values']

/** The Northwind traders' database as an SQLite script: orders with discounts and freight, suppliers, shippers, staff. */
export const northwind: ImportProfile = {
  name: source,
  company: {
    code: 'NORTHWIND',
    name: '노스윈드',
    nameEn: 'Northwind Traders',
    currency: 'USD',
    timeZone,
    firstYear: 1996,
  },
  channel: { code: 'trade', name: '도매', nameEn: 'Trade' },
  warehouse: { code: 'NW1', name: '노스윈드 창고', nameEn: 'Northwind warehouse' },
  read,
  customers: (documents) => [
    ...new Map(
      documents.flatMap(({ customerKey }) =>
        customerKey
          ? [
              [
                customerKey,
                {
                  kind: 'organisation' as const,
                  name: customerKey,
                  roles: ['customer' as const],
                  reference: { system: source, key: customerKey },
                },
              ],
            ]
          : [],
      ),
    ).values(),
  ],
  parties,
  isArticle: () => true,
}

async function* read(path: string): AsyncGenerator<Found> {
  const tables = await tablesOf(path)
  const products = new Map((tables.get('Products') ?? []).map((row) => [row.ProductID ?? '', row]))
  const details = Map.groupBy(tables.get('Order Details') ?? [], (row) => row.OrderID ?? '')
  const customers = new Map((tables.get('Customers') ?? []).map((row) => [row.CustomerID ?? '', row]))
  const orders = (tables.get('Orders') ?? []).toSorted((a, b) => Number(a.OrderID) - Number(b.OrderID))
  for (const [index, order] of orders.entries()) {
    const rejects: Reject[] = []
    const lines = (details.get(order.OrderID ?? '') ?? []).flatMap((detail) => {
      const line = lineOf(detail, products)
      if (typeof line !== 'string') return [line]
      rejects.push({ lineNo: index * 1000 + rejects.length, reason: line, raw: textRow(detail) })
      return []
    })
    const document = documentOf(order, lines, customers)
    if (typeof document === 'string') {
      yield {
        document: undefined,
        rejects: [...rejects, { lineNo: index * 1000 + 999, reason: document, raw: textRow(order) }],
      }
    } else yield { document, rejects }
  }
}

function documentOf(
  order: Values,
  lines: HistoricLine[],
  customers: ReadonlyMap<string, Values>,
): SourceDocument | string {
  const businessDate = order.OrderDate?.slice(0, 10) ?? ''
  if (!/^\d{4}-\d{2}-\d{2}$/.test(businessDate)) return `OrderDate is not a date: ${order.OrderDate}`
  if (!order.OrderID) return 'OrderID is missing'
  if (lines.length === 0) return 'the order has no lines'
  const freight = tryParseDecimal(order.Freight ?? '0') ? (order.Freight ?? '0') : '0'
  return {
    key: order.OrderID,
    part: 1,
    customerKey: order.CustomerID ?? null,
    market: customers.get(order.CustomerID ?? '')?.Country ?? order.ShipCountry ?? '',
    localAt: `${businessDate} 09:00:00`,
    at: new Date(startOfDay(businessDate, timeZone).getTime() + 9 * 3_600_000),
    businessDate,
    kind: 'sale',
    lines,
    shippingFeeMinor: minorOf(freight, 'USD', 'half-up'),
    open: order.ShippedDate === null,
  }
}

function lineOf(detail: Values, products: ReadonlyMap<string, Values>): HistoricLine | string {
  const { ProductID, UnitPrice, Quantity, Discount } = detail
  if (!ProductID) return 'ProductID is missing'
  if (!tryParseDecimal(UnitPrice ?? '')) return `UnitPrice is not a number: ${UnitPrice}`
  if (!/^\d{1,9}$/.test(Quantity ?? '') || Quantity === '0')
    return `Quantity is not a whole number above zero: ${Quantity}`
  const discount = tryParseDecimal(Discount ?? '0') ? (Discount ?? '0') : '0'
  return {
    sku: ProductID,
    name: products.get(ProductID)?.ProductName ?? null,
    quantity: BigInt(Quantity ?? '0'),
    unitPrice: UnitPrice ?? '0',
    discountMinor: minorOf(multiply(multiply(UnitPrice ?? '0', Quantity ?? '0'), discount), 'USD', 'half-up'),
  }
}

/** Customers by their full names, suppliers and shippers: every party the script knows, with its role. */
async function parties(path: string): Promise<PartyDraft[]> {
  const tables = await tablesOf(path)
  return [
    ...(tables.get('Customers') ?? []).map((row) => partyOf(row, 'customer', row.CustomerID ?? '')),
    ...(tables.get('Suppliers') ?? []).map((row) => partyOf(row, 'supplier', `supplier-${row.SupplierID}`)),
    ...(tables.get('Shippers') ?? []).map((row) => partyOf(row, 'carrier', `shipper-${row.ShipperID}`)),
  ]
}

function partyOf(row: Values, role: 'customer' | 'supplier' | 'carrier', key: string): PartyDraft {
  return {
    kind: 'organisation',
    name: row.CompanyName ?? key,
    phone: row.Phone ?? null,
    languages: ['en'],
    roles: [role],
    note: [row.ContactName, row.ContactTitle].filter(Boolean).join(', ') || null,
    reference: { system: source, key },
    ...(row.Address
      ? {
          addresses: [
            {
              kind: 'main',
              line1: row.Address,
              city: row.City ?? '',
              region: row.Region ?? '',
              postalCode: row.PostalCode ?? '',
              line2: row.Country ?? '',
            },
          ],
        }
      : {}),
  }
}

async function tablesOf(path: string): Promise<Map<string, Values[]>> {
  const chunks: string[] = []
  for await (const chunk of textOf(path)) chunks.push(String(chunk))
  const tables = new Map<string, Values[]>()
  for (const { table, values } of readDump(chunks.join(''))) {
    const rows = tables.get(table)
    if (rows) rows.push(values)
    else tables.set(table, [values])
  }
  return tables
}

function textRow(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value ?? '']))
}
