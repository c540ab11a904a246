import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { byteOrderMark, csvRecord } from '../../../shared/csv-safe.ts'
import { type Locale, text } from '../../catalogue.ts'
import type { Db } from '../../connection.ts'
import { type FieldFault, faultText, labelOf } from './import-check.ts'
import type { ImportSource } from './import-source.ts'
import type { ImportRecord } from './imports.ts'
import type { Encoding } from './read-table.ts'
import { writeWorkbook } from './spreadsheet.ts'

export type FileFormat = 'csv' | 'xlsx'

interface Refusal {
  rowNumber: bigint
  cells: string[]
  reasons: FieldFault[]
}

const pageRows = 500

/** An empty file with the headers of a source, and its examples in a second row where it has any. */
export function templateFile(source: ImportSource, format: FileFormat, locale: Locale): Readable {
  const headers = source.columns.map((column) => text(locale, column.label))
  const examples = source.columns.map((column) => column.example ?? '')
  const rows = examples.some((example) => example !== '') ? [examples] : []
  return write(asyncOf(rows), { headers, format, encoding: 'utf-8', name: source.entity })
}

/** The refused rows as they came, with the reasons in a last column; CSV in the encoding of the source. */
export function errorFile(
  db: Db,
  given: { record: ImportRecord; source: ImportSource; format: FileFormat; locale: Locale },
): Readable {
  const { record, source, format, locale } = given
  const width = record.headers.length
  async function* rows() {
    for await (const { cells, reasons } of refusals(db, record.id)) {
      const told = reasons.map((reason) => reasonText(source, reason, locale)).join(' / ')
      yield [...Array.from({ length: Math.max(width, cells.length) }, (_, index) => cells[index] ?? ''), told]
    }
  }
  const headers = [...record.headers, text(locale, 'export.reasons')]
  return write(rows(), { headers, format, encoding: record.encoding, name: record.entity })
}

async function* refusals(db: Db, importId: string): AsyncGenerator<Refusal> {
  for (let after = 0n; ; ) {
    const page = await db.rows<Refusal>(
      'kernel.import_refusals',
      `select row_number, cells, reasons from kernel.import_refusal
       where import_id = $1 and row_number > $2 order by row_number limit ${pageRows}`,
      [importId, after],
    )
    yield* page
    const last = page.at(-1)
    if (!last || page.length < pageRows) return
    after = last.rowNumber
  }
}

function reasonText(source: ImportSource, reason: FieldFault, locale: Locale): string {
  const told = faultText(reason, locale)
  return reason.field ? `${labelOf(source, reason.field, locale)}: ${told}` : told
}

function write(
  rows: AsyncIterable<string[]>,
  {
    headers,
    format,
    encoding,
    name,
  }: { headers: string[]; format: FileFormat; encoding: Encoding; name: string },
): Readable {
  if (format === 'xlsx')
    return writeWorkbook(
      name,
      headers.map((header) => ({ header })),
      rows,
    )
  const charset = encoding === 'xlsx' ? 'utf-8' : encoding
  async function* lines() {
    yield iconv.encode((charset === 'cp949' ? '' : byteOrderMark) + csvRecord(headers), charset)
    for await (const row of rows) yield iconv.encode(csvRecord(row), charset)
  }
  return Readable.from(lines())
}

async function* asyncOf(rows: string[][]): AsyncGenerator<string[]> {
  yield* rows
}
