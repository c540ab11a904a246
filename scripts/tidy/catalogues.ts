import { dirname } from 'node:path'
import type { Problem } from '../source-files.ts'

/** Korean and English catalogues must hold the same keys, every one with a text. */
export function catalogueProblems(texts: ReadonlyMap<string, string>): Problem[] {
  const folders = new Set(
    [...texts.keys()].filter((file) => /^src\/.*\/(ko|en)\.json$/.test(file)).map(dirname),
  )
  return [...folders].flatMap((folder) => {
    const files = { ko: `${folder}/ko.json`, en: `${folder}/en.json` }
    const ko = keysOf(texts.get(files.ko))
    const en = keysOf(texts.get(files.en))
    return [
      ...missing({ keys: en.keys(), from: ko, file: files.ko, other: 'en.json' }),
      ...missing({ keys: ko.keys(), from: en, file: files.en, other: 'ko.json' }),
      ...empty(ko, files.ko),
      ...empty(en, files.en),
    ]
  })
}

function missing(input: {
  keys: Iterable<string>
  from: ReadonlyMap<string, unknown>
  file: string
  other: string
}): Problem[] {
  return [...input.keys]
    .filter((key) => !input.from.has(key))
    .map((key) => ({ rule: 'i18n', file: input.file, message: `lacks '${key}', which ${input.other} has` }))
}

function empty(catalogue: ReadonlyMap<string, unknown>, file: string): Problem[] {
  return [...catalogue]
    .filter(([, text]) => typeof text !== 'string' || text.trim() === '')
    .map(([key]) => ({ rule: 'i18n', file, message: `'${key}' has no text` }))
}

/** Nested keys joined by dots. Korean has one plural form and English two, so the form is no part of the key. */
function keysOf(json: string | undefined): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
    } else {
      found.set(path.replace(/_(zero|one|two|few|many|other)$/, ''), value)
    }
  }
  if (json !== undefined) visit(JSON.parse(json), '')
  return found
}
