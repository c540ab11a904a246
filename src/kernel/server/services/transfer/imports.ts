import { DomainError, forbidden, notFound } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { audit } from '../../audit.ts'
import type { Db } from '../../connection.ts'
import { enqueue } from '../../jobs.ts'
import type { ModuleManifest } from '../../module.ts'
import { may, type Principal } from '../../principal.ts'
import type { Tx } from '../../transaction.ts'
import { fileById, readBytes, type StoredFile } from '../files/files.ts'
import {
  dataRows,
  type FieldFault,
  type Mapping,
  missingFields,
  parseRow,
  suggestMapping,
} from './import-check.ts'
import type { ImportContext, ImportRow, ImportSource } from './import-source.ts'
import { detectForm, type Encoding, readTable, type TableForm, textEncodings } from './read-table.ts'

export interface ImportRecord {
  id: string
  companyId: string
  entity: string
  fileId: string
  fileName: string
  state: 'draft' | 'running' | 'done'
  encoding: Encoding
  delimiter: string
  sheet: string | null
  sheets: string[]
  headerRow: number
  headers: string[]
  mapping: Mapping
  mode: 'create' | 'upsert'
  analysis: Analysis
  rowCount: bigint
  rowsDone: bigint
  created: bigint
  updated: bigint
  refused: bigint
  jobId: string | null
  createdBy: string
  createdByName: string
}

/** What looking through the whole file found, without writing anything. */
export interface Analysis {
  samples: string[][]
  preview: { row: number; values: Record<string, string>; faults: FieldFault[] }[]
  accepted: number
  refused: number
  rowCount: number
}

/** What a person may change of a draft. */
export interface ImportChange {
  encoding?: Encoding | undefined
  sheet?: string | undefined
  headerRow?: number | undefined
  mapping?: Mapping | undefined
  mode?: 'create' | 'upsert' | undefined
}

type Plan = Pick<
  ImportRecord,
  'encoding' | 'delimiter' | 'sheet' | 'sheets' | 'headerRow' | 'headers' | 'mapping' | 'mode' | 'analysis'
>

const previewRows = 20
const samplesPerColumn = 3
const maxColumns = 200

export function importSourceOf(modules: readonly ModuleManifest[], entity: string): ImportSource {
  const source = modules
    .flatMap((module) => module.imports ?? [])
    .find((candidate) => candidate.entity === entity)
  if (!source) throw new DomainError('kernel.unknown-entity', { entity }, 404)
  return source
}

export function requireImport(source: ImportSource, principal: Principal): void {
  if (!may(principal, source.permission)) throw forbidden(source.permission)
}

export async function importById(db: Db, companyId: string, id: string): Promise<ImportRecord> {
  const found = await db.row<ImportRecord>(
    'kernel.import_by_id',
    'select * from kernel.import where id = $1 and company_id = $2',
    [id, companyId],
  )
  if (!found) throw notFound('import', id)
  return found
}

/** Looks at a new file: its form, its headers, the fields they name, and every row. */
export async function planOf(
  db: Db,
  source: ImportSource,
  file: StoredOrKept,
  companyId: string,
): Promise<Plan> {
  const { sheets, ...form } = await detectForm(await allBytes(file), file.contentType)
  return plan(db, source, file, { ...form, sheets, headerRow: 1, mode: 'create', companyId })
}

