import { CustomerValueError } from '../customer-value.error.ts'
import { areaUnderCurve } from './measure-scores.ts'
import { type ResponseColumn, type ResponseTable, requireTable, requireTarget } from './response-table.ts'

/** What made a column suspicious. */
export type LeakageSign =
  /** By itself it parts the outcomes almost completely. */
  | 'separates-outcomes'
  /** It tells at least twice as much of the outcome as any other column, and a lot. */
  | 'outweighs-all-others'
  /** It ranks well, and in a part of its range the outcome practically never happens. */
  | 'silences-outcome'
  /** Whether it is missing tells the outcome. */
  | 'missing-tells-outcome'

export interface ColumnInspection {
  column: string
  /** Out of fold, of the column alone, in [0.5, 1] up to chance. */
  auc: number
  /** Share of the outcome's entropy it explains. */
  information: number
  signs: LeakageSign[]
  verdict:
    | 'usable'
    /** Suspicious, but declared as known before: used, and flagged. */
    | 'vouched-for'
    /** Suspicious, and nobody vouches for it. */
    | 'suspected'
    | 'known-after'
    | 'identifier'
    /** No role given, but every row has its own value: it would learn the rows by heart, or their order. */
    | 'looks-like-identifier'
    /** One value throughout. */
    | 'constant'
}

const separatingAuc = 0.95
const outweighingAuc = 0.75
const outweighingTimes = 2
const silencingAuc = 0.7
const silentShare = 0.03
const silentExpectedLeast = 20
const missingAuc = 0.9
const bins = 24

/**
 * Looks at every column for the marks of knowledge from after the fact. A test on one column alone cannot prove
 * leakage; it finds columns that somebody has to answer for. Declare `known-before` to keep one.
 * @throws CustomerValueError `customer-value.input.*`, `customer-value.target.*`.
 */
export function inspectColumns(table: ResponseTable, target: Uint8Array): ColumnInspection[] {
  requireTable(table)
  requireTarget(target, table.rows)
  const measured = table.columns.map((column) => ({ column, ...measure(column, target) }))
  const rivals = measured.filter(({ column, rowOwn }) => column.role !== 'known-after' && !rowOwn)
  return measured.map(({ column, auc, information, missing, silent, rowOwn, values }): ColumnInspection => {
    const signs: LeakageSign[] = []
    if (auc >= separatingAuc) signs.push('separates-outcomes')
    const next = rivals.reduce(
      (most, one) => (one.column === column ? most : Math.max(most, one.information)),
      0,
    )
    // With fewer than three other columns there is no crowd to stand out from.
    if (rivals.length > 3 && auc >= outweighingAuc && information >= outweighingTimes * next)
      signs.push('outweighs-all-others')
    if (silent && auc >= silencingAuc) signs.push('silences-outcome')
    if (missing >= missingAuc) signs.push('missing-tells-outcome')
    const found = { column: column.name, auc, information, signs }
    if (column.role === 'identifier' || column.role === 'known-after')
      return { ...found, verdict: column.role }
    if (values < 2) return { ...found, verdict: 'constant' }
    if (column.role === undefined && rowOwn) return { ...found, verdict: 'looks-like-identifier' }
    if (signs.length === 0) return { ...found, verdict: 'usable' }
    return { ...found, verdict: column.role === 'known-before' ? 'vouched-for' : 'suspected' }
  })
}

/** What to do with columns that are declared as known after the fact, or suspected of it. */
export type LeakagePolicy = 'refuse' | 'exclude'

/**
 * Names of the columns a model may learn from.
 * @throws CustomerValueError with `refuse`: `customer-value.leakage.declared`, `customer-value.leakage.suspected`,
 *   naming the columns; always `customer-value.table.no-usable-column`.
 */
export function usableColumns(inspections: readonly ColumnInspection[], policy: LeakagePolicy): string[] {
  if (policy === 'refuse') {
    const declared = inspections.filter(({ verdict }) => verdict === 'known-after')
    if (declared.length > 0)
      throw new CustomerValueError('customer-value.leakage.declared', {
        columns: declared.map((one) => one.column),
      })
    const suspected = inspections.filter(({ verdict }) => verdict === 'suspected')
    if (suspected.length > 0)
      throw new CustomerValueError('customer-value.leakage.suspected', {
        columns: suspected.map(({ column, signs, auc }) => ({ column, signs, auc })),
      })
  }
  const usable = inspections.filter(({ verdict }) => verdict === 'usable' || verdict === 'vouched-for')
  if (usable.length === 0) throw new CustomerValueError('customer-value.table.no-usable-column', { policy })
  return usable.map(({ column }) => column)
}

