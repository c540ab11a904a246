import { link, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { birthOf, isAlive } from './process-table.ts'
import { codeOf } from './startup-error.ts'
import { failures } from './startup-failures.ts'

type Holder = { pid: number; birth: string | undefined }

export type DataLock = { release(): Promise<void> }

const attempts = 100
/** A gate this old was left by a process that died in it. */
const gateLifetimeMs = 5_000
const gatePauseMs = 60
const heldHere = new Set<string>()
/** Takers of this process, so that each has file names of its own. */
let takers = 0

/**
 * Takes the lock file, or says who holds it. A lock whose process is gone (kill -9, power cut) is taken over.
 * @throws StartupError database.alreadyRunning
 */
export async function takeLock(file: string, directory: string): Promise<DataLock> {
  if (heldHere.has(file)) throw failures.alreadyRunning(directory, process.pid)
  const mine: Holder = { pid: process.pid, birth: await birthOf(process.pid) }
  const content = JSON.stringify(mine)
  const draft = `${file}.${process.pid}.${++takers}`
  await writeFile(draft, content, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await place(draft, file)) {
        heldHere.add(file)
        return { release: () => release(file, content) }
      }
      const found = await readFile(file, 'utf8').catch(() => undefined)
      if (found === undefined) continue
      const holder = parse(found)
      if (holder !== undefined && (await holds(holder))) throw failures.alreadyRunning(directory, holder.pid)
      await removeStale(file, found)
    }
  } finally {
    await rm(draft, { force: true })
  }
  throw failures.alreadyRunning(directory, process.pid)
}

/** Linking is atomic and brings the content along, so no reader ever sees half a lock. */
async function place(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file).catch(async (error: unknown) => {
      // Some file systems (exFAT, a few network mounts) know no hard links.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error) ?? '')) throw error
      await writeFile(file, await readFile(draft), { flag: 'wx', mode: 0o600 })
    })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Two starters may find the same stale lock, and the slower one must not remove what the faster one has just placed: who
 * removes stands in a gate where only one stands at a time, and looks again before removing.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const gate = `${file}.takeover`
  try {
    await writeFile(gate, String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    const age =
      Date.now() -
      (await stat(gate).then(
        (found) => found.mtimeMs,
        () => Date.now(),
      ))
    if (age > gateLifetimeMs) await rm(gate, { force: true })
    else await sleep(gatePauseMs)
    return
  }
  try {
    const found = await readFile(file, 'utf8').catch(() => undefined)
    if (found === stale) await unlink(file)
  } finally {
    await rm(gate, { force: true })
  }
}

async function release(file: string, content: string): Promise<void> {
  heldHere.delete(file)
  const found = await readFile(file, 'utf8').catch(() => undefined)
  if (found === content) await rm(file, { force: true })
}

async function holds(holder: Holder): Promise<boolean> {
  if (!isAlive(holder.pid)) return false
  const birth = await birthOf(holder.pid)
  if (birth !== undefined && holder.birth !== undefined) return birth === holder.birth
  // Without birth times our own id in a lock we do not hold can only be left from before.
  return holder.pid !== process.pid
}

function parse(content: string): Holder | undefined {
  try {
    const value: Holder = JSON.parse(content)
    return Number.isInteger(value.pid) ? value : undefined
  } catch {
    return undefined
  }
}
