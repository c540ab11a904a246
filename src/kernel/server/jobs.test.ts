import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runNextJob } from './job-runner.ts'
import { cancelJob, defineJob, enqueue, type JobRow, retryJob } from './jobs.ts'
import { testKit } from './testkit.ts'

const t = await testKit([])
const silent = pino({ level: 'silent' })
const runs: string[] = []
let fails = false
let dies = false

const count = defineJob({
  kind: 'test.count',
  input: z.object({ name: z.string(), to: z.number().default(3) }),
  async run(_database, job) {
    const from = (job.checkpoint as { at: number } | null)?.at ?? 0
    for (let at = from + 1; at <= job.input.to; at++) {
      runs.push(`${job.input.name}:${at}`)
      await job.progress({ done: at, total: job.input.to, checkpoint: { at } })
      if (dies) await new Promise(() => {})
    }
    if (fails) throw new Error('not today')
    return { counted: job.input.to }
  },
})
const handlers = new Map([[count.kind, count]])

const work = () => runNextJob(t.database, handlers, silent)
const now = () => t.database.rows('', `update kernel.job set run_at = now() where state = 'queued'`)

async function queue(
  name: string,
  more: { uniqueKey?: string; runAt?: Date; maxAttempts?: number } = {},
): Promise<string> {
  return t.transaction((tx) => enqueue(tx, { kind: count.kind, input: { name }, ...more }))
}

async function jobOf(id: string): Promise<JobRow | undefined> {
  return t.database.row<JobRow>('', 'select * from kernel.job where id = $1', [id])
}

describe('a job', () => {
  it('[PLAT-07] runs once, though many workers ask', async () => {
    const id = await queue('one')
    const taken = await Promise.all([work(), work(), work(), work()])
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(runs).toEqual(['one:1', 'one:2', 'one:3'])
    expect(await jobOf(id)).toMatchObject({ state: 'done', result: { counted: 3 }, progressDone: 3n })
    expect(await work()).toBe(false)
  })

  it('[PLAT-07] is queued once under a key while it waits, and not before its time', async () => {
    const later = new Date(Date.now() + 60_000)
    const first = await queue('key', { uniqueKey: 'k', runAt: later })
    expect(await queue('key', { uniqueKey: 'k', runAt: later })).toBe(first)
    expect(await work()).toBe(false)
    await now()
    expect(await work()).toBe(true)
    expect(await queue('key', { uniqueKey: 'k' })).not.toBe(first)
    await work()
  })

  it('[CORE-11] whose worker dies is taken by another, from where it stood', async () => {
    dies = true
    const id = await queue('resume')
    void work()
    while ((await jobOf(id))?.progressDone !== 1n) await sleep(20)
    expect(await work(), 'its lease still holds').toBe(false)
    dies = false
    await t.database.rows(
      '',
      `update kernel.job set lease_until = now() - interval '1 second' where id = $1`,
      [id],
    )
    expect(await work()).toBe(true)
    expect(runs.filter((run) => run.startsWith('resume'))).toEqual(['resume:1', 'resume:2', 'resume:3'])
    expect(await jobOf(id)).toMatchObject({ state: 'done', attempts: 2 })
  })

  it('[PLAT-07] that fails is tried again, later each time, and then waits for a person', async () => {
    fails = true
    const id = await queue('failing', { maxAttempts: 2 })
    await work()
    const waiting = await jobOf(id)
    expect(waiting).toMatchObject({ state: 'queued', error: 'not today', attempts: 1 })
    expect(waiting?.runAt.getTime()).toBeGreaterThan(Date.now() + 3_000)
    await now()
    await work()
    expect(await jobOf(id)).toMatchObject({ state: 'failed', attempts: 2 })
    expect(await work()).toBe(false)
    fails = false
    await t.transaction((tx) => retryJob(tx, id))
    await work()
    expect(await jobOf(id)).toMatchObject({ state: 'done' })
  })

  it('[PLAT-07] stops when it is asked to: at once while it waits, at its next step while it runs', async () => {
    const waiting = await queue('stopped', { runAt: new Date(Date.now() + 60_000) })
    await t.transaction((tx) => cancelJob(tx, waiting))
    expect(await jobOf(waiting)).toMatchObject({ state: 'cancelled' })
    const running = await queue('running')
    await t.database.rows('', 'update kernel.job set cancel_requested = true where id = $1', [running])
    await work()
    expect(await jobOf(running)).toMatchObject({ state: 'cancelled' })
    expect(runs.filter((run) => run.startsWith('running'))).toEqual(['running:1'])
    await expect(t.transaction((tx) => cancelJob(tx, running))).rejects.toMatchObject({
      code: 'kernel.not-found',
    })
  })
})
