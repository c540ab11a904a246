import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Period } from '../src/engines/forecasting/calendar.ts'

/** A series read from a file, with what its content says of time. `actual`: a future kept in a file of its own. */
export interface SeriesCase {
  name: string
  group: string
  values: Float64Array
  actual: Float64Array | undefined
  period: Period | undefined
  start: string | undefined
}

/**
 * Reads all series below a folder. A file is in long form when its columns are `series,period,value` (found by name or
 * by content); a first column of dates with a column per series is read as such; else one series per row, an id first. A file named …test… beside its …train… holds the futures.
 */
export function readSeriesFolder(dir: string): SeriesCase[] {
  const files = csvFiles(dir)
  const trainOf = (file: string) => file.replace(/test/gi, (word) => (word[0] === 'T' ? 'Train' : 'train'))
  const futures = new Set(
    files.filter((file) => /test/i.test(file) && trainOf(file) !== file && existsSync(trainOf(file))),
  )
  return files
    .filter((file) => !futures.has(file))
    .flatMap((file) => {
      const future = [...futures].find((one) => trainOf(one) === file)
      return readSeries(file, future)
    })
}

function csvFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? csvFiles(join(dir, entry.name))
        : /\.(csv|tsv|txt)$/i.test(entry.name)
          ? [join(dir, entry.name)]
          : [],
    )
    .sort()
}

function readSeries(file: string, future: string | undefined): SeriesCase[] {
  const rows = parsed(file)
  const [head] = rows
  if (!head) return []
  const group = basename(file).replace(/\.[a-z]+$/i, '')
  const long = longColumns(rows)
  if (long) return longForm(file, rows, long, group)
  const columns = columnForm(file, rows, group)
  if (columns) return columns
  const dates = headerPeriod(head)
  const futures = new Map(
    (future ? rowForm(future, parsed(future)) : []).map(({ id, values }) => [id, values]),
  )
  return rowForm(file, rows).map(({ id, values }) => ({
    name: id,
    group,
    values,
    actual: futures.get(id),
    ...(dates ?? { ...periodByName(group, id), start: undefined }),
  }))
}

/** Dates in the header of row form say what a value covers. */
function headerPeriod(head: readonly string[]): { period: Period | undefined; start: string } | undefined {
  const keys = head.slice(1).map((cell) => periodKey(cell))
  const [first] = keys
  if (keys.length < 3 || !first?.dated || keys.some((key) => !key?.dated)) return undefined
  const at = keys.map((key) => key?.at as number)
  const steps = at.slice(1).map((day, index) => day - (at[index] as number))
  return { period: periodOfStep(median(steps)), start: isoDay(first.at) }
}

/** A column of dates first, then a column for each series. */
function columnForm(file: string, rows: readonly string[][], group: string): SeriesCase[] | undefined {
  const [head, ...body] = rows
  if (!head || body.length < 8 || head.length < 2 || periodKey(head[0] as string)) return undefined
  const keys = body.map((row) => periodKey(row[0] as string))
  if (keys.some((key) => !key?.dated)) return undefined
  const names = head.slice(1)
  const long = names.flatMap((name, index) =>
    body.map((row, line) => {
      const cell = row[index + 1] ?? ''
      if (Number.isNaN(numberOf(cell)) && !isMissing(cell))
        throw new Error(`${file}:${line + 2}: ${cell} is no number`)
      return [name, row[0] as string, cell]
    }),
  )
  return longForm(file, long, { series: 0, period: 1, value: 2, header: false }, group)
}

function isoDay(day: number): string {
  return new Date(Math.floor(day) * 86_400_000).toISOString().slice(0, 10)
}

function parsed(file: string): string[][] {
  const lines = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const count = (sign: string) => (lines[0] ?? '').split(sign).length
  const [separator] = ['\t', ';', ','].sort((one, other) => count(other) - count(one)) as [string]
  return lines.map((line) => cells(line, separator))
}

