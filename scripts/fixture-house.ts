import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A fixture: what must be found in it, and the files it adds to a sound house. */
export type Fixture = { name: string; rule: string; message: string; files: Map<string, string> }

const folder = new URL('./fixtures/', import.meta.url)

/** Reads every bad fixture of one kind. They are texts, so that neither compiler nor linter stumbles over them. */
export function badFixtures(kind: 'walls' | 'tidy'): Fixture[] {
  const place = new URL(`${kind}/`, folder)
  return readdirSync(place).map((file) => {
    const { title, files } = parse(readFileSync(new URL(file, place), 'utf8'))
    const [, rule = '', message = ''] = /^expect ([a-z0-9-]+): (.*)$/.exec(title) ?? []
    if (rule === '') throw new Error(`${file} does not say what it expects`)
    return { name: file.replace(/\.txt$/, ''), rule, message, files }
  })
}

/** Builds the sound house, with the given files over it, in a temporary directory. */
export function buildHouse(extra: ReadonlyMap<string, string> = new Map()): string {
  const root = mkdtempSync(join(tmpdir(), 'wheelhouse-fixture-'))
  const sound = parse(readFileSync(new URL('house.txt', folder), 'utf8')).files
  for (const [path, text] of new Map([...sound, ...extra])) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

function parse(text: string): { title: string; files: Map<string, string> } {
  const [title = '', ...sections] = text.split(/^=== /m)
  const files = sections.map((section): [string, string] => {
    const end = section.indexOf('\n')
    return [section.slice(0, end), section.slice(end + 1)]
  })
  return { title: title.trim(), files: new Map(files) }
}
