import { pathToFileURL } from 'node:url'
import { filesBelow, isTest, type Problem, reportProblems, trackedFiles } from './source-files.ts'
import { cyclesOf } from './walls/cycles.ts'
import { foreignSqlProblems } from './walls/foreign-sql.ts'
import { graphProblems, readGraph } from './walls/graph.ts'
import { importsOf } from './walls/imports.ts'
import { brokenWall } from './walls/rules.ts'

export type WallReport = { problems: Problem[]; files: number; imports: number; modules: number }

const isCode = (file: string) => /\.tsx?$/.test(file)

/** Checks every wall of the house that stands below the root. */
export function checkWalls(root: string): WallReport {
  const all = filesBelow(root, ['src'])
  const files = all.filter(isCode)
  const graph = readGraph(root)
  const edges = files.flatMap((file) => importsOf(root, file))
  const inner = edges.filter(({ from, to }) => !isTest(from) && isCode(to))
  const problems = [
    ...blindness(root, files, edges.length),
    ...graphProblems(root, graph),
    ...edges
      .filter((edge) => !edge.exists && !edge.to.includes('/generated/'))
      .map(
        (edge): Problem => ({
          rule: 'missing',
          file: edge.from,
          message: `imports ${edge.to}, which does not exist`,
        }),
      ),
    ...edges.flatMap((edge): Problem[] => {
      const wall = brokenWall(edge, graph)
      return wall === undefined
        ? []
        : [{ rule: 'wall', file: edge.from, message: `imports ${edge.to}: ${wall}` }]
    }),
    ...cyclesOf(inner).map(
      (ring): Problem => ({
        rule: 'cycle',
        file: ring[0] ?? '',
        message: `these import each other: ${ring.join(' ↔ ')}`,
      }),
    ),
    ...foreignSqlProblems(
      root,
      all.filter((file) => isCode(file) || file.endsWith('.sql')),
      graph,
    ),
  ]
  return { problems, files: files.length, imports: edges.length, modules: Object.keys(graph).length }
}

/** A checker that sees nothing reports success; so it has to prove that it saw what git says is there. */
function blindness(root: string, seen: readonly string[], imports: number): Problem[] {
  const problem = (message: string): Problem => ({ rule: 'blind', file: 'scripts/walls.ts', message })
  if (seen.length === 0) return [problem('no source file was seen')]
  if (imports === 0) return [problem('no import was seen')]
  const known = new Set(seen)
  const missed = (trackedFiles(root, 'src') ?? []).filter(
    (file) => isCode(file) && !/\/(fixtures|generated)\//.test(file) && !known.has(file),
  )
  return missed.map((file) => problem(`did not see ${file}`))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = checkWalls(process.cwd())
  reportProblems(
    report.problems,
    `${report.files} files, ${report.imports} imports, ${report.modules} modules seen`,
  )
}
