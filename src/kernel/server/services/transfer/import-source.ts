import type { Db } from '../../connection.ts'
import type { Tx } from '../../transaction.ts'

/** A cell refused by its column; the words live under `errors.<code>`. */
export interface CellFault {
  code: string
  details?: Record<string, unknown>
}

export type Parsed = { value: unknown } | { fault: CellFault }

export interface ImportColumn {
  key: string
  /** Catalogue key of the label; the header of templates. */
  label: string
  /** How it is shown and described: text, number, money, date, choice … */
  kind?: string
  required?: boolean
  /** Other headers by which files name this column, in any language; compared without case and spaces. */
  aliases?: readonly string[]
  example?: string
  /** From the cell's text, trimmed and not empty. Absent: the text itself. */
  parse?(text: string): Parsed
}

export interface ImportRow {
  /** The row as a spreadsheet numbers it, the header being one of them. */
  row: number
  values: Readonly<Record<string, unknown>>
}

export type RowResult =
  | { outcome: 'created' | 'updated'; id?: string }
  | { outcome: 'refused'; reasons: readonly (CellFault & { field?: string })[] }

export interface ImportContext {
  importId: string
  companyId: string
  /** `upsert`: a record recognised by `keyField` is changed, not refused. */
  mode: 'create' | 'upsert'
}

/** How an entity's records come in from a file; declared in a module's manifest under `imports`. */
export interface ImportSource {
  entity: string
  /** Catalogue key of what is brought in. */
  label: string
  permission: string
  columns: readonly ImportColumn[]
  /** The column by which `upsert` recognises a record; without it a source only creates. */
  keyField?: string
  /** Rows handed over at once; 200 when absent. */
  batchSize?: number
  /**
   * Writes rows that passed their columns and answers for each, in order. Runs in one transaction with the import's own
   * checkpoint, so a row takes effect once. A thrown refusal makes the rows be tried one by one.
   */
  apply(tx: Tx, rows: readonly ImportRow[], context: ImportContext): Promise<RowResult[]>
  /** Looks at rows without writing, for the preview: what is not there, what is there already. */
  check?(db: Db, rows: readonly ImportRow[], context: ImportContext): Promise<RowResult[]>
}
