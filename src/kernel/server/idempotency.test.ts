import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from '../shared/errors.ts'
import { newId } from '../shared/ids.ts'
import { command } from './http/routes.ts'
import { defineModule } from './module.ts'
import { testKit } from './testkit.ts'

let effects = 0
let refuses = false

const shop = defineModule({
  name: 'keys',
  permissions: ['key.use'],
  routes(app) {
    command(app, {
      url: '/acts',
      summary: 'Does something',
      permission: 'key.use',
      body: z.object({ what: z.string() }),
      response: z.object({ effect: z.number(), what: z.string() }),
      status: 201,
      async run(_tx, { body }) {
        await sleep(30)
        if (refuses) throw new DomainError('key.refused', {})
        effects += 1
        return { effect: effects, what: body.what }
      },
    })
  },
  migrations: new URL('./none/', import.meta.url),
  catalogues: new URL('./none/', import.meta.url),
})
const t = await testKit([shop])
const person = t.person(['key.use'])
const caller = t.as(person)
const act = (key: string, what = 'x', client = caller) =>
  client.post('/keys/acts', { what }, { 'idempotency-key': key })

describe('an idempotency key', () => {
  it('[OMS-01] has one effect, however many ask at once, and one answer for all', async () => {
    const key = newId()
    const answers = await Promise.all(Array.from({ length: 10 }, () => act(key)))
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toEqual(
      new Set([JSON.stringify([201, { effect: 1, what: 'x' }])]),
    )
    expect(effects).toBe(1)
  })

  it('[OMS-01] means one request: another body is refused, the order of its fields is not', async () => {
    const key = newId()
    await act(key, 'one')
    const other = await act(key, 'two')
    expect([other.status, other.body.code]).toEqual([422, 'kernel.idempotency-mismatch'])
    const spaced = await t.app.inject({
      method: 'POST',
      url: '/api/v1/keys/acts',
      headers: { ...t.headersOf(person), 'idempotency-key': key, 'content-type': 'application/json' },
      payload: '{ "what" :  "one" }',
    })
    expect(spaced.statusCode).toBe(201)
  })

  it('[OMS-01] belongs to its caller', async () => {
    const key = newId()
    const mine = await act(key)
    const theirs = await act(key, 'x', t.as(t.person(['key.use'])))
    expect(theirs.status).toBe(201)
    expect(theirs.body.effect).not.toBe(mine.body.effect)
  })

  it('[OMS-01] of a refused request may be used again once it is put right', async () => {
    const key = newId()
    refuses = true
    expect((await act(key)).body.code).toBe('key.refused')
    refuses = false
    expect((await act(key, 'corrected')).status).toBe(201)
  })

  it('[OMS-01] too long is refused', async () => {
    expect((await act('k'.repeat(201))).body.code).toBe('kernel.bad-idempotency-key')
  })
})