function cells(line: string, separator: string): string[] {
  const found: string[] = []
  let cell = ''
  let quoted = false
  for (const letter of line) {
    if (letter === '"') quoted = !quoted
    else if (letter === separator && !quoted) {
      found.push(cell.trim())
      cell = ''
    } else cell += letter
  }
  found.push(cell.trim())
  return found
}

interface LongColumns {
  series: number
  period: number
  value: number
  header: boolean
}

function longColumns(rows: readonly string[][]): LongColumns | undefined {
  const names = (rows[0] as string[]).map((name) => name.toLowerCase())
  const find = (pattern: RegExp) => names.findIndex((name) => pattern.test(name))
  const period = find(/^(period|date|ds|month|day|week|time|timestamp|기간|일자|월)$/)
  const value = find(/^(value|y|quantity|qty|demand|sales|units|수량|값)$/)
  const series = find(/^(series|series_id|unique_id|id|item|sku|item_id|품목)$/)
  if (period >= 0 && value >= 0) return { series, period, value, header: true }
  if (names.length !== 3 || rows.length < 3) return undefined
  const [, second] = rows
  const isHeader = Number.isNaN(numberOf(names[2] as string))
  const looksLong = periodKey((second as string[])[1] as string) !== undefined
  const repeats = rows.slice(1, 20).some((row, index) => row[0] === rows[index]?.[0])
  return looksLong && repeats ? { series: 0, period: 1, value: 2, header: isHeader } : undefined
}

function rowForm(file: string, rows: readonly string[][]): { id: string; values: Float64Array }[] {
  const first = (rows[0] as string[]).slice(1)
  const header = first.some((cell) => cell !== '' && Number.isNaN(numberOf(cell)))
  const described = textColumns(rows.slice(header ? 1 : 0))
  return rows.slice(header ? 1 : 0).map((row, index) => {
    const line = index + (header ? 2 : 1)
    const withId = Number.isNaN(numberOf(row[0] as string)) || header
    const body = row.filter((_, column) => column >= (withId ? 1 : 0) && !described.has(column))
    let length = body.length
    while (length > 0 && isMissing(body[length - 1] as string)) length--
    const values = Float64Array.from(body.slice(0, length), (cell) => {
      const value = numberOf(cell)
      if (Number.isNaN(value) && !isMissing(cell)) throw new Error(`${file}:${line}: ${cell} is no number`)
      return value
    })
    return { id: withId ? (row[0] as string) : `${index + 1}`, values }
  })
}

/** Columns that describe the series (department, state, …) instead of counting anything. */
function textColumns(rows: readonly string[][]): Set<number> {
  const some = rows.slice(0, 50)
  const isText = (cell: string | undefined) =>
    cell !== undefined && !isMissing(cell) && Number.isNaN(numberOf(cell))
  const width = Math.max(0, ...some.map((row) => row.length))
  return new Set(
    Array.from({ length: width }, (_, column) => column).filter(
      (column) => column > 0 && some.filter((row) => isText(row[column])).length > some.length / 2,
    ),
  )
}

function longForm(
  file: string,
  rows: readonly string[][],
  { series, period, value, header }: LongColumns,
  group: string,
): SeriesCase[] {
  const bySeries = new Map<string, { key: number; value: number }[]>()
  const dated = new Map<string, boolean>()
  for (const [index, row] of rows.entries()) {
    if (header && index === 0) continue
    const id = series < 0 ? group : (row[series] as string)
    const key = periodKey(row[period] ?? '')
    const amount = numberOf(row[value] ?? '')
    if (key === undefined) throw new Error(`${file}:${index + 1}: ${row[period]} is no period`)
    if (Number.isNaN(amount) && !isMissing(row[value] ?? ''))
      throw new Error(`${file}:${index + 1}: ${row[value]} is no number`)
    const points = bySeries.get(id) ?? []
    points.push({ key: key.at, value: amount })
    bySeries.set(id, points)
    dated.set(id, key.dated)
  }
  return [...bySeries].map(([name, points]) => {
    points.sort((one, other) => one.key - other.key)
    const steps = points.slice(1).map(({ key }, index) => key - (points[index] as { key: number }).key)
    const step = median(steps.filter((one) => one > 0))
    const known = dated.get(name) ? periodOfStep(step) : undefined
    const first = (points[0] as { key: number }).key
    const slot = (key: number) => slotOf(key, first, known, step)
    const values = new Float64Array(slot((points.at(-1) as { key: number }).key) + 1).fill(Number.NaN)
    for (const point of points) {
      const at = slot(point.key)
      const before = values[at] as number
      values[at] = Number.isNaN(before) ? point.value : before + point.value
    }
    const start = known ? isoDay(first) : undefined
    return {
      name,
      group,
      values,
      actual: undefined,
      period: known ?? periodByName(group, name).period,
      start,
    }
  })
}

