import { existsSync, readFileSync } from 'node:fs'
import { josaFormat } from '../shared/josa.ts'

export type Locale = 'ko' | 'en'
type Tree = { [key: string]: string | Tree }

const texts: Record<Locale, Map<string, string>> = { ko: new Map(), en: new Map() }

/**
 * Reads a folder's `ko.json` and `en.json`; keys nest by dots. A module's own words also stand under `<module>:<key>`,
 * for those that several modules have, such as `state.active`.
 */
export function loadCatalogue(folder: URL, module?: string): void {
  for (const locale of ['ko', 'en'] as const) {
    const file = new URL(`${locale}.json`, folder)
    if (!existsSync(file)) continue
    const words = JSON.parse(readFileSync(file, 'utf8')) as Tree
    collect('', words, texts[locale])
    if (module !== undefined) collect(`${module}:`, words, texts[locale])
  }
}

export function hasText(locale: Locale, key: string): boolean {
  return texts[locale].has(key)
}

/** The text of a key, `{{name}}` filled and `{{name, josa(을/를)}}` given its particle; the key itself when unknown. */
export function text(locale: Locale, key: string, values: Record<string, unknown> = {}): string {
  const template = texts[locale].get(key)
  if (template === undefined) return key
  return template.replace(
    /\{\{\s*([\w.]+)\s*(?:,\s*josa\(([^)]+)\))?\s*\}\}/g,
    (_match, name: string, pair?: string) => {
      const value = values[name]
      const shown = value === undefined || value === null ? '' : String(value)
      return pair ? josaFormat(shown, pair) : shown
    },
  )
}

function collect(prefix: string, tree: Tree, into: Map<string, string>): void {
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix === '' || prefix.endsWith(':') ? `${prefix}${key}` : `${prefix}.${key}`
    if (typeof value === 'string') into.set(path, value)
    else collect(path, value, into)
  }
}
