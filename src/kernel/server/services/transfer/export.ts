import { Readable } from 'node:stream'
import { dateInZone, seoul, timeInZone } from '../../../shared/calendar.ts'
import { byteOrderMark, csvRecord } from '../../../shared/csv-safe.ts'
import type { Entity, EntityColumn } from '../../../shared/entity.ts'
import { DomainError } from '../../../shared/errors.ts'
import { isCurrency, majorText, minorUnitDigits } from '../../../shared/money.ts'
import { hasText, type Locale, text } from '../../catalogue.ts'
import { type SheetCell, type SheetColumn, writeWorkbook } from './spreadsheet.ts'

type Row = Record<string, unknown>
type Kind = EntityColumn['type'] | 'money'

/** A column of an export: where it stands in the API's rows, and what it is. */
export interface ExportColumn {
  key: string
  header: string
  kind: Kind
  /** Catalogue key under which the words of its values stand. */
  words?: string
}

interface Look {
  locale: Locale
  timeZone: string
  /** States and kinds as their codes, for programs. */
  raw: boolean
}

/** What of an entity may be exported, as its list presents it. */
export function exportColumns(entity: Entity, locale: Locale): ExportColumn[] {
  const hasCurrency = entity.columns.some((column) => column.key === 'currency')
  return entity.columns
    .filter(({ key, type }) => key !== 'companyId' && type !== 'json')
    .map(({ key, type, meta }) => {
      const isMoney = hasCurrency && key.endsWith('Minor')
      const name = isMoney ? key.slice(0, -'Minor'.length) : key
      return {
        key: name,
        header: meta.label && hasText(locale, meta.label) ? text(locale, meta.label) : name,
        kind: isMoney ? 'money' : type,
        ...(meta.words ? { words: `${moduleOf(entity)}:${meta.words}` } : {}),
      }
    })
}

function moduleOf(entity: Entity): string {
  return entity.table.split('.')[0] ?? ''
}

/**
 * The columns asked for, in that order; without a choice those a list shows. Amounts stand as decimals, so their
 * currency stands beside the first of them. Refuses with `export.unknown-column`.
 */
export function chosenColumns(entity: Entity, asked: string | undefined, locale: Locale): ExportColumn[] {
  const all = exportColumns(entity, locale)
  const shown = new Set(
    entity.columns.filter((column) => column.meta.list).map(({ key }) => key.replace(/Minor$/, '')),
  )
  const usual = all.filter(({ key }) => (shown.size > 0 ? shown.has(key) : key !== 'id'))
  const chosen =
    asked === undefined
      ? usual
      : asked.split(',').map((key) => {
          const column = all.find((candidate) => candidate.key === key)
          if (!column) throw new DomainError('export.unknown-column', { column: key })
          return column
        })
  const firstMoney = chosen.findIndex(({ kind }) => kind === 'money')
  if (firstMoney < 0 || chosen.some(({ key }) => key === 'currency')) return chosen
  const currency: ExportColumn = { key: 'currency', header: text(locale, 'export.currency'), kind: 'text' }
  return chosen.toSpliced(firstMoney + 1, 0, currency)
}

/** A CSV that Excel opens as Korean and runs nothing of. */
export function csvOf(
  columns: readonly ExportColumn[],
  pages: AsyncIterable<Row[]>,
  look: Partial<Look> = {},
): Readable {
  const full = fullLook(look)
  async function* chunks() {
    yield byteOrderMark + csvRecord(columns.map((column) => column.header))
    for await (const page of pages) {
      yield page.map((row) => csvRecord(columns.map((column) => textOf(column, row, full)))).join('')
    }
  }
  return Readable.from(chunks())
}

export function xlsxOf(
  name: string,
  columns: readonly ExportColumn[],
  pages: AsyncIterable<Row[]>,
  look: Partial<Look> = {},
): Readable {
  const full = fullLook(look)
  async function* rows() {
    for await (const page of pages) {
      for (const row of page) yield columns.map((column) => cellOf(column, row, full))
    }
  }
  return writeWorkbook(name, columns.map(sheetColumn), rows())
}

function textOf(column: ExportColumn, row: Row, look: Look): string {
  if (column.key === 'currency' && row.currency === undefined) return currencyOf(row)
  const value = row[column.key]
  if (value === null || value === undefined) return ''
  switch (column.kind) {
    case 'money':
      return moneyText(value)
    case 'instant':
      return instantText(value, look.timeZone)
    case 'texts':
      return (value as string[]).map((one) => wordOf(column, one, look)).join(', ')
    default:
      return wordOf(column, String(value), look)
  }
}

function cellOf(column: ExportColumn, row: Row, look: Look): SheetCell {
  const value = textOf(column, row, look)
  if (value === '') return null
  if (column.kind === 'date') return new Date(`${value}T00:00:00Z`)
  // Beyond fifteen digits a spreadsheet would quietly round; such a number stays text.
  const isNumber = ['money', 'integer', 'bigint', 'decimal'].includes(column.kind)
  return isNumber && value.replace(/\D/g, '').length <= 15 ? Number(value) : value
}

function sheetColumn({ header, kind }: ExportColumn): SheetColumn {
  if (kind === 'date') return { header, width: 12, format: 'yyyy-mm-dd' }
  if (kind === 'money') return { header, width: 16, format: '#,##0.##' }
  if (kind === 'integer' || kind === 'bigint') return { header, width: 12, format: '#,##0' }
  return { header, width: kind === 'instant' ? 20 : 18 }
}

function moneyText(value: unknown): string {
  const { amount, currency } = value as { amount: string; currency: string }
  const code = currency.trim()
  if (!isCurrency(code)) return amount
  const major = majorText(BigInt(amount), code)
  return minorUnitDigits[code] === 0 ? major.replace(/\..*$/, '') : major
}

function currencyOf(row: Row): string {
  for (const value of Object.values(row)) {
    if (value !== null && typeof value === 'object' && 'currency' in value) return String(value.currency)
  }
  return ''
}

function instantText(value: unknown, timeZone: string): string {
  const instant = value instanceof Date ? value : new Date(String(value))
  return `${dateInZone(instant, timeZone)} ${timeInZone(instant, timeZone)}`
}

/** What an office calls a state or kind, where the column says where its words stand. */
function wordOf(column: ExportColumn, value: string, look: Look): string {
  const key = `${column.words}.${value}`
  return column.words && !look.raw && hasText(look.locale, key) ? text(look.locale, key) : value
}

function fullLook(look: Partial<Look>): Look {
  return { locale: look.locale ?? 'ko', timeZone: look.timeZone ?? seoul, raw: look.raw ?? false }
}
