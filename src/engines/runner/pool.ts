import { Worker } from 'node:worker_threads'
import type { SearchLimits, SearchProgress } from './search.ts'

/**
 * A function of an engine that a thread can run: where it is and what it is called. It takes its input and a search and
 * answers its result; all three travel by structured clone.
 */
export interface EngineTask<Input, Result> {
  /** `import.meta.url` of the file that exports the function. */
  module: string
  name: string
  /** Never set: carries the types. */
  types?: (input: Input) => Result
}

export interface EngineRun<Result> {
  result: Result
  outcome: 'finished' | 'cancelled'
  iterations: number
  cpuSeconds: number
}

export interface RunOptions<Result> {
  limits: SearchLimits
  /** Cancels: the answer is then the best found so far. */
  signal?: AbortSignal
  progress?(progress: SearchProgress<Result>): void
}

export interface EnginePool {
  /**
   * Runs a task in a thread of its own, so that the event loop stays free; waits when all threads are busy.
   * @throws EngineFailure when the function throws or its thread dies; `pool.input_not_cloneable`; `pool.closed`
   */
  run<Input, Result>(
    task: EngineTask<Input, Result>,
    input: Input,
    options: RunOptions<Result>,
  ): Promise<EngineRun<Result>>
  /** Ends every thread; what still runs is refused. */
  close(): Promise<void>
}

/**
 * The engine's function threw, or its thread died. `cause` is what it threw; `code` and `details` are the fault's own,
 * which would be lost on the way between threads otherwise. A fault without a code of its own (input of another shape than its
 * type says, a defect) is `engine.failed`.
 */
export class EngineFailure extends Error {
  readonly code: string
  readonly details: unknown

  constructor(message: string, fault: { cause?: unknown; code: string; details?: unknown }) {
    super(message, { cause: fault.cause })
    this.code = fault.code
    this.details = fault.details
  }
}

/** What a thread is told. */
export interface ThreadOrder {
  module: string
  name: string
  input: unknown
  limits: SearchLimits
  cancelled: SharedArrayBuffer
  watched: boolean
}

/** What a thread answers. */
export type ThreadReport =
  | { kind: 'progress'; progress: SearchProgress<unknown> }
  | { kind: 'ended'; result: unknown; iterations: number; cpuSeconds: number }
  | { kind: 'failed'; error: unknown; code?: string | undefined; details?: unknown }

interface Thread {
  worker: Worker
  settle: ((report: ThreadReport) => void) | undefined
  progress: ((progress: SearchProgress<unknown>) => void) | undefined
}

/**
 * A pool of threads for engines. Threads start when first needed and stay for the next task.
 * @throws EngineFailure `pool.threads_invalid` when there would be none.
 */
export function createEnginePool({ threads }: { threads: number }): EnginePool {
  if (!(threads >= 1))
    throw new EngineFailure('a pool needs a thread', { code: 'pool.threads_invalid', details: { threads } })
  const all = new Set<Thread>()
  const idle: Thread[] = []
  const waiting: ((thread: Thread | undefined) => void)[] = []
  let closed = false

  function start(): Thread {
    const worker = new Worker(new URL('./thread.ts', import.meta.url))
    const thread: Thread = { worker, settle: undefined, progress: undefined }
    const lost = (error: unknown) => {
      all.delete(thread)
      const at = idle.indexOf(thread)
      if (at >= 0) idle.splice(at, 1)
      thread.settle?.({ kind: 'failed', error, code: 'engine.thread_lost' })
      const next = waiting.shift()
      if (next) next(closed ? undefined : start())
    }
    worker.on('message', (report: ThreadReport) => {
      if (report.kind === 'progress') thread.progress?.(report.progress)
      else thread.settle?.(report)
    })
    worker.on('error', lost)
    worker.on('exit', (code) => all.has(thread) && lost(new Error(`the thread ended with ${code}`)))
    worker.unref()
    all.add(thread)
    return thread
  }
  async function take(): Promise<Thread> {
    if (closed) throw new EngineFailure('the pool is closed', { code: 'pool.closed' })
    const free = idle.pop() ?? (all.size < threads ? start() : undefined)
    if (free) return free
    const later = await new Promise<Thread | undefined>((resolve) => waiting.push(resolve))
    if (!later) throw new EngineFailure('the pool is closed', { code: 'pool.closed' })
    return later
  }
  function giveBack(thread: Thread): void {
    thread.settle = undefined
    thread.progress = undefined
    thread.worker.unref()
    if (!all.has(thread)) return
    const next = waiting.shift()
    if (next) next(thread)
    else idle.push(thread)
  }

  async function run<Input, Result>(
    task: EngineTask<Input, Result>,
    input: Input,
    { limits, signal, progress }: RunOptions<Result>,
  ): Promise<EngineRun<Result>> {
    const cancelled = new SharedArrayBuffer(4)
    const cancel = () => Atomics.store(new Int32Array(cancelled), 0, 1)
    if (signal?.aborted) cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    const thread = await take()
    try {
      thread.worker.ref()
      const report = await new Promise<ThreadReport>((settle) => {
        thread.settle = settle
        thread.progress = progress as Thread['progress']
        const { module, name } = task
        const order: ThreadOrder = { module, name, input, limits, cancelled, watched: progress !== undefined }
        // What structured clone cannot carry (a function, a proxy) is the caller's fault, told like any other.
        try {
          thread.worker.postMessage(order)
        } catch (error) {
          settle({ kind: 'failed', error, code: 'pool.input_not_cloneable' })
        }
      })
      if (report.kind === 'failed')
        throw new EngineFailure(`${task.name} failed: ${messageOf(report.error)}`, {
          cause: report.error,
          code: report.code ?? 'engine.failed',
          details: report.details,
        })
      if (report.kind === 'progress')
        throw new EngineFailure('a thread settled with mere progress', { code: 'engine.failed' })
      const { iterations, cpuSeconds } = report
      return {
        result: report.result as Result,
        outcome: signal?.aborted ? 'cancelled' : 'finished',
        iterations,
        cpuSeconds,
      }
    } finally {
      signal?.removeEventListener('abort', cancel)
      giveBack(thread)
    }
  }
  async function close(): Promise<void> {
    closed = true
    for (const next of waiting.splice(0)) next(undefined)
    await Promise.all([...all].map(({ worker }) => worker.terminate()))
  }
  return { run, close }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
