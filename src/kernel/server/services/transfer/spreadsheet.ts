import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { readXlsx, streamXlsxRows, writeXlsxStream } from 'hucre/xlsx'

/** A cell on its way into a workbook. */
export type SheetCell = string | number | boolean | Date | null

export interface SheetColumn {
  header: string
  width?: number
  /** Excel's own notation: `#,##0`, `yyyy-mm-dd`. */
  format?: string
}

const maxSheetNameLength = 31
/** What a workbook may hold when unpacked; a small archive of much more is an attack. */
const maxUnpackedBytes = 256 * 1024 * 1024

/** The only place that knows which library reads and writes workbooks. Rows are pulled as the reader takes bytes. */
export function writeWorkbook(
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<SheetCell[]>,
): Readable {
  const stream = writeXlsxStream(rows, {
    name: name.replace(/[\\/?*[\]:]/g, ' ').slice(0, maxSheetNameLength),
    columns: columns.map(({ header, width, format }) => ({
      header,
      width: width ?? 16,
      ...(format ? { numFmt: format } : {}),
    })),
    freezePane: { rows: 1 },
  })
  return Readable.fromWeb(stream as unknown as ReadableStream)
}

export async function sheetNames(bytes: Buffer): Promise<string[]> {
  refuseBomb(bytes)
  const names: string[] = []
  await readXlsx(bytes, {
    sheets: ({ name, hidden, veryHidden }) => {
      if (!hidden && !veryHidden) names.push(name)
      return false
    },
  })
  return names
}

/** Rows of one sheet as texts, the empty ones included, so that row numbers are those a person sees. */
export async function* readSheet(bytes: Buffer, sheet: string): AsyncGenerator<string[]> {
  refuseBomb(bytes)
  let expected: number | undefined
  for await (const row of streamXlsxRows(bytes, { sheet })) {
    expected ??= row.index
    while (expected < row.index) {
      expected += 1
      yield []
    }
    expected = row.index + 1
    yield row.values.map(cellText)
  }
}

/** Whole dates as dates, other moments with their time, numbers without an exponent. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return ''
    const text = value.toISOString()
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
  }
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'object' && 'result' in value) return cellText(value.result)
  return String(value)
}

function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString()
  // A spreadsheet shows fifteen digits: 0.1 + 0.2 is 0.3 to the person who sees it.
  const shown = String(Number(value.toPrecision(15)))
  return shown.includes('e') ? value.toFixed(10).replace(/\.?0+$/, '') : shown
}

/** Adds up the sizes the archive's directory declares, before anything is unpacked. */
function refuseBomb(bytes: Buffer): void {
  let total = 0
  for (
    let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('PK\x01\x02', at + 46, 'latin1')
  ) {
    if (at + 46 > bytes.length) break
    total += bytes.readUInt32LE(at + 24)
    if (total > maxUnpackedBytes) throw new Error('The workbook unpacks to more than is allowed')
  }
}
