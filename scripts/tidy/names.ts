import type { Problem } from '../source-files.ts'

const emptyNames = new Set([
  'util',
  'utils',
  'utilities',
  'helper',
  'helpers',
  'common',
  'manager',
  'managers',
  'misc',
])
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/

/** File and folder names that say nothing, barrels, and names not in kebab-case. */
export function nameProblems(files: readonly string[]): Problem[] {
  return files.flatMap((file): Problem[] => {
    const problem = (message: string): Problem => ({ rule: 'name', file, message })
    const parts = file.split('/')
    const name = parts.at(-1) ?? ''
    const hollow = parts
      .flatMap((part) => part.split(/[.-]/))
      .find((word) => emptyNames.has(word.toLowerCase()))
    const found: Problem[] = []
    if (hollow !== undefined)
      found.push(problem(`'${hollow}' says nothing: name the file after its one idea`))
    if (/^index\.(tsx?|m?js)$/.test(name))
      found.push(problem('no index barrels: import the file that holds the thing'))
    if (
      /\.(tsx?|mjs|css|sql)$/.test(name) &&
      !kebabCase.test(name.replace(/^\d+_/, '').replaceAll('_', '-'))
    ) {
      found.push(problem('file names are kebab-case, noun.role.ts'))
    }
    return found
  })
}