function measure(column: ResponseColumn, target: Uint8Array) {
  const { cells, count, distinct } = inCells(column)
  const rows = target.length
  const positives = new Float64Array(count)
  const totals = new Float64Array(count)
  const missing = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const cell = cells[row] as number
    totals[cell] = (totals[cell] as number) + 1
    positives[cell] = (positives[cell] as number) + (target[row] as number)
    missing[row] = cell === 0 ? 1 : 0
  }
  const all = positives.reduce((sum, value) => sum + value, 0)
  const rate = all / rows
  // Each row is scored by the rate of its cell among the rows of the other half, drawn towards the overall rate.
  const halves = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(count),
  ]
  for (let row = 0; row < rows; row++) {
    const half = foldOf(row)
    const cell = cells[row] as number
    const total = halves[half] as Float64Array
    const positive = halves[2 + half] as Float64Array
    total[cell] = (total[cell] as number) + 1
    positive[cell] = (positive[cell] as number) + (target[row] as number)
  }
  const scores = Float64Array.from({ length: rows }, (_, row) => {
    const other = 1 - foldOf(row)
    const cell = cells[row] as number
    const total = (halves[other] as Float64Array)[cell] as number
    return (((halves[2 + other] as Float64Array)[cell] as number) + 10 * rate) / (total + 10)
  })
  const entropy = binaryEntropy(rate)
  let conditional = 0
  let used = 0
  for (let cell = 0; cell < count; cell++) {
    const total = totals[cell] as number
    if (total === 0) continue
    used++
    conditional += (total / rows) * binaryEntropy((positives[cell] as number) / total)
  }
  const missingTells = areaUnderCurve(missing, target)
  const present = rows - (totals[0] as number)
  return {
    auc: areaUnderCurve(scores, target),
    // Chance alone makes cells look informative; Miller and Madow's correction takes that off.
    information: Math.max(0, (entropy - conditional - (used - 1) / (2 * rows)) / entropy),
    silent: hasSilentPart(column.kind, totals, positives, rate),
    missing: Math.max(missingTells, 1 - missingTells),
    values: distinct + ((totals[0] as number) > 0 ? 1 : 0),
    rowOwn: looksLikeIdentifier(column, distinct, present),
  }
}

/** A level, or the lowest or highest part of a number's range, in which far fewer outcomes came than by the overall rate. */
function hasSilentPart(
  kind: 'number' | 'category',
  totals: Float64Array,
  positives: Float64Array,
  rate: number,
) {
  const last = totals.length - 1
  const parts: number[][] = Array.from(totals, (_, cell) => [cell])
  if (kind === 'number' && last > 6) parts.push([1, 2, 3], [last - 2, last - 1, last])
  return parts.some((cells) => {
    const expected = rate * cells.reduce((sum, cell) => sum + (totals[cell] as number), 0)
    const came = cells.reduce((sum, cell) => sum + (positives[cell] as number), 0)
    return expected >= silentExpectedLeast && came <= silentShare * expected
  })
}

/** Halves by a hash of the row, so that neither blocks nor alternation in the file decide. */
function foldOf(row: number): 0 | 1 {
  return ((Math.imul(row ^ (row >>> 16), 0x45d9f3b) >>> 13) & 1) as 0 | 1
}

/** Names for each row, or numbers that count the rows up or down: measurements are neither. */
function looksLikeIdentifier(column: ResponseColumn, distinct: number, present: number): boolean {
  if (present < 50 || distinct < present * 0.95) return false
  if (column.kind === 'category') return true
  let rising = 0
  let whole = 0
  let before = Number.NaN
  for (const value of column.values) {
    if (Number.isNaN(value)) continue
    if (Number.isInteger(value)) whole++
    if (value > before) rising++
    before = value
  }
  const share = rising / present
  return whole === present && (share > 0.98 || share < 0.02)
}

/** Cell 0 is missing; numbers fall into cells of about equal size, equal values always into one. */
function inCells(column: ResponseColumn): { cells: Int32Array; count: number; distinct: number } {
  if (column.kind === 'category') {
    const distinct = new Set(column.codes)
    distinct.delete(-1)
    return {
      cells: column.codes.map((code) => code + 1),
      count: column.levels.length + 1,
      distinct: distinct.size,
    }
  }
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort()
  let distinct = 0
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct++
  const bounds = [
    ...new Set(
      Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)]),
    ),
  ].filter((bound) => bound !== undefined)
  const cells = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return 0
    let low = 0
    let high = bounds.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((bounds[middle] as number) < value) low = middle + 1
      else high = middle
    }
    return low + 1
  })
  return { cells, count: bounds.length + 2, distinct }
}

function binaryEntropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p)
}