/** The draft with a person's changes, checked again. */
export async function changedPlan(
  db: Db,
  source: ImportSource,
  record: ImportRecord,
  change: ImportChange,
): Promise<Plan> {
  if (record.state !== 'draft') throw new DomainError('import.not-draft', {}, 409)
  if (change.mode === 'upsert' && !source.keyField) throw new DomainError('import.no-upsert')
  const file = await fileById(db, record.companyId, record.fileId)
  const sheet = change.sheet ?? record.sheet
  if (sheet !== null && !record.sheets.includes(sheet)) throw new DomainError('import.unreadable')
  const encoding = change.encoding ?? record.encoding
  if (encodingsOf(record.encoding).includes(encoding) === false) throw new DomainError('import.unreadable')
  const sameColumns =
    sheet === record.sheet &&
    encoding === record.encoding &&
    (change.headerRow ?? record.headerRow) === record.headerRow
  const mapping = change.mapping ? { ...(sameColumns ? record.mapping : {}), ...change.mapping } : undefined
  return plan(db, source, file, {
    encoding,
    delimiter: record.delimiter,
    sheet,
    sheets: record.sheets,
    headerRow: change.headerRow ?? record.headerRow,
    mode: change.mode ?? record.mode,
    mapping: mapping ?? (sameColumns ? record.mapping : undefined),
    companyId: record.companyId,
  })
}

/** A workbook stays a workbook; text may be read another way. */
export function encodingsOf(encoding: Encoding): Encoding[] {
  return encoding === 'xlsx' ? ['xlsx'] : [...textEncodings]
}

export async function createImport(
  tx: Tx,
  source: ImportSource,
  file: StoredFile,
  planned: Plan,
): Promise<ImportRecord> {
  const row = await tx.row<ImportRecord>(
    'kernel.create_import',
    `insert into kernel.import
       (id, company_id, entity, file_id, file_name, encoding, delimiter, sheet, sheets, header_row, headers, mapping, mode,
        analysis, row_count, created_by, created_by_name, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14::jsonb, $15, $16, $17, $18)
     returning *`,
    [
      newId(),
      tx.principal.companyId,
      source.entity,
      file.id,
      file.name,
      ...planValues(planned),
      tx.principal.id,
      tx.principal.name,
      tx.now,
    ],
  )
  return row as ImportRecord
}

export async function savePlan(tx: Tx, record: ImportRecord, planned: Plan): Promise<ImportRecord> {
  const row = await tx.row<ImportRecord>(
    'kernel.plan_import',
    `update kernel.import
     set encoding = $2, delimiter = $3, sheet = $4, sheets = $5, header_row = $6, headers = $7, mapping = $8::jsonb,
       mode = $9, analysis = $10::jsonb, row_count = $11
     where id = $1 and state = 'draft'
     returning *`,
    [record.id, ...planValues(planned)],
  )
  if (!row) throw new DomainError('import.not-draft', {}, 409)
  return row
}

/** Queues the work; from here on the draft stands as it is. */
export async function startImport(tx: Tx, source: ImportSource, record: ImportRecord): Promise<string> {
  const missing = missingFields(source, record.mapping)
  if (missing.length > 0) throw new DomainError('import.missing-columns', { fields: missing.join(', ') })
  if (record.rowCount === 0n) throw new DomainError('import.no-rows')
  const started = await tx.exec(
    'kernel.start_import',
    `update kernel.import set state = 'running' where id = $1 and state = 'draft'`,
    [record.id],
  )
  if (started === 0) throw new DomainError('import.not-draft', {}, 409)
  const jobId = await enqueue(tx, {
    kind: 'kernel.import',
    input: { importId: record.id },
    uniqueKey: record.id,
    total: Number(record.rowCount),
  })
  await tx.exec('kernel.import_job', 'update kernel.import set job_id = $2 where id = $1', [record.id, jobId])
  audit(tx, {
    action: `${source.entity}.import`,
    entity: 'import',
    id: record.id,
    after: { file: record.fileName, rows: record.rowCount, mode: record.mode, mapping: record.mapping },
  })
  return jobId
}

type StoredOrKept = Pick<StoredFile, 'sha256' | 'contentType'> & { bytes?: Buffer }

