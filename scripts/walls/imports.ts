import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

/** One import of a file of ours by a file of ours; paths relative to the root. */
export type ImportEdge = { from: string; to: string; exists: boolean }

/**
 * Every relative import of the file, whatever its form: static, re-export, type-only, dynamic `import()`, `import('…').Type`.
 * Read by the TypeScript scanner, so that comments and strings deceive nobody.
 */
export function importsOf(root: string, file: string): ImportEdge[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true)
  return importedFiles
    .map(({ fileName }) => fileName.replace(/[?#].*$/, ''))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolve(root, file, specifier))
}

function resolve(root: string, file: string, specifier: string): ImportEdge {
  const plain = posix.normalize(posix.join(dirname(file), specifier))
  const to = [plain, `${plain}.ts`, `${plain}.tsx`, `${plain}/index.ts`, `${plain}/index.tsx`].find((path) =>
    isFile(join(root, path)),
  )
  return { from: file, to: to ?? plain, exists: to !== undefined }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
