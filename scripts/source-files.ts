import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** One fault a script found: where, and in words what to do about it. */
export type Problem = { rule: string; file: string; message: string }

const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', 'fixtures', 'generated'])

/** Every file below the folders, as paths relative to the root with forward slashes, in a stable order. */
export function filesBelow(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => walk(root, folder)).sort()
}

function walk(root: string, folder: string): string[] {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(root, name)
    return entry.isFile() ? [name] : []
  })
}

/** The files git knows below the folder and that still exist; undefined where there is no git. A second witness for our own walk. */
export function trackedFiles(root: string, folder: string): string[] | undefined {
  const listed = spawnSync('git', ['ls-files', '-z', '--', folder], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64e6,
  })
  if (listed.status !== 0) return undefined
  return listed.stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
}

export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/scenarios/') || /[.-]fixtures?\.tsx?$/.test(file)
}

/** Prints the problems grouped as they came and sets the exit code. */
export function reportProblems(problems: readonly Problem[], summary: string): void {
  for (const { rule, file, message } of problems) console.error(`${file}: [${rule}] ${message}`)
  console.log(problems.length === 0 ? summary : `${problems.length} problems. ${summary}`)
  if (problems.length > 0) process.exitCode = 1
}
