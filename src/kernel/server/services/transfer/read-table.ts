import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { fromCsvCell } from '../../../shared/csv-safe.ts'
import { DomainError } from '../../../shared/errors.ts'
import { readSheet, sheetNames } from './spreadsheet.ts'

export type Encoding = 'utf-8' | 'cp949' | 'utf-16le' | 'xlsx'

/** How a file is to be read: found by looking, changed by a person. */
export interface TableForm {
  encoding: Encoding
  delimiter: string
  sheet: string | null
}

export interface Detected extends TableForm {
  sheets: string[]
}

export const textEncodings: readonly Encoding[] = ['utf-8', 'cp949', 'utf-16le']
const delimiters = [',', '\t', ';', '|'] as const
const sampleBytes = 64 * 1024
const sampleLines = 20
const maxRecordBytes = 1024 * 1024
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Looks at a file's bytes: a workbook by its content, Korean text by what is valid UTF-8. */
export async function detectForm(bytes: Buffer, contentType: string): Promise<Detected> {
  if (contentType === xlsxType) {
    const sheets = await reading(() => sheetNames(bytes))
    if (sheets.length === 0) throw new DomainError('import.unreadable')
    return { encoding: 'xlsx', delimiter: '', sheet: sheets[0] ?? null, sheets }
  }
  if (!contentType.startsWith('text/') && contentType !== 'application/json')
    throw new DomainError('import.unreadable')
  const encoding = detectEncoding(bytes)
  const sample = iconv.decode(bytes.subarray(0, sampleBytes), encoding)
  return { encoding, delimiter: detectDelimiter(sample), sheet: null, sheets: [] }
}

/** Rows as texts, from the first of the file. Text is decoded and parsed as it streams. */
export async function* readTable(source: Readable | Buffer, form: TableForm): AsyncGenerator<string[]> {
  try {
    const rows =
      form.encoding === 'xlsx' ? readSheet(await collected(source), form.sheet ?? '') : readText(source, form)
    for await (const cells of rows) yield cells.map(storable)
  } catch (error) {
    if (error instanceof DomainError || isStorageFault(error)) throw error
    throw new DomainError('import.unreadable', { reason: (error as Error).message.slice(0, 200) })
  }
}

function detectEncoding(bytes: Buffer): Exclude<Encoding, 'xlsx'> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'cp949'
  }
}

/** The mark that parts most lines into equally many cells, quoted text left out. */
function detectDelimiter(sample: string): string {
  const lines = sample
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const counts = (mark: string) => lines.slice(0, sampleLines).map((line) => line.split(mark).length - 1)
  let best: { mark: string; score: number } = { mark: ',', score: 0 }
  for (const mark of delimiters) {
    const found = counts(mark)
    const usual = found[0] ?? 0
    const steady = found.filter((count) => count === usual).length / Math.max(found.length, 1)
    const score = usual * steady
    if (score > best.score) best = { mark, score }
  }
  return best.mark
}

async function* readText(source: Readable | Buffer, form: TableForm): AsyncGenerator<string[]> {
  const bytes = Buffer.isBuffer(source) ? Readable.from(chunksOf(source)) : source
  const parser = parse({
    delimiter: form.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: maxRecordBytes,
  })
  // A failure anywhere in the line ends the iteration below with that failure.
  pipeline(bytes, iconv.decodeStream(form.encoding) as unknown as NodeJS.ReadWriteStream, parser, () => {})
  for await (const record of parser) yield (record as string[]).map(fromCsvCell)
}

/** Without what no database takes: zero characters and halves of surrogate pairs. */
function storable(cell: string): string {
  return cell.replaceAll('\0', '').toWellFormed()
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += sampleBytes) yield bytes.subarray(at, at + sampleBytes)
}

async function collected(source: Readable | Buffer): Promise<Buffer> {
  if (Buffer.isBuffer(source)) return source
  const chunks: Buffer[] = []
  for await (const chunk of source) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

async function reading<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch {
    throw new DomainError('import.unreadable')
  }
}

/** The store failed, not the file: the job must be tried again and the file not blamed. */
function isStorageFault(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
}
