import { columnNamed, type ResponseColumn, type ResponseTable } from './response-table.ts'

/** How a column enters a linear model; learnt from the training rows, applied to any table with the column. */
export type FieldEncoding =
  | {
      kind: 'number'
      column: string
      /** Values are kept within the training rows' 0.5 % and 99.5 % quantiles, then brought to mean 0, deviation 1. */
      low: number
      high: number
      mean: number
      deviation: number
      /** Term of the value; a missing value is 0 there (the mean) and 1 at `missingTerm`, where there is one. */
      term: number
      missingTerm: number
    }
  | {
      kind: 'category'
      column: string
      /** Levels with a term of their own; rarer ones share `otherTerm`. A missing or unknown level has no term. */
      levels: string[]
      firstTerm: number
      otherTerm: number
    }

export interface FieldEncodings {
  fields: FieldEncoding[]
  /** Terms in all, without the intercept. */
  terms: number
}

/** Rows as lists of (term, value): every field takes `width` places, unused ones have term −1. */
export interface EncodedRows {
  rows: number
  width: number
  term: Int16Array
  value: Float32Array
}

const levelRowsLeast = 20
const levelsMost = 200

/** Learns the encodings from the rows given. Without a missing value in them a number gets no term for missing. */
export function learnEncodings(
  table: ResponseTable,
  columns: readonly string[],
  rows: Uint32Array,
): FieldEncodings {
  let terms = 0
  const fields = columns.map((name): FieldEncoding => {
    const column = columnNamed(table, name)
    if (column.kind === 'category') {
      const counts = new Int32Array(column.levels.length)
      for (const row of rows) {
        const code = column.codes[row] as number
        if (code >= 0) counts[code] = (counts[code] as number) + 1
      }
      const kept = column.levels
        .map((level, code) => ({ level, count: counts[code] as number }))
        .filter(({ count }) => count >= levelRowsLeast)
        .sort((one, other) => other.count - one.count || (one.level < other.level ? -1 : 1))
        .slice(0, levelsMost)
        .map(({ level }) => level)
      const firstTerm = terms
      terms += kept.length + 1
      return { kind: 'category', column: name, levels: kept, firstTerm, otherTerm: terms - 1 }
    }
    const present = Float64Array.from(rows, (row) => column.values[row] as number)
      .filter((value) => !Number.isNaN(value))
      .sort()
    const at = (share: number) => present[Math.round(share * (present.length - 1))] ?? 0
    const low = at(0.005)
    const high = at(0.995)
    let sum = 0
    for (const value of present) sum += Math.min(high, Math.max(low, value))
    const mean = present.length === 0 ? 0 : sum / present.length
    let squares = 0
    for (const value of present) squares += (Math.min(high, Math.max(low, value)) - mean) ** 2
    const deviation = Math.sqrt(squares / Math.max(1, present.length)) || 1
    const term = terms++
    const missingTerm = present.length < rows.length ? terms++ : -1
    return { kind: 'number', column: name, low, high, mean, deviation, term, missingTerm }
  })
  return { fields, terms }
}

/** @throws CustomerValueError `customer-value.table.column-unknown`. */
export function encodeRows({ fields }: FieldEncodings, table: ResponseTable, rows: Uint32Array): EncodedRows {
  const width = fields.length
  const term = new Int16Array(rows.length * width).fill(-1)
  const value = new Float32Array(rows.length * width)
  fields.forEach((field, place) => {
    const column = columnNamed(table, field.column)
    const termOf = termsOfLevels(field, column)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number
      const at = i * width + place
      if (field.kind === 'number') {
        const raw = column.kind === 'number' ? (column.values[row] as number) : Number.NaN
        const missing = Number.isNaN(raw)
        term[at] = missing ? field.missingTerm : field.term
        value[at] = missing
          ? 1
          : (Math.min(field.high, Math.max(field.low, raw)) - field.mean) / field.deviation
      } else if (column.kind === 'category') {
        const code = column.codes[row] as number
        term[at] = code < 0 ? -1 : (termOf[code] as number)
        value[at] = 1
      }
    }
  })
  return { rows: rows.length, width, term, value }
}

function termsOfLevels(field: FieldEncoding, column: ResponseColumn): Int32Array {
  if (field.kind === 'number' || column.kind === 'number') return new Int32Array(0)
  const own = new Map(field.levels.map((level, i) => [level, field.firstTerm + i]))
  return Int32Array.from(column.levels, (level) => own.get(level) ?? field.otherTerm)
}
