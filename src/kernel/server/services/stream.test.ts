import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { retryFailures } from '../consumers.ts'
import { emit } from '../events.ts'
import kernel from '../kernel.module.ts'
import type { Reaction } from '../module.ts'
import type { Principal } from '../principal.ts'
import { testKit } from '../testkit.ts'
import { createSampleTable, sampleModule } from './sample.fixture.ts'

let broken = true
const handled: string[] = []
const fragile: Reaction = {
  name: 'sample.fragile',
  on: ['guest.sang@1'],
  async run(_tx, event) {
    if (broken) throw new Error('the microphone is off')
    handled.push(event.id)
  },
}
const t = await testKit([kernel, sampleModule({ reactions: [fragile] })])
await createSampleTable(t.url)
await t.app.listen({ port: 0, host: '127.0.0.1' })
const port = (t.app.server.address() as AddressInfo).port
const silent = pino({ level: 'silent' })

async function sing(principal: Principal = t.system): Promise<string> {
  const id = newId()
  await t.transaction(async (tx) => {
    emit(tx, { type: 'guest.sang@1', subject: { entity: 'guest', id }, data: { song: '아리랑' } })
  }, principal)
  return id
}

describe('the event feed', () => {
  const reader = t.person(['event.read'])

  it('[PLAT-01] tells every event once, in order, to whoever keeps its position', async () => {
    const ids = [await sing(), await sing(), await sing()]
    await t.settle()
    const seen: string[] = []
    let after = ''
    for (;;) {
      const { body } = await t.as(reader).get(`/kernel/events?limit=2${after && `&after=${after}`}`)
      if (body.items.length === 0) break
      seen.push(...body.items.map((item: { recordId: string }) => item.recordId))
      after = body.next
    }
    expect(seen).toEqual(ids)
    expect((await t.as(t.person([])).get('/kernel/events')).status).toBe(403)
    expect((await t.as(reader).get('/kernel/events?after=now')).body.code).toBe('kernel.bad-cursor')
    const other = t.person(['event.read'], { companyId: newId() })
    expect((await t.as(other).get('/kernel/events')).body.items).toEqual([])
  })

  it('[PLAT-01] reads back from the newest, page by page, nothing twice', async () => {
    await t.settle()
    const forward: string[] = []
    for (let after = ''; ; ) {
      const { body } = await t.as(reader).get(`/kernel/events?limit=500${after && `&after=${after}`}`)
      if (body.items.length === 0) break
      forward.push(...body.items.map((item: { id: string }) => item.id))
      after = body.next
    }
    const back: string[] = []
    for (let after = ''; ; ) {
      const { body } = await t
        .as(reader)
        .get(`/kernel/events?order=desc&limit=2${after && `&after=${after}`}`)
      if (body.items.length === 0) break
      back.push(...body.items.map((item: { id: string }) => item.id))
      after = body.next
    }
    expect(forward.length).toBeGreaterThanOrEqual(3)
    expect(back).toEqual(forward.toReversed())
  })

  it('[PLAT-01] waits for news and answers as soon as there is some', async () => {
    await t.settle()
    const { body: end } = await t.as(reader).get('/kernel/events?limit=500')
    const start = Date.now()
    const waiting = t.as(reader).get(`/kernel/events?after=${end.next}&wait=10`)
    await sleep(300)
    const id = await sing()
    expect((await waiting).body.items.map((item: { recordId: string }) => item.recordId)).toEqual([id])
    expect(Date.now() - start).toBeLessThan(3_000)
  })
})

