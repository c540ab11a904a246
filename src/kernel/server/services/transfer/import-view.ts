import { z } from 'zod'
import { hasText, type Locale, text } from '../../catalogue.ts'
import type { Db } from '../../connection.ts'
import { faultText, missingFields } from './import-check.ts'
import type { ImportSource } from './import-source.ts'
import { encodingsOf, type ImportRecord } from './imports.ts'

export const importShape = z
  .object({
    id: z.uuid(),
    entity: z.string(),
    fileName: z.string(),
    sizeBytes: z.number(),
    state: z.enum(['draft', 'running', 'done', 'failed', 'cancelled']),
    encoding: z.enum(['utf-8', 'cp949', 'utf-16le', 'xlsx']),
    encodings: z.array(z.string()),
    sheet: z.string().nullable(),
    sheets: z.array(z.string()),
    headerRow: z.number(),
    rowCount: z.number(),
    columns: z.array(
      z.object({
        index: z.number(),
        header: z.string(),
        samples: z.array(z.string()),
        field: z.string().nullable(),
      }),
    ),
    fields: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        required: z.boolean(),
        kind: z.string(),
        example: z.string().nullable(),
      }),
    ),
    mode: z.enum(['create', 'upsert']),
    keyField: z.string().nullable(),
    missing: z.array(z.string()),
    preview: z.array(
      z.object({
        row: z.number(),
        values: z.record(z.string(), z.string()),
        errors: z.array(z.object({ field: z.string().nullable(), detail: z.string() })),
      }),
    ),
    accepted: z.number(),
    refused: z.number(),
    jobId: z.uuid().nullable(),
  })
  .meta({ id: 'Import' })

/** An import as a screen shows it; a job that failed or was stopped says so for its import. */
export async function shownImport(
  db: Db,
  source: ImportSource,
  record: ImportRecord,
  locale: Locale,
): Promise<z.input<typeof importShape>> {
  const more = await db.row<{ sizeBytes: bigint; jobState: string | null }>(
    'kernel.import_more',
    `select f.size_bytes, j.state as job_state
     from kernel.file f left join kernel.job j on j.id = $2
     where f.id = $1`,
    [record.fileId, record.jobId],
  )
  const stopped = more?.jobState === 'failed' || more?.jobState === 'cancelled' ? more.jobState : undefined
  const { analysis, mapping } = record
  return {
    id: record.id,
    entity: record.entity,
    fileName: record.fileName,
    sizeBytes: Number(more?.sizeBytes ?? 0n),
    state: record.state === 'running' ? (stopped ?? 'running') : record.state,
    encoding: record.encoding,
    encodings: encodingsOf(record.encoding),
    sheet: record.sheet,
    sheets: record.sheets,
    headerRow: record.headerRow,
    rowCount: Number(record.rowCount),
    columns: record.headers.map((header, index) => ({
      index,
      header,
      samples: analysis.samples[index] ?? [],
      field: mapping[String(index)] ?? null,
    })),
    fields: source.columns.map((column) => ({
      name: column.key,
      label: hasText(locale, column.label) ? text(locale, column.label) : column.key,
      required: column.required ?? false,
      kind: column.kind ?? 'text',
      example: column.example ?? null,
    })),
    mode: record.mode,
    keyField: source.keyField ?? null,
    missing: missingFields(source, mapping),
    preview: analysis.preview.map(({ row, values, faults }) => ({
      row,
      values,
      errors: faults.map((fault) => ({ field: fault.field ?? null, detail: faultText(fault, locale) })),
    })),
    accepted: record.state === 'draft' ? analysis.accepted : Number(record.created + record.updated),
    refused: record.state === 'draft' ? analysis.refused : Number(record.refused),
    jobId: record.jobId,
  }
}
