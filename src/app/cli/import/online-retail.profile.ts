import { parse } from 'csv-parse'
import { startOfDay } from '../../../kernel/shared/calendar.ts'
import { tryParseDecimal } from '../../../kernel/shared/decimal.ts'
import type { HistoricLine } from '../../../modules/orders/server/history/history.types.ts'
import type { Reject } from '../../../modules/orders/server/history/import-run.ts'
import { isArticle } from '../../../modules/orders/server/history/record-history.ts'
import type { Found, ImportProfile, SourceDocument } from './profile.ts'
import { textOf } from './text-file.ts'

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const
type Row = Record<(typeof columns)[number], string>

const timeZone = 'Europe/London'
const source = 'online-retail'

/** The invoice lines of a UK retailer, as published by UCI (Online Retail): one row a line, `C…` a cancellation. */
export const onlineRetail: ImportProfile = {
  name: source,
  company: {
    code: 'ONLINE-RETAIL',
    name: '온라인 리테일',
    nameEn: 'Online Retail',
    currency: 'GBP',
    timeZone,
    firstYear: 2009,
  },
  channel: { code: 'mail-order', name: '통신 판매', nameEn: 'Mail order' },
  warehouse: { code: 'UK1', name: '영국 창고', nameEn: 'UK warehouse' },
  read,
  customers: (documents) =>
    [
      ...new Map(
        documents.flatMap((document) => (document.customerKey ? [[document.customerKey, document]] : [])),
      ).values(),
    ].map(({ customerKey, market }) => ({
      kind: 'organisation',
      name: `Customer ${customerKey}`,
      languages: ['en'],
      roles: ['customer'],
      note: market,
      reference: { system: source, key: customerKey ?? '' },
    })),
  isArticle,
}

interface Line extends HistoricLine {
  key: string
  localAt: string
  customerKey: string | null
  market: string
}

async function* read(path: string): AsyncGenerator<Found> {
  const rows = textOf(path).pipe(
    parse({ columns: true, bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true }),
  )
  const parts = new Map<string, number>()
  let open: { document: SourceDocument; lines: HistoricLine[] } | undefined
  let rejects: Reject[] = []
  let lineNo = 1
  for await (const raw of rows as AsyncIterable<Row>) {
    lineNo += 1
    const line = lineOf(raw)
    if (typeof line === 'string') {
      rejects.push({ lineNo, reason: line, raw })
      continue
    }
    if (
      open &&
      (open.document.key !== line.key ||
        open.document.localAt !== line.localAt ||
        open.document.customerKey !== line.customerKey)
    ) {
      yield { document: { ...open.document, lines: open.lines }, rejects }
      rejects = []
      open = undefined
    }
    open ??= { document: headOf(line, parts), lines: [] }
    open.lines.push({ sku: line.sku, name: line.name, quantity: line.quantity, unitPrice: line.unitPrice })
  }
  yield { document: open && { ...open.document, lines: open.lines }, rejects }
}

function headOf(line: Line, parts: Map<string, number>): SourceDocument {
  const part = (parts.get(line.key) ?? 0) + 1
  parts.set(line.key, part)
  const businessDate = line.localAt.slice(0, 10)
  const [hours = 0, minutes = 0, seconds = 0] = line.localAt.slice(11).split(':').map(Number)
  const at = new Date(
    startOfDay(businessDate, timeZone).getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000,
  )
  const letter = line.key.charAt(0).toUpperCase()
  return {
    key: line.key,
    part,
    customerKey: line.customerKey,
    market: line.market,
    localAt: line.localAt,
    at,
    businessDate,
    kind: letter === 'C' ? 'cancellation' : letter === 'A' ? 'debt' : 'sale',
    lines: [],
  }
}

/** A row as a line, or the reason it is none. */
function lineOf(row: Row): Line | string {
  const key = row.InvoiceNo?.trim()
  const sku = row.StockCode?.trim()
  if (!key) return 'InvoiceNo is missing'
  if (!sku) return 'StockCode is missing'
  if (!/^-?\d{1,9}$/.test(row.Quantity?.trim() ?? ''))
    return `Quantity is not a whole number: ${row.Quantity}`
  const unitPrice = row.UnitPrice?.trim() ?? ''
  if (!tryParseDecimal(unitPrice)) return `UnitPrice is not a number: ${row.UnitPrice}`
  const localAt = wallClock(row.InvoiceDate?.trim() ?? '')
  if (!localAt) return `InvoiceDate is not a date: ${row.InvoiceDate}`
  return {
    key,
    sku,
    name: row.Description ? row.Description : null,
    quantity: BigInt(row.Quantity.trim()),
    unitPrice,
    localAt,
    customerKey: row.CustomerID?.trim().replace(/\.0+$/, '') || null,
    market: row.Country?.trim() ?? '',
  }
}

/** `2010-12-01 08:26:00`, and `12/1/2010 8:26` as the spreadsheet edition writes it. */
function wallClock(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text)
  const parts = iso ? iso.slice(1, 7) : us ? [us[3], us[1], us[2], us[4], us[5], '00'] : undefined
  if (!parts) return undefined
  const [year = '', month = '', day = '', hour = '', minute = '', second = '00'] = parts.map((part) =>
    (part ?? '00').padStart(2, '0'),
  )
  const real = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(real.getTime()) || real.getUTCDate() !== Number(day)) return undefined
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`
}
