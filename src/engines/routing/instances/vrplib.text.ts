import { type NumericRow, numberOf } from './numeric.rows.ts'
import { InstanceFault } from './routing.instance.ts'

/** A file in the manner of TSPLIB: `KEY : value` lines and `NAME_SECTION` blocks of numbers, keys in capitals. */
export interface VrplibText {
  keys: Map<string, { value: string; line: number }>
  sections: Map<string, NumericRow[]>
}

/** @throws InstanceFault */
export function vrplibText(lines: readonly { line: number; text: string }[], file: string): VrplibText {
  const keys = new Map<string, { value: string; line: number }>()
  const sections = new Map<string, NumericRow[]>()
  let section: NumericRow[] | undefined
  for (const { line, text } of lines) {
    if (/^eof\b/i.test(text)) break
    const name = /^([A-Z_]+)_SECTION\b\s*:?\s*$/i.exec(text)?.[1]
    const pair = /^([A-Z_]+)\s*:\s*(.*)$/i.exec(text)
    if (name !== undefined) {
      section = []
      sections.set(name.toUpperCase(), section)
    } else if (pair) {
      keys.set((pair[1] ?? '').toUpperCase(), { value: (pair[2] ?? '').trim(), line })
      section = undefined
    } else if (section) {
      const values = text.split(/[\s,]+/).map((word) => numberOf(word, { file, line }))
      section.push({ line, values })
    } else throw new InstanceFault('routing.instance.unknown-format', { file, line, text: text.slice(0, 40) })
  }
  return { keys, sections }
}

/** A number among the keys. @throws InstanceFault */
export function numberKey({ keys }: VrplibText, key: string, file: string): number | undefined {
  const found = keys.get(key)
  return found && numberOf(found.value.split(/\s+/)[0] ?? '', { file, line: found.line })
}
