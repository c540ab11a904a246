import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Child {
  ready: Promise<void>
  stop(): Promise<void>
}

/**
 * A bounded heap and few malloc arenas: V8 lets a heap grow in proportion to its limit before it looks for what may go, so
 * a limit near the need halves the memory of a busy server and costs no throughput that could be measured.
 */
export function leanProcess(heapMb: number): { execArgv: string[]; env: NodeJS.ProcessEnv } {
  return {
    execArgv: ['--max-semi-space-size=16', `--max-old-space-size=${heapMb}`],
    env: { MALLOC_ARENA_MAX: '2' },
  }
}

/** Enough for the largest workbook a server previews, and for one a worker reads beside its other jobs. */
export const heapMb = { server: 768, worker: 1_536 } as const

const firstRetryMs = 200
const longestRetryMs = 10_000
const stopGraceMs = 10_000
/** Exit codes after which starting again cannot help. */
const hopeless: ReadonlySet<number> = new Set([98])

/** Runs a process of ours and starts it again when it dies, with growing pauses; nobody has to be called at night. */
export function keepRunning(
  kind: keyof typeof heapMb,
  env: NodeJS.ProcessEnv,
  onHopeless: (code: number) => void,
): Child {
  const lean = leanProcess(heapMb[kind])
  let child: ChildProcess | undefined
  let stopping = false
  let retryMs = firstRetryMs
  let retry: NodeJS.Timeout | undefined
  const { promise: ready, resolve: becameReady } = Promise.withResolvers<void>()

  function launch(): void {
    const started = fork(fileURLToPath(new URL(`./${kind}.ts`, import.meta.url)), {
      env: { ...lean.env, ...env },
      execArgv: lean.execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child = started
    started.on('message', (message) => {
      if (message !== 'ready') return
      retryMs = firstRetryMs
      becameReady()
    })
    started.on('exit', (code) => {
      if (stopping) return
      if (code !== null && hopeless.has(code)) return onHopeless(code)
      retry = setTimeout(launch, retryMs)
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    })
  }

  launch()
  return {
    ready,
    async stop() {
      stopping = true
      clearTimeout(retry)
      const last = child
      if (!last || last.exitCode !== null || last.signalCode !== null) return
      const { promise: gone, resolve } = Promise.withResolvers<void>()
      last.once('exit', () => resolve())
      last.kill('SIGTERM')
      const impatient = setTimeout(() => last.kill('SIGKILL'), stopGraceMs)
      await gone
      clearTimeout(impatient)
    },
  }
}
