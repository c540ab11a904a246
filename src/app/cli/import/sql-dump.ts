/** One `insert` of a dump: the table and its values by column. */
export interface DumpRow {
  table: string
  values: Record<string, string | null>
}

/**
 * Reads the `insert into … values (…)` statements of an SQLite dump. Column names come from the statement or, where it
 * gives none, from the table's own `create table`. Binary literals (`X'…'`) are left out as null.
 */
export function* readDump(text: string): Generator<DumpRow> {
  const columns = tableColumns(text)
  const statement = /insert\s+into\s+(\[[^\]]+\]|"[^"]+"|\w+)\s*(?:\(([^)]*)\))?\s*values\s*\(/giy
  let at = 0
  for (;;) {
    const next = text.slice(at).search(/insert\s+into\s/i)
    if (next < 0) return
    statement.lastIndex = at + next
    const match = statement.exec(text)
    if (!match) {
      at += next + 'insert'.length
      continue
    }
    const table = bare(match[1] ?? '')
    const names = match[2] ? match[2].split(',').map(bare) : (columns.get(table) ?? [])
    const { values, end } = tuple(text, statement.lastIndex)
    at = end
    yield { table, values: Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])) }
  }
}

function tableColumns(text: string): Map<string, string[]> {
  const tables = new Map<string, string[]>()
  for (const match of text.matchAll(/create\s+table\s+(\[[^\]]+\]|\w+)\s*\(([\s\S]*?)\n\s*\);/gi)) {
    const names = [...(match[2] ?? '').matchAll(/^\s*\(?\s*\[(\w+)\]/gm)].map((column) => column[1] ?? '')
    tables.set(bare(match[1] ?? ''), names)
  }
  return tables
}

/** The values from just inside the opening bracket to its end. */
function tuple(text: string, start: number): { values: (string | null)[]; end: number } {
  const values: (string | null)[] = []
  let at = start
  for (;;) {
    while (/[\s,]/.test(text.charAt(at))) at += 1
    const letter = text.charAt(at)
    if (letter === ')' || letter === '') return { values, end: at + 1 }
    const binary = /[xX]/.test(letter) && text.charAt(at + 1) === "'"
    if (letter === "'" || binary) {
      const quoted = readQuoted(text, binary ? at + 1 : at)
      values.push(binary ? null : quoted.value)
      at = quoted.end
    } else {
      const word = /[^,)]*/y
      word.lastIndex = at
      const found = (word.exec(text)?.[0] ?? '').trim()
      values.push(/^null$/i.test(found) ? null : found)
      at = word.lastIndex
    }
  }
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = ''
  let at = start + 1
  for (;;) {
    const close = text.indexOf("'", at)
    if (close < 0) return { value: value + text.slice(at), end: text.length }
    value += text.slice(at, close)
    if (text.charAt(close + 1) !== "'") return { value, end: close + 1 }
    value += "'"
    at = close + 2
  }
}

function bare(name: string): string {
  return name.trim().replace(/^[[`"]|[\]`"]$/g, '')
}
