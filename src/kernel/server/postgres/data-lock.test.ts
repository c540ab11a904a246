import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLock } from './data-lock.ts'
import { failureFromLog } from './startup-failures.ts'

let directory: string
let file: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wheelhouse-lock-'))
  file = join(directory, 'server.lock')
})

afterEach(() => rm(directory, { recursive: true, force: true }))

describe('data lock', () => {
  it('[PLAT-01] is held by one and free again after release', async () => {
    const lock = await takeLock(file, directory)
    await expect(takeLock(file, directory)).rejects.toMatchObject({ code: 'database.alreadyRunning' })
    await lock.release()
    await (await takeLock(file, directory)).release()
    expect(await readdir(directory)).toEqual([])
  })

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 - 1 })],
    ['an earlier process with our own id', JSON.stringify({ pid: process.pid, birth: 'another boot/1' })],
    [
      'an earlier process with the id of a living one',
      JSON.stringify({ pid: process.ppid, birth: 'another boot/1' }),
    ],
    ['nobody, being cut short', '{"pi'],
  ])('[PLAT-01] a lock left by %s is taken over', async (_name, content) => {
    await writeFile(file, content)
    const lock = await takeLock(file, directory)
    expect(JSON.parse(await readFile(file, 'utf8')).pid).toBe(process.pid)
    await lock.release()
  })

  it('[PLAT-01] a lock of a living process is respected', async () => {
    await writeFile(file, JSON.stringify({ pid: process.ppid }))
    await expect(takeLock(file, directory)).rejects.toMatchObject({ code: 'database.alreadyRunning' })
    expect(await readdir(directory)).toEqual(['server.lock'])
  })

  it('[PLAT-01] of many starters that find a stale lock exactly one gets it', async () => {
    await writeFile(file, JSON.stringify({ pid: 2 ** 22 - 1 }))
    const starters = Array.from({ length: 8 }, () => takeLock(file, directory))
    const outcomes = await Promise.allSettled(starters)
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('what PostgreSQL says when it cannot start', () => {
  const place = { cluster: '/d/cluster', logFile: '/d/server.log', port: 5 }
  it.each([
    ['PANIC:  could not write to file "pg_wal/xlogtemp.9": No space left on device', 'database.diskFull'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'database.portBusy'],
    ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'database.outOfMemory'],
    ['PANIC:  could not locate a valid checkpoint record at 0/1', 'database.broken'],
    ['FATAL:  something new', 'database.failed'],
  ])('[PLAT-01] %s → %s', (log, code) => {
    expect(failureFromLog(log, place).code).toBe(code)
  })
})