describe('dead letters', () => {
  it('[PLAT-07] show what failed and why; a retry handles it, a discard keeps the reason', async () => {
    await sing()
    await sing()
    await t.settle()
    const retryNow = async () => {
      await t.database.rows('', 'update kernel.event_failure set next_at = now()')
      await retryFailures(t.database, new Map([[fragile.name, fragile]]), silent)
    }
    for (let attempt = 0; attempt < 5; attempt++) await retryNow()
    const admin = t.as(t.person(['event.read', 'dead-letter.manage']))
    const { body } = await admin.get('/kernel/dead-letters?state=dead')
    expect(body.items.length).toBeGreaterThanOrEqual(2)
    expect(body.items[0]).toMatchObject({
      consumer: 'sample.fragile',
      error: 'the microphone is off',
      attempts: 5,
    })
    const { body: before } = await admin.get('/kernel/consumers')
    expect(before.items.find((item: { name: string }) => item.name === 'sample.fragile')).toMatchObject({
      failing: body.items.length,
      lag: 0,
    })
    const [first, second] = body.items
    expect((await admin.post(`/kernel/dead-letters/${first.id}/retry`)).status).toBe(202)
    expect(
      (await admin.post(`/kernel/dead-letters/${second.id}/discard`, { reason: '시험 자료' })).status,
    ).toBe(200)
    expect((await admin.post(`/kernel/dead-letters/${second.id}/retry`)).status).toBe(409)
    expect((await t.as(t.person(['event.read'])).post(`/kernel/dead-letters/${first.id}/retry`)).status).toBe(
      403,
    )
    broken = false
    await retryNow()
    expect(handled).toContain(first.event.id)
    const discarded = await admin.get('/kernel/dead-letters?state=discarded')
    expect(discarded.body.items[0]).toMatchObject({ reason: '시험 자료', settledBy: '김서연' })
  })
})

interface Heard {
  status: number
  text: string
  close(): void
}

/** Listens over a real connection, as a browser does. */
function listen(principal: Principal, query: string, headers: Record<string, string> = {}): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = get(
      {
        port,
        host: '127.0.0.1',
        path: `/api/v1/kernel/live?${query}`,
        headers: { ...t.headersOf(principal), ...headers },
      },
      (answer) => {
        const heard: Heard = { status: answer.statusCode ?? 0, text: '', close: () => request.destroy() }
        answer.on('data', (chunk: Buffer) => {
          heard.text += chunk.toString()
        })
        answer.on('error', () => {})
        resolve(heard)
      },
    )
    request.on('error', reject)
  })
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !condition(); tries++) await sleep(50)
  expect(condition()).toBe(true)
}

describe('live updates', () => {
  const open: Heard[] = []
  afterAll(() => open.forEach((heard) => void heard.close()))

  it('[CORE-13] tell a screen at once of its entity and of its record, and of nothing else', async () => {
    const reader = t.person(['guest.read'])
    const record = newId()
    const all = await listen(reader, 'topics=guest')
    const one = await listen(reader, `topics=guest:${record}`)
    const elsewhere = await listen(t.person(['guest.read'], { companyId: newId() }), 'topics=guest')
    open.push(all, one, elsewhere)
    await sleep(400)
    const id = await sing()
    await t.transaction(async (tx) => {
      emit(tx, { type: 'guest.sang@1', subject: { entity: 'guest', id: record }, data: {} })
    })
    await until(() => all.text.includes(record) && one.text.includes(record))
    expect(all.text).toContain(`data: {"type":"guest.sang@1","entity":"guest","id":"${id}"}`)
    expect(one.text).not.toContain(id)
    expect(elsewhere.text).not.toContain(id)
    const position = new RegExp(String.raw`id: (\S+)\ndata: [^\n]*${id}`).exec(all.text)?.[1] ?? ''
    const resumed = await listen(reader, 'topics=guest', { 'last-event-id': position })
    open.push(resumed)
    await until(() => resumed.text.includes(record))
    expect(resumed.text).not.toContain(id)
  })

  it('[PLAT-04] refuse topics of records the caller may not read', async () => {
    expect((await listen(t.person([]), 'topics=guest')).status).toBe(403)
    const mixed = await listen(t.person(['guest.read']), 'topics=guest,secret')
    open.push(mixed)
    await until(() => mixed.text.includes('event: refused\ndata: {"topic":"secret"}'))
    expect((await listen(t.person(['guest.read']), 'topics=guest:1;drop')).status).toBe(400)
  })

  it('bring a notification to its addressee only', async () => {
    const { notify } = await import('./notifications.ts')
    const me = t.person([])
    const mine = await listen(me, 'topics=notification')
    const other = await listen(t.person([]), 'topics=notification')
    open.push(mine, other)
    await sleep(400)
    await t.transaction((tx) =>
      notify(tx, { userIds: [me.id], title: 'notices.import.done', data: { file: 'x' } }),
    )
    await until(() => mine.text.includes('notification.sent@1'))
    expect(other.text).not.toContain('notification.sent@1')
  })
})
