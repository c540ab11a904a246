import { columnNamed, type ResponseTable } from './response-table.ts'

/** How a column enters the trees: as a byte. Bin 0 is missing (and, for categories, any level not learnt). */
export type ColumnBins =
  | {
      kind: 'number'
      column: string
      /** Rising; a value falls into bin 1 + the number of bounds below it. */
      bounds: Float64Array
      bins: number
    }
  | { kind: 'category'; column: string; levels: string[]; bins: number }

const binsMost = 254
const levelRowsLeast = 5

/** Learns bins of about equal size from the rows given, equal values always together. */
export function learnBins(table: ResponseTable, columns: readonly string[], rows: Uint32Array): ColumnBins[] {
  return columns.map((name): ColumnBins => {
    const column = columnNamed(table, name)
    if (column.kind === 'category') {
      const counts = new Int32Array(column.levels.length)
      for (const row of rows) {
        const code = column.codes[row] as number
        if (code >= 0) counts[code] = (counts[code] as number) + 1
      }
      const levels = column.levels
        .map((level, code) => ({ level, count: counts[code] as number }))
        .filter(({ count }) => count >= levelRowsLeast)
        .sort((one, other) => other.count - one.count || (one.level < other.level ? -1 : 1))
        .slice(0, binsMost)
        .map(({ level }) => level)
      return { kind: 'category', column: name, levels, bins: levels.length + 1 }
    }
    const sorted = Float64Array.from(rows, (row) => column.values[row] as number)
      .filter((value) => !Number.isNaN(value))
      .sort()
    const distinct: number[] = []
    for (const value of sorted) if (distinct.length === 0 || distinct.at(-1) !== value) distinct.push(value)
    const edges =
      distinct.length <= binsMost
        ? distinct.slice(0, -1)
        : Array.from(
            { length: binsMost - 1 },
            (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / binsMost)],
          )
    const bounds = Float64Array.from(new Set(edges.filter((edge) => edge !== undefined)))
    return { kind: 'number', column: name, bounds, bins: bounds.length + 2 }
  })
}

/**
 * Bytes of the rows given, one array for each column.
 * @throws CustomerValueError `customer-value.table.column-unknown`.
 */
export function applyBins(
  bins: readonly ColumnBins[],
  table: ResponseTable,
  rows: Uint32Array,
): Uint8Array[] {
  return bins.map((own) => {
    const column = columnNamed(table, own.column)
    const bytes = new Uint8Array(rows.length)
    if (own.kind === 'category') {
      if (column.kind !== 'category') return bytes
      const places = new Map(own.levels.map((level, i) => [level, i + 1]))
      const byCode = Uint8Array.from(column.levels, (level) => places.get(level) ?? 0)
      for (let i = 0; i < rows.length; i++) {
        const code = column.codes[rows[i] as number] as number
        bytes[i] = code < 0 ? 0 : (byCode[code] as number)
      }
      return bytes
    }
    if (column.kind !== 'number') return bytes
    const { bounds } = own
    for (let i = 0; i < rows.length; i++) {
      const value = column.values[rows[i] as number] as number
      if (Number.isNaN(value)) continue
      let low = 0
      let high = bounds.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((bounds[middle] as number) < value) low = middle + 1
        else high = middle
      }
      bytes[i] = low + 1
    }
    return bytes
  })
}
