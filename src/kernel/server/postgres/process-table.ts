import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './startup-error.ts'

/** Whether a process with this id exists, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Sends a signal; a process that is already gone is no fault. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** Waits until the process is gone; false when it still lives after the time. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid) && !(await isZombie(pid))) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

/** Whether a process has ended but still has an entry, because its parent has not taken note. Only Linux can tell. */
export async function isZombie(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return line.slice(line.lastIndexOf(')') + 2).startsWith('Z')
}

/**
 * Distinguishes a process from a later one that was given the same id: start time and boot on Linux, otherwise nothing.
 * Undefined when the process is gone or the system does not tell.
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8')
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    // The command name in brackets may hold spaces, so fields are counted from behind it; start time is field 22.
    const startTicks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot.trim()}/${startTicks}`
  } catch {
    return undefined
  }
}

/** Processes whose working directory is the cluster: a postmaster and its children. Only Linux can tell; elsewhere empty. */
export async function processesIn(cluster: string): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const directory = await realpath(cluster).catch(() => cluster)
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => undefined)
    if (cwd === directory) found.push(Number(name))
  }
  return found
}
