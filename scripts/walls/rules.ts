import { isTest } from '../source-files.ts'
import type { ModuleGraph } from './graph.ts'
import type { ImportEdge } from './imports.ts'
import { type Place, placeOf, type Side } from './place.ts'

type ModulePlace = Extract<Place, { room: 'module' }>
type KernelPlace = Extract<Place, { room: 'kernel' }>

/** Sides that run on the server. */
const serverSides: ReadonlySet<Side> = new Set(['server', 'api', 'manifest', 'scenarios', 'other'])

/** What all engines stand on: chance, limits of a search, threads. */
const enginePlumbing = 'runner'

/** Says which wall the import breaks, or undefined when it may stand. */
export function brokenWall(edge: ImportEdge, graph: ModuleGraph): string | undefined {
  const from = placeOf(edge.from)
  const to = placeOf(edge.to)
  if (from.room === 'outside') return undefined
  if (to.room === 'outside') return isTest(edge.from) ? undefined : 'src imports nothing from outside src'
  switch (from.room) {
    case 'kernel':
      return fromKernel(from, to)
    case 'engines':
      return to.room === 'engines' && (to.engine === from.engine || to.engine === enginePlumbing)
        ? undefined
        : 'an engine imports nothing of ours but its runner'
    case 'app':
      return fromApp(from.browser, to)
    case 'module':
      return fromModule({ from, to, test: isTest(edge.from), graph })
  }
}

function fromKernel(from: KernelPlace, to: Place): string | undefined {
  if (to.room !== 'kernel') return 'the kernel knows no module, no engine and no application'
  return acrossSides(from.side, to.side)
}

function fromApp(browser: boolean, to: Place): string | undefined {
  if (to.room === 'app') {
    return browser && !to.browser ? 'the browser part of the application imports no server part' : undefined
  }
  if (to.room === 'engines' || to.room === 'outside') return undefined
  if (browser) return acrossSides('ui', to.side)
  return to.side === 'ui' ? 'the server part of the application imports no ui' : undefined
}

function fromModule(input: {
  from: ModulePlace
  to: Place
  test: boolean
  graph: ModuleGraph
}): string | undefined {
  const { from, to, test, graph } = input
  if (to.room === 'engines' || to.room === 'outside') return undefined
  // A test composes the house it needs: the application's list of modules, or single manifests below its own.
  if (to.room === 'app') return test ? undefined : 'a module does not import the application'
  if (to.room === 'kernel') return acrossSides(from.side, to.side)
  if (to.module === from.module) return acrossSides(from.side, to.side)
  if (test && (to.side === 'manifest' || to.side === 'api')) return undefined
  if (!(graph[from.module] ?? []).includes(to.module))
    return `graph.json does not let ${from.module} call ${to.module}`
  if (to.side !== 'api' && to.side !== 'shared' && !to.public) {
    return `of ${to.module} only api.ts, shared/ and ui/public.ts are open to others`
  }
  return acrossSides(from.side, to.side)
}

/** shared reaches only shared; ui never the server; the server never ui. */
function acrossSides(from: Side, to: Side): string | undefined {
  if (to === 'shared' || to === 'texts') return undefined
  if (from === 'shared') return 'shared/ imports neither server nor ui'
  if (from === 'ui') return to === 'ui' ? undefined : 'ui never imports server'
  if (serverSides.has(from) && to === 'ui') return 'the server never imports ui'
  return undefined
}
