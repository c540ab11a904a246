import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../source-files.ts'

/** For each module the modules it may call. */
export type ModuleGraph = Record<string, readonly string[]>

const graphFile = 'src/modules/graph.json'

export function readGraph(root: string): ModuleGraph {
  const path = join(root, graphFile)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

/** Every module reachable by calls from the given one, itself left out. */
export function below(graph: ModuleGraph, module: string): Set<string> {
  const found = new Set<string>()
  const pending = [...(graph[module] ?? [])]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue
    found.add(next)
    pending.push(...(graph[next] ?? []))
  }
  return found
}

/** The graph must name every module folder, call only named modules and run downwards. */
export function graphProblems(root: string, graph: ModuleGraph): Problem[] {
  const problem = (message: string): Problem => ({ rule: 'graph', file: graphFile, message })
  const folder = join(root, 'src/modules')
  const folders = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : []
  if (folders.length === 0) return [problem('no module was seen: the check looked in the wrong place')]
  return [
    ...folders
      .filter(({ name }) => graph[name] === undefined)
      .map(({ name }) => problem(`module ${name} is not in the graph`)),
    ...Object.entries(graph).flatMap(([name, callees]) =>
      callees
        .filter((callee) => graph[callee] === undefined)
        .map((callee) => problem(`${name} calls ${callee}, which is not named`)),
    ),
    ...Object.keys(graph)
      .filter((name) => below(graph, name).has(name))
      .map((name) => problem(`${name} reaches itself: calls go down, news goes up as events`)),
  ]
}
