import type { Db } from '../../../../kernel/server/connection.ts'
import type { Database } from '../../../../kernel/server/database.ts'
import type { Tx } from '../../../../kernel/server/transaction.ts'
import { DomainError } from '../../../../kernel/shared/errors.ts'
import { newId } from '../../../../kernel/shared/ids.ts'
import type { HistoricDocument, HistoricPlace } from './history.types.ts'
import { partOf, recordHistory } from './record-history.ts'

export interface ImportRun {
  id: string
  state: 'running' | 'done'
  opened: boolean
  documents: bigint
  lines: bigint
  rejected: bigint
  known: bigint
}

export interface Reject {
  lineNo: number
  reason: string
  raw: Record<string, string>
}

/** Documents that stand next to each other in the source, and the rows among them that could not be understood. */
export interface HistoryBatch {
  documents: readonly HistoricDocument[]
  rejects: readonly Reject[]
  /** Source documents read, refused ones included. */
  read: number
}

/** The run of a file: a new one, or the one an earlier reading of the same bytes left behind. */
export async function openRun(
  tx: Tx,
  file: { profile: string; hash: string; name: string },
): Promise<ImportRun> {
  const row = await tx.row<ImportRun>(
    'orders.open_import_run',
    `insert into orders.import_run as r (id, company_id, profile, file_hash, file_name, state, started_at)
     values ($1, $2, $3, $4, $5, 'running', $6)
     on conflict (company_id, profile, file_hash) do update set file_name = excluded.file_name
     returning id, state, opened, documents, lines, rejected, known`,
    [newId(), tx.principal.companyId, file.profile, file.hash, file.name, tx.now],
  )
  if (!row) throw new DomainError('kernel.try-again', {}, 503)
  return row
}

/**
 * Records one batch and moves the run in the same transaction. Two processes that read one file meet here: the slower
 * one's position no longer fits, and its batch is refused whole with `history.read-by-another`.
 */
export async function recordBatch(
  tx: Tx,
  run: ImportRun,
  batch: HistoryBatch,
  place: HistoricPlace,
): Promise<ImportRun> {
  const documents = await unknownDocuments(tx, batch.documents, place.source)
  const moved = await tx.row<ImportRun>(
    'orders.move_import_run',
    `update orders.import_run
     set documents = documents + $3, lines = lines + $4, rejected = rejected + $5, known = known + $6
     where id = $1 and documents = $2 and state = 'running'
     returning id, state, opened, documents, lines, rejected, known`,
    [
      run.id,
      run.documents,
      batch.read,
      documents.reduce((sum, document) => sum + document.lines.length, 0),
      batch.rejects.length,
      batch.documents.length - documents.length,
    ],
  )
  if (!moved) throw new DomainError('history.read-by-another', {}, 409)
  await tx.exec(
    'orders.insert_rejects',
    `insert into orders.import_reject (run_id, line_no, reason, raw)
     select $1, r."lineNo", r.reason, r.raw from jsonb_to_recordset($2::jsonb) as r("lineNo" bigint, reason text, raw jsonb)`,
    [run.id, JSON.stringify(batch.rejects)],
  )
  if (documents.length > 0) await recordHistory(tx, documents, place)
  return moved
}

/** Documents that no earlier file has brought in: files may overlap, their trade must not. */
async function unknownDocuments(
  tx: Tx,
  documents: readonly HistoricDocument[],
  source: string,
): Promise<HistoricDocument[]> {
  const rows = await tx.rows<{ documentKey: string; part: number }>(
    'orders.known_documents',
    `select document_key, part from orders.trade_source
     where company_id = $1 and source = $2 and document_key = any($3)`,
    [tx.principal.companyId, source, documents.map((document) => document.key)],
  )
  const known = new Set(rows.map(({ documentKey, part }) => `${documentKey} ${partOf(part)}`))
  return documents.filter((document) => !known.has(`${document.key} ${document.part}`))
}

export async function markOpened(tx: Tx, run: ImportRun): Promise<void> {
  await tx.exec('orders.mark_run_opened', 'update orders.import_run set opened = true where id = $1', [
    run.id,
  ])
}

export async function finishRun(tx: Tx, run: ImportRun): Promise<void> {
  await tx.exec(
    'orders.finish_run',
    `update orders.import_run set state = 'done', finished_at = $2 where id = $1`,
    [run.id, tx.now],
  )
}

/** Every row that was refused, in file order, a page at a time. */
export async function* rejectsOf(database: Database, runId: string): AsyncGenerator<Reject> {
  let after = -1
  for (;;) {
    const rows = await rejectPage(database, runId, after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = Number(last.lineNo)
  }
}

function rejectPage(db: Db, runId: string, after: number): Promise<Reject[]> {
  return db.rows<Reject>(
    'orders.reject_page',
    `select line_no::int as line_no, reason, raw from orders.import_reject
     where run_id = $1 and line_no > $2 order by line_no limit 500`,
    [runId, after],
  )
}