async function plan(
  db: Db,
  source: ImportSource,
  file: StoredOrKept,
  given: TableForm & {
    sheets: string[]
    headerRow: number
    mode: 'create' | 'upsert'
    mapping?: Mapping | undefined
    companyId: string
  },
): Promise<Plan> {
  const { companyId, mapping: givenMapping, ...form } = given
  const bytes = await allBytes(file)
  const headers = await headersOf(bytes, form)
  const mapping = givenMapping ?? suggestMapping(source, headers)
  requireMapping(source, mapping, headers.length)
  const context: ImportContext = { importId: newId(), companyId, mode: form.mode }
  const analysis = await analyse(db, source, {
    rows: dataRows(readTable(bytes, form), form.headerRow),
    mapping,
    headers,
    context,
  })
  return { ...form, headers, mapping, analysis }
}

async function headersOf(bytes: Buffer, form: TableForm & { headerRow: number }): Promise<string[]> {
  let row = 0
  for await (const cells of readTable(bytes, form)) {
    row += 1
    if (row === form.headerRow) return cells.slice(0, maxColumns).map((cell) => cell.trim())
  }
  throw new DomainError('import.no-rows')
}

function requireMapping(source: ImportSource, mapping: Mapping, width: number): void {
  const fields = Object.entries(mapping).flatMap(([index, field]) => {
    if (!(Number(index) >= 0 && Number(index) < width))
      throw new DomainError('import.unknown-field', { field: index })
    return field === null ? [] : [field]
  })
  const unknown = fields.find((field) => !source.columns.some((column) => column.key === field))
  if (unknown !== undefined) throw new DomainError('import.unknown-field', { field: unknown })
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined) throw new DomainError('import.field-twice', { field: twice })
}

async function analyse(
  db: Db,
  source: ImportSource,
  read: {
    rows: AsyncIterable<{ row: number; cells: string[] }>
    mapping: Mapping
    headers: string[]
    context: ImportContext
  },
): Promise<Analysis> {
  const samples: string[][] = read.headers.map(() => [])
  const analysis: Analysis = { samples, preview: [], accepted: 0, refused: 0, rowCount: 0 }
  const sound: ImportRow[] = []
  for await (const numbered of read.rows) {
    const { values, faults } = parseRow(source, read.mapping, numbered, read.headers.length)
    analysis.rowCount += 1
    if (faults.length > 0) analysis.refused += 1
    else analysis.accepted += 1
    if (analysis.preview.length < previewRows) {
      analysis.preview.push({ row: numbered.row, values: shownValues(read.mapping, numbered.cells), faults })
      if (faults.length === 0) sound.push({ row: numbered.row, values })
    }
    samples.forEach((texts, index) => {
      const cell = numbered.cells[index]?.trim()
      if (cell && texts.length < samplesPerColumn && !texts.includes(cell)) texts.push(cell.slice(0, 80))
    })
  }
  await checkPreview(db, source, sound, analysis, read.context)
  return analysis
}

/** What the source itself says of the rows shown: a product that is not there, a number that is taken. */
async function checkPreview(
  db: Db,
  source: ImportSource,
  sound: readonly ImportRow[],
  analysis: Analysis,
  context: ImportContext,
): Promise<void> {
  if (!source.check || sound.length === 0) return
  const results = await source.check(db, sound, context)
  sound.forEach(({ row }, index) => {
    const result = results[index]
    if (result?.outcome !== 'refused') return
    analysis.preview.find((shown) => shown.row === row)?.faults.push(...result.reasons)
    analysis.accepted -= 1
    analysis.refused += 1
  })
}

function shownValues(mapping: Mapping, cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping).flatMap(([index, field]) => (field ? [[field, cells[Number(index)] ?? '']] : [])),
  )
}

async function allBytes(file: StoredOrKept): Promise<Buffer> {
  if (file.bytes) return file.bytes
  const chunks: Buffer[] = []
  for await (const chunk of await readBytes(file)) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

function planValues(planned: Plan): unknown[] {
  return [
    planned.encoding,
    planned.delimiter,
    planned.sheet,
    planned.sheets,
    planned.headerRow,
    planned.headers,
    JSON.stringify(planned.mapping),
    planned.mode,
    JSON.stringify(planned.analysis),
    planned.analysis.rowCount,
  ]
}
