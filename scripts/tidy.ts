import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filesBelow, type Problem, reportProblems } from './source-files.ts'
import { catalogueProblems } from './tidy/catalogues.ts'
import { colourProblems } from './tidy/colours.ts'
import { nameProblems } from './tidy/names.ts'
import { sizeProblems } from './tidy/size.ts'
import { wordProblems } from './tidy/words.ts'

export type TidyReport = { problems: Problem[]; notices: string[]; files: number }

const folders = ['src', 'scripts', 'bench', 'e2e', 'docs', 'adr', '.ci']
const readable = /\.(tsx?|mjs|cjs|css|sql|json|md|html|liquid|ya?ml|svg|tsv)$|(^|\/)(run|Containerfile)$/
const generated = new Set(['docs/openapi.json', 'docs/capabilities.md', 'package-lock.json'])

/** Checks what compiler and linter cannot see: sizes, names, catalogues, colours, leftover words. */
export function checkTidy(root: string): TidyReport {
  const top = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  )
  const files = [...top, ...filesBelow(root, folders)].filter(
    (file) => readable.test(file) && !generated.has(file),
  )
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
  const size = sizeProblems(root, texts)
  const seen: Problem[] =
    texts.size === 0 ? [{ rule: 'blind', file: 'scripts/tidy.ts', message: 'no file was seen' }] : []
  return {
    problems: [
      ...seen,
      ...size.problems,
      ...nameProblems(files.filter((file) => /^(src|scripts|bench|e2e)\//.test(file))),
      ...catalogueProblems(texts),
      ...colourProblems(texts),
      ...wordProblems(texts),
    ],
    notices: size.notices,
    files: texts.size,
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = checkTidy(process.cwd())
  for (const notice of report.notices) console.log(`notice: ${notice}`)
  reportProblems(report.problems, `${report.files} files seen, ${report.notices.length} notices`)
}
