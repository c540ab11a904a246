import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account.ts'
import { type Binaries, runProgram, serverEnvironment } from './binaries.ts'
import { isAlive, isZombie, processesIn, signal, waitUntilGone } from './process-table.ts'
import type { ServerHome } from './server-home.ts'
import { settingArguments } from './server-settings.ts'
import { failureFromLog, failures } from './startup-failures.ts'

/** One run of the server's main process, from ready to its end. */
export type Postmaster = {
  pid: number
  /** Resolves with a short reason when the process has ended, however that came. */
  ended: Promise<string>
}

const readyTimeoutMs = 15 * 60_000
const stopTimeoutMs = 30_000
const immediateStopTimeoutMs = 5_000
const logLimitBytes = 10 * 1024 * 1024

/**
 * Starts the server and resolves once it accepts connections (after crash recovery, if there is any to do).
 * @throws StartupError with the reason PostgreSQL gave
 */
export async function launch(input: {
  home: ServerHome
  binaries: Binaries
  port: number
  settings: Record<string, string> | undefined
}): Promise<Postmaster> {
  const { home, binaries, port } = input
  await rotateLog(home.logFile)
  const log = await open(home.logFile, 'a', 0o600)
  const logStart = (await log.stat()).size
  const child = spawn(binaries.postgres, ['-D', home.cluster, ...settingArguments(port, input.settings)], {
    ...home.account,
    env: serverEnvironment(),
    cwd: process.platform === 'win32' ? undefined : '/',
    // A session of its own, so that Ctrl+C in the terminal reaches the application first and it can finish its work.
    detached: process.platform !== 'win32',
    stdio: ['ignore', log.fd, log.fd],
    windowsHide: true,
  })
  const ended = endOf(child)
  await log.close()
  const pid = child.pid
  if (pid === undefined) throw failures.unusableBinaries(await ended)
  const watchdog = watch({ pid, cluster: home.cluster, account: home.account })
  void ended.then(() => watchdog?.kill())

  const waiting = new AbortController()
  const outcome = await Promise.race([
    ended.then(() => 'ended' as const),
    untilReady({ cluster: home.cluster, pid, signal: waiting.signal }),
  ])
  waiting.abort()
  if (outcome === 'ready') return { pid, ended }
  if (outcome === 'late')
    await stopPostmaster({ pid, cluster: home.cluster, binaries, account: home.account })
  const written = await readFile(home.logFile).catch(() => Buffer.alloc(0))
  throw failureFromLog(written.subarray(logStart).toString(), {
    cluster: home.cluster,
    logFile: home.logFile,
    port,
  })
}

/** Fast shutdown: connections are ended, a checkpoint is written. Harder means only when that does not come to an end. */
export async function stopPostmaster(input: {
  pid: number
  cluster: string
  binaries: Binaries
  account: Account | undefined
}): Promise<void> {
  const { pid, cluster } = input
  if (process.platform === 'win32') {
    const args = ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', String(stopTimeoutMs / 1000)]
    await runProgram(input.binaries.pgCtl, args, { account: undefined })
  } else {
    signal(pid, 'SIGINT')
  }
  if (await waitUntilGone(pid, stopTimeoutMs)) return
  signal(pid, 'SIGQUIT')
  if (await waitUntilGone(pid, immediateStopTimeoutMs)) return
  signal(pid, 'SIGKILL')
  await waitUntilGone(pid, immediateStopTimeoutMs)
}

/**
 * Stops whatever still runs on the cluster: a server whose application was killed, or the children of a server that was.
 * Must only be called while holding the data lock.
 */
export async function clearOrphans(input: {
  cluster: string
  binaries: Binaries
  account: Account | undefined
}): Promise<boolean> {
  const orphan = await postmasterOf(input.cluster)
  if (orphan !== undefined) await stopPostmaster({ pid: orphan, ...input })
  const leftovers = await processesIn(input.cluster)
  for (const pid of leftovers) signal(pid, 'SIGQUIT')
  for (const pid of leftovers) {
    if (!(await waitUntilGone(pid, immediateStopTimeoutMs))) signal(pid, 'SIGKILL')
  }
  await forgetDeadPostmaster(input.cluster)
  return orphan !== undefined || leftovers.length > 0
}

/**
 * PostgreSQL takes a killed postmaster that nobody has reaped yet for a living one and will not start. With no process
 * left in the cluster its id file says nothing any more.
 */
async function forgetDeadPostmaster(cluster: string): Promise<void> {
  const pid = Number((await postmasterFile(cluster))[0])
  if (!Number.isInteger(pid) || pid <= 0 || !(await isZombie(pid))) return
  if ((await processesIn(cluster)).length === 0) await rm(join(cluster, 'postmaster.pid'), { force: true })
}

/** The live main process of the cluster, if there is one; its id file alone proves nothing after a crash. */
async function postmasterOf(cluster: string): Promise<number | undefined> {
  const pid = Number((await postmasterFile(cluster))[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined
  if (process.platform === 'linux') return (await processesIn(cluster)).includes(pid) ? pid : undefined
  if (process.platform === 'win32') return pid
  const shown = await runProgram('ps', ['-o', 'command=', '-p', String(pid)], { account: undefined })
  return shown.output.includes(cluster) ? pid : undefined
}

async function postmasterFile(cluster: string): Promise<string[]> {
  const content = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  return content.split('\n').map((line) => line.trim())
}

async function untilReady(input: {
  cluster: string
  pid: number
  signal: AbortSignal
}): Promise<'ready' | 'late'> {
  const deadline = Date.now() + readyTimeoutMs
  while (Date.now() < deadline && !input.signal.aborted) {
    const lines = await postmasterFile(input.cluster)
    // Line 1 is the process, line 8 its state; the file of an earlier run may still lie there for a moment.
    if (lines[0] === String(input.pid) && lines[7] === 'ready') return 'ready'
    await sleep(15)
  }
  return 'late'
}

/**
 * A shell of a megabyte that holds one end of a pipe: when our own process dies, even by kill -9, the pipe closes and the
 * server is asked to stop fast. Thus nothing is left running behind a crash, and Ctrl+C needs no handler here.
 */
function watch(input: {
  pid: number
  cluster: string
  account: Account | undefined
}): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined
  const script = 'read line; [ "$(head -n 1 "$2/postmaster.pid")" = "$1" ] && kill -INT "$1"'
  const child = spawn('/bin/sh', ['-c', script, 'watchdog', String(input.pid), input.cluster], {
    ...input.account,
    env: serverEnvironment(),
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined)
  child.unref()
  return child
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, name) => resolve(name ?? `exit ${code}`))
  })
}

async function rotateLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (entry) => entry.size,
    () => 0,
  )
  if (size > logLimitBytes) await rename(file, `${file}.1`)
}