/** A period as days since 1970 (fractions for hours), or as a bare number. */
function periodKey(text: string): { at: number; dated: boolean } | undefined {
  const quarter = /^(\d{4})[-\s]?Q([1-4])$/i.exec(text)
  if (quarter)
    return { at: Date.UTC(Number(quarter[1]), (Number(quarter[2]) - 1) * 3) / 86_400_000, dated: true }
  const week = /^(\d{4})-?W(\d{1,2})$/i.exec(text)
  if (week)
    return {
      at: Math.floor(Date.UTC(Number(week[1]), 0, 4) / 604_800_000) * 7 + Number(week[2]) * 7,
      dated: true,
    }
  const month = /^(\d{4})[-/.](\d{1,2})$/.exec(text)
  if (month) return { at: Date.UTC(Number(month[1]), Number(month[2]) - 1) / 86_400_000, dated: true }
  const day = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):?(\d{2})?.*)?$/.exec(text)
  if (day) {
    const ms = Date.UTC(
      Number(day[1]),
      Number(day[2]) - 1,
      Number(day[3]),
      Number(day[4] ?? 0),
      Number(day[5] ?? 0),
    )
    return { at: ms / 86_400_000, dated: true }
  }
  const bare = numberOf(text)
  return Number.isNaN(bare) ? undefined : { at: bare, dated: false }
}

function periodOfStep(days: number): Period | undefined {
  if (days < 0.9) return 'hour'
  if (days < 4) return 'day'
  if (days < 20) return 'week'
  if (days < 60) return 'month'
  return days < 200 ? 'quarter' : 'year'
}

function slotOf(key: number, first: number, period: Period | undefined, step: number): number {
  if (period === 'month' || period === 'quarter' || period === 'year') {
    const one = new Date(first * 86_400_000)
    const other = new Date(key * 86_400_000)
    const months =
      (other.getUTCFullYear() - one.getUTCFullYear()) * 12 + other.getUTCMonth() - one.getUTCMonth()
    return Math.round(months / (period === 'month' ? 1 : period === 'quarter' ? 3 : 12))
  }
  const width =
    period === 'hour' ? 1 / 24 : period === 'day' ? 1 : period === 'week' ? 7 : Math.max(1e-9, step)
  return Math.round((key - first) / width)
}

/** By the name of the file, or by ids as the M4 competition gives them (`M123`). */
function periodByName(group: string, id: string): { period: Period | undefined } {
  const words = [
    ['hour', /hour/i],
    ['day', /daily|day/i],
    ['week', /week/i],
    ['month', /month/i],
    ['quarter', /quarter/i],
    ['year', /year|annual/i],
  ] as const
  for (const [period, pattern] of words) if (pattern.test(group)) return { period }
  const letter = /^([YQMWDH])\d+$/.exec(id)?.[1]
  const byLetter = { Y: 'year', Q: 'quarter', M: 'month', W: 'week', D: 'day', H: 'hour' } as const
  return { period: letter ? byLetter[letter as keyof typeof byLetter] : undefined }
}

function numberOf(cell: string): number {
  const plain = cell.replace(/^"|"$/g, '').replace(/(?<=\d),(?=\d{3}\b)/g, '')
  return plain === '' ? Number.NaN : Number(plain.replace(/^(-?\d+),(\d+)$/, '$1.$2'))
}

function isMissing(cell: string): boolean {
  return /^(|na|nan|null|-|n\/a)$/i.test(cell)
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1] ?? 1
}
