import { parentPort } from 'node:worker_threads'
import type { ThreadOrder, ThreadReport } from './pool.ts'
import { beginSearch, type Search } from './search.ts'

type EngineFunction = (input: unknown, search: Search<unknown>) => unknown

const port = parentPort
if (!port) throw new Error('thread.ts runs in a thread of the pool only')
const say = (report: ThreadReport) => port.postMessage(report)

port.on('message', async ({ module, name, input, limits, cancelled, watched }: ThreadOrder) => {
  try {
    const engine = ((await import(module)) as Record<string, EngineFunction>)[name]
    if (engine === undefined) throw new Error(`${module} exports no ${name}`)
    const flag = new Int32Array(cancelled)
    let iterations = 0
    const search = beginSearch<unknown>(limits, {
      cancelled: () => Atomics.load(flag, 0) === 1,
      ...(watched ? { progress: (progress) => say({ kind: 'progress', progress }) } : {}),
    })
    const counted: Search<unknown> = {
      ...search,
      done(count) {
        iterations = count
        return search.done(count)
      },
    }
    const result = await engine(input, counted)
    say({ kind: 'ended', result, iterations, cpuSeconds: search.cpuSeconds() })
  } catch (error) {
    const { code, details } = (error ?? {}) as { code?: unknown; details?: unknown }
    // Codes of Node and of the language (`ERR_…`) are not the engine's.
    const own = typeof code === 'string' && code.includes('.') ? code : undefined
    try {
      say({ kind: 'failed', error, code: own, details })
    } catch {
      // What an engine throws need not be cloneable; its words are.
      say({ kind: 'failed', error: new Error(String(error)), code: own })
    }
  }
})
