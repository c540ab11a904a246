import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../source-files.ts'

const limitLines = 500
const questionLines = 300
const apiLimitLines = 150
const exceptionsFile = 'scripts/tidy-exceptions.json'

/** Files too long to hold one idea; those listed with a reason in tidy-exceptions.json may stay. */
export function sizeProblems(
  root: string,
  texts: ReadonlyMap<string, string>,
): { problems: Problem[]; notices: string[] } {
  const exceptions = readExceptions(root)
  const problems: Problem[] = []
  const notices: string[] = []
  for (const [file, text] of texts) {
    if (!/\.(tsx?|mjs|css|sql|liquid)$/.test(file)) continue
    const lines = text.split('\n').length - 1
    const limit = /^src\/modules\/[^/]+\/api\.ts$/.test(file) ? apiLimitLines : limitLines
    if (lines > limit && exceptions[file] === undefined) {
      problems.push({
        rule: 'size',
        file,
        message: `${lines} lines, the limit is ${limit}: is this still one idea?`,
      })
    } else if (lines > questionLines) {
      notices.push(`${file}: ${lines} lines`)
    }
  }
  for (const [file, reason] of Object.entries(exceptions)) {
    if (!texts.has(file))
      problems.push({ rule: 'size', file: exceptionsFile, message: `lists ${file}, which is gone` })
    if (typeof reason !== 'string' || reason.trim().length < 10) {
      problems.push({ rule: 'size', file: exceptionsFile, message: `gives no reason for ${file}` })
    }
  }
  return { problems, notices }
}

function readExceptions(root: string): Record<string, unknown> {
  const path = join(root, exceptionsFile)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}
