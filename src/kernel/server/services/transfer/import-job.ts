import { z } from 'zod'
import { DomainError } from '../../../shared/errors.ts'
import { sqlState } from '../../connection.ts'
import { type Database, refusalFrom } from '../../database.ts'
import { defineJob, type JobHandler, type JobRun } from '../../jobs.ts'
import type { ModuleManifest } from '../../module.ts'
import { type Principal, systemPrincipal } from '../../principal.ts'
import type { Tx } from '../../transaction.ts'
import { fileById, readBytes } from '../files/files.ts'
import { notify } from '../notifications.ts'
import { dataRows, type FieldFault, type NumberedRow, parseRow } from './import-check.ts'
import type { ImportContext, ImportRow, ImportSource, RowResult } from './import-source.ts'
import { type ImportRecord, importById, importSourceOf } from './imports.ts'
import { readTable } from './read-table.ts'

const usualBatch = 200

/** What became of one row of the file. */
interface Settled {
  numbered: NumberedRow
  result: RowResult
}

/**
 * Brings a file in, batch by batch. The position in the file commits with the effect of the rows before it, so that a
 * worker that dies, and one that takes over too early, repeat nothing and skip nothing.
 */
export function importJob(modules: readonly ModuleManifest[]): JobHandler {
  return defineJob({
    kind: 'kernel.import',
    input: z.object({ importId: z.uuid() }),
    async run(database, job) {
      const record = await importById(database, job.companyId, job.input.importId)
      const source = importSourceOf(modules, record.entity)
      const by = {
        ...systemPrincipal(record.companyId, record.createdByName),
        kind: 'user' as const,
        id: record.createdBy,
      }
      if (record.state !== 'done') {
        await bringIn(database, { job, source, record, by })
        await finish(database, record, by)
      }
      const { created, updated, refused } = await importById(database, job.companyId, record.id)
      return {
        created: Number(created),
        updated: Number(updated),
        refused: Number(refused),
        errorFile: refused > 0n ? `/api/v1/kernel/imports/${record.id}/errors.csv` : null,
      }
    },
  })
}

interface Work {
  job: Pick<JobRun, 'progress'>
  source: ImportSource
  record: ImportRecord
  by: Principal
}

async function bringIn(database: Database, work: Work): Promise<void> {
  const { record, source } = work
  const file = await fileById(database, record.companyId, record.fileId)
  const size = source.batchSize ?? usualBatch
  let from = record.rowsDone
  let batch: NumberedRow[] = []
  let seen = 0
  const settle = async () => {
    const to = BigInt(batch.at(-1)?.row ?? 0)
    await settleBatch(database, work, { batch, from, to })
    from = to
    seen += batch.length
    batch = []
    await work.job.progress({ done: seen, total: record.rowCount })
  }
  for await (const numbered of dataRows(readTable(await readBytes(file), record), record.headerRow)) {
    if (BigInt(numbered.row) <= record.rowsDone) {
      seen += 1
      continue
    }
    batch.push(numbered)
    if (batch.length >= size) await settle()
  }
  if (batch.length > 0) await settle()
}

async function settleBatch(
  database: Database,
  { source, record, by }: Work,
  { batch, from, to }: { batch: readonly NumberedRow[]; from: bigint; to: bigint },
): Promise<void> {
  await database.transaction({ principal: by, traceId: record.id.replaceAll('-', '') }, async (tx) => {
    const at = await tx.row<{ rowsDone: bigint }>(
      'kernel.lock_import',
      'select rows_done from kernel.import where id = $1 for update',
      [record.id],
    )
    if (at?.rowsDone !== from) throw new Error('another worker has moved this import on')
    const settled = await applyBatch(tx, source, record, batch)
    await keepRefusals(tx, record, settled)
    const count = (outcome: RowResult['outcome']) =>
      settled.filter(({ result }) => result.outcome === outcome).length
    await tx.exec(
      'kernel.move_import',
      `update kernel.import
       set rows_done = $2, created = created + $3, updated = updated + $4, refused = refused + $5 where id = $1`,
      [record.id, to, count('created'), count('updated'), count('refused')],
    )
  })
}

async function applyBatch(
  tx: Tx,
  source: ImportSource,
  record: ImportRecord,
  batch: readonly NumberedRow[],
): Promise<Settled[]> {
  const context: ImportContext = { importId: record.id, companyId: record.companyId, mode: record.mode }
  const read = batch.map((numbered) => ({
    numbered,
    ...parseRow(source, record.mapping, numbered, record.headers.length),
  }))
  const sound = read.filter(({ faults }) => faults.length === 0)
  const rows = sound.map(({ numbered, values }) => ({ row: numbered.row, values }))
  const results = await applyRows(tx, source, rows, context)
  const byRow = new Map(rows.map(({ row }, index) => [row, results[index]]))
  return read.map(({ numbered, faults }) => ({
    numbered,
    result:
      faults.length > 0
        ? refused(faults)
        : (byRow.get(numbered.row) ?? refused([{ code: 'kernel.unexpected' }])),
  }))
}

/** All rows together, and one by one when together they are refused: a bad row harms only itself. */
async function applyRows(
  tx: Tx,
  source: ImportSource,
  rows: readonly ImportRow[],
  context: ImportContext,
): Promise<RowResult[]> {
  if (rows.length === 0) return []
  try {
    return await tx.attempt(() => source.apply(tx, rows, context))
  } catch (error) {
    const refusal = refusalOfRow(error)
    if (rows.length === 1) return [refused([refusal])]
    const results: RowResult[] = []
    for (const row of rows) results.push(...(await applyRows(tx, source, [row], context)))
    return results
  }
}

/** What a row is refused for; throws on when the row is not to blame. */
function refusalOfRow(error: unknown): FieldFault {
  if (sqlState(error)?.startsWith('22')) return { code: 'kernel.bad-value' }
  const refusal = refusalFrom(error)
  if (!(refusal instanceof DomainError) || refusal.status === 503) throw error
  return { code: refusal.code, details: refusal.details }
}

function refused(reasons: readonly FieldFault[]): RowResult {
  return { outcome: 'refused', reasons }
}

async function keepRefusals(tx: Tx, record: ImportRecord, settled: readonly Settled[]): Promise<void> {
  const rows = settled.flatMap(({ numbered, result }) =>
    result.outcome === 'refused'
      ? [{ row_number: numbered.row, cells: numbered.cells, reasons: result.reasons }]
      : [],
  )
  if (rows.length === 0) return
  await tx.exec(
    'kernel.keep_refusals',
    `insert into kernel.import_refusal (import_id, row_number, cells, reasons)
     select $1, row_number, cells, reasons
     from jsonb_to_recordset($2::jsonb) as r(row_number bigint, cells text[], reasons jsonb)`,
    [record.id, JSON.stringify(rows)],
  )
}

async function finish(database: Database, record: ImportRecord, by: Principal): Promise<void> {
  await database.transaction({ principal: by }, async (tx) => {
    const done = await tx.row<ImportRecord>(
      'kernel.finish_import',
      `update kernel.import set state = 'done' where id = $1 and state = 'running' returning *`,
      [record.id],
    )
    if (!done) return
    await notify(tx, {
      userIds: [record.createdBy],
      title: 'notices.import.done',
      body: 'notices.import.doneBody',
      data: {
        file: record.fileName,
        created: String(done.created),
        updated: String(done.updated),
        refused: String(done.refused),
      },
      path: `/imports/${record.id}`,
    })
  })
}
