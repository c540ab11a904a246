import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { PurchaseSummary, ResponseColumn, ResponseTable } from '../src/engines/customer-value/public.ts'

/** A file of customers, told apart by its columns. */
export type CustomerFile =
  | { kind: 'purchases'; summary: PurchaseSummary; meanSpend: Float64Array | undefined }
  | { kind: 'responses'; table: ResponseTable; target: Uint8Array }
  | { kind: 'other'; why: string }

const targetNames = ['y', 'target', 'response', 'responded', 'churn', 'churned', 'converted', 'label']
const yes = new Set(['yes', '1', 'true', 'y', 't'])
const no = new Set(['no', '0', 'false', 'n', 'f'])

/**
 * Reads a summary of purchases (frequency, recency, T, perhaps mean spend) or a list of contacts with their outcome, in
 * the order of the file; separated by commas, semicolons or tabs, quoted or not, gzip'd or not.
 * @throws Error with file and line where a line does not fit its header or a number is none.
 */
export function readCustomerFile(path: string): CustomerFile {
  const raw = readFileSync(path)
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  const first = text.slice(0, Math.max(0, text.search(/\r|\n|$/)))
  const separator = [';', '\t', ','].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  )
  const names = cellsOf(first, separator).map((name) => name.toLowerCase())
  const lines: string[][] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (index === 0 || line.trim() === '') continue
    const cells = cellsOf(line, separator)
    if (cells.length !== names.length)
      throw new Error(`${path}:${index + 1}: ${cells.length} cells under ${names.length} names`)
    lines.push(cells)
  }
  const place = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name))
  const frequency = place('frequency', 'x', 'p1x')
  const recency = place('recency', 't_x', 'tx', 't.x')
  const age = place('t', 't_cal', 'age', 'tcal')
  if (frequency >= 0 && recency >= 0 && age >= 0 && lines.length > 0) {
    const spend = place('monetary_value', 'monetary', 'zbar', 'z_bar', 'm_x', 'mean_spend', 'spend')
    return {
      kind: 'purchases',
      summary: {
        frequency: Int32Array.from(wholes(path, lines, frequency)),
        recency: numbers(path, lines, recency),
        age: numbers(path, lines, age),
      },
      meanSpend: spend < 0 ? undefined : numbers(path, lines, spend),
    }
  }
  const outcome = names.findIndex((name) => targetNames.includes(name))
  if (outcome < 0 || names.length < 3) return { kind: 'other', why: 'neither purchases nor outcomes' }
  const target = new Uint8Array(lines.length)
  for (const [row, cells] of lines.entries()) {
    const word = (cells[outcome] as string).toLowerCase()
    if (!yes.has(word) && !no.has(word))
      throw new Error(`${path}: row ${row + 1}: the outcome '${word}' is neither yes nor no`)
    target[row] = yes.has(word) ? 1 : 0
  }
  const columns = names.flatMap((name, j) => (j === outcome ? [] : [columnOf(name, lines, j)]))
  return { kind: 'responses', table: { rows: lines.length, columns }, target }
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim())
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const sign = line[i] as string
    if (sign === '"' && quoted && line[i + 1] === '"') {
      cell += '"'
      i++
    } else if (sign === '"') quoted = !quoted
    else if (sign === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  return [...cells, cell.trim()]
}

function numbers(path: string, lines: readonly string[][], place: number): Float64Array {
  return Float64Array.from(lines, (cells, row) => {
    const value = Number(cells[place])
    if (cells[place] === '' || !Number.isFinite(value))
      throw new Error(`${path}: row ${row + 1}: '${cells[place]}' is no number`)
    return value
  })
}

function wholes(path: string, lines: readonly string[][], place: number): Float64Array {
  const values = numbers(path, lines, place)
  const row = values.findIndex((value) => !Number.isInteger(value) || value < 0)
  if (row >= 0) throw new Error(`${path}: row ${row + 1}: '${values[row]}' is no number of purchases`)
  return values
}

/** A column of numbers where every cell that is not empty is one; otherwise of categories. */
function columnOf(name: string, lines: readonly string[][], place: number): ResponseColumn {
  const missing = (cell: string) => cell === '' || /^(na|nan|null)$/i.test(cell)
  if (lines.every((cells) => missing(cells[place] as string) || Number.isFinite(Number(cells[place]))))
    return {
      name,
      kind: 'number',
      values: Float64Array.from(lines, (cells) =>
        missing(cells[place] as string) ? Number.NaN : Number(cells[place]),
      ),
    }
  const codes = new Map<string, number>()
  const column = Int32Array.from(lines, (cells) => {
    const cell = cells[place] as string
    if (missing(cell)) return -1
    const known = codes.get(cell)
    if (known !== undefined) return known
    codes.set(cell, codes.size)
    return codes.size - 1
  })
  return { name, kind: 'category', codes: column, levels: [...codes.keys()] }
}
