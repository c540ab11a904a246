import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from '../shared/ids.ts'
import { defineLifecycle } from '../shared/lifecycle.ts'
import { transitionRoutes } from './http/transition-routes.ts'
import { actionsOf, type Document, implement, tableStore, transition } from './lifecycle.ts'
import { applicationRole } from './migrations.ts'
import { defineModule } from './module.ts'
import { testKit } from './testkit.ts'

const lifecycle = defineLifecycle({
  document: 'letter',
  initial: 'written',
  states: { written: 'neutral', sent: 'good', burnt: 'stopped' },
  transitions: {
    send: {
      from: ['written'],
      to: 'sent',
      permission: 'letter.send',
      event: 'letter.sent',
      input: z.object({ stamp: z.string().min(1) }),
      tone: 'primary',
    },
    burn: {
      from: ['written', 'sent'],
      to: 'burnt',
      permission: 'letter.burn',
      event: 'letter.burnt',
      input: z.object({ reason: z.string() }),
      tone: 'danger',
    },
  },
})

interface Letter extends Document {
  sealed: boolean
}

const letters = implement(lifecycle, tableStore<Letter>('post.letter'), {
  send: {
    guard: (letter) => (letter.sealed ? undefined : 'letter.open'),
    async effect(tx, letter) {
      await tx.exec('', 'update post.letter set stamps = stamps + 1 where id = $1', [letter.id])
    },
  },
  burn: {},
})

const t = await testKit([
  defineModule({
    name: 'post',
    permissions: ['letter.send', 'letter.burn'],
    lifecycles: [lifecycle],
    routes: (app) => transitionRoutes(app, '/letters', letters),
    migrations: new URL('./none/', import.meta.url),
    catalogues: new URL('./none/', import.meta.url),
  }),
])
const owner = new pg.Client({ connectionString: t.url })
await owner.connect()
await owner.query(`create schema post;
  create table post.letter (id uuid primary key, company_id uuid, state text, version int default 1, sealed boolean, stamps int default 0);
  grant usage on schema post to ${applicationRole};
  grant all on post.letter to ${applicationRole}`)
await owner.end()

async function write(sealed = true): Promise<string> {
  const id = newId()
  await t.database.rows(
    '',
    `insert into post.letter (id, company_id, state, sealed) values ($1, $2, 'written', $3)`,
    [id, t.companyId, sealed],
  )
  return id
}

const clerk = t.as(t.person(['letter.send']))

describe('a lifecycle', () => {
  it('[CORE-11] moves a document with its effect, its event and its trail, or not at all', async () => {
    const id = await write()
    const answer = await clerk.post(`/post/letters/${id}/send`, { stamp: 'KRW 430' })
    expect(answer.body).toEqual({ id, state: 'sent', version: 2 })
    const [event] = await t.database.rows<{ type: string; data: object }>(
      '',
      'select type, data from kernel.event where record_id = $1',
      [id],
    )
    expect(event).toEqual({ type: 'letter.sent@1', data: { from: 'written', to: 'sent' } })
    const [entry] = await t.database.rows<object>(
      '',
      'select action, before, after from kernel.audit_entry where record_id = $1',
      [id],
    )
    expect(entry).toEqual({ action: 'letter.send', before: { state: 'written' }, after: { state: 'sent' } })
    const again = await clerk.post(`/post/letters/${id}/send`, { stamp: 'KRW 430' })
    expect([again.status, again.body.code]).toEqual([409, 'kernel.wrong-state'])
    const [row] = await t.database.rows('', 'select stamps from post.letter where id = $1', [id])
    expect(row).toEqual({ stamps: 1 })
  })

  it('[CORE-11] refuses who may not, what is not so, what has changed and what its rule forbids', async () => {
    const id = await write(false)
    expect((await clerk.post(`/post/letters/${id}/burn`, { reason: '비밀' })).status).toBe(403)
    expect((await clerk.post(`/post/letters/${id}/send`, {})).body.code).toBe('kernel.bad-shape')
    const stale = await clerk.post(`/post/letters/${id}/send`, { stamp: 'x' }, { 'if-match': '"7"' })
    expect([stale.status, stale.body.details, stale.headers.etag]).toEqual([412, { version: 1 }, '"1"'])
    const ruled = await clerk.post(`/post/letters/${id}/send`, { stamp: 'x' })
    expect([ruled.status, ruled.body.code]).toEqual([422, 'letter.open'])
    expect((await clerk.post(`/post/letters/${newId()}/send`, { stamp: 'x' })).status).toBe(404)
    const elsewhere = t.as(t.person(['letter.send'], { companyId: newId() }))
    expect((await elsewhere.post(`/post/letters/${id}/send`, { stamp: 'x' })).status).toBe(404)
  })

  it('[CORE-11] lets one of two win who move the same document', async () => {
    const id = await write()
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => clerk.post(`/post/letters/${id}/send`, { stamp: 'x' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  })

  it('[CORE-11] moves many, each by itself, and can say first what would happen', async () => {
    const [good, open, unknown] = [await write(), await write(false), newId()]
    const body = { ids: [good, open, unknown], input: { stamp: 'x' } }
    const preview = await clerk.post('/post/letters/bulk/send', { ...body, preview: true })
    const done = await clerk.post('/post/letters/bulk/send', body)
    const expected = [
      { id: good, ok: true, code: null },
      { id: open, ok: false, code: 'letter.open' },
      { id: unknown, ok: false, code: 'kernel.not-found' },
    ]
    expect([preview.body.items, done.body.items]).toEqual([expected, expected])
  })

  it('[PLAT-04] offers the buttons a person may ever press, with the reason when not now', () => {
    const letter = { id: newId(), companyId: t.companyId, state: 'written', version: 1, sealed: false }
    expect(actionsOf(letters, letter, t.person(['letter.send']))).toEqual([
      { name: 'send', tone: 'primary', refusal: 'letter.open' },
    ])
    expect(actionsOf(letters, { ...letter, state: 'burnt' }, t.system)).toEqual([])
  })

  it('[CORE-11] undoes the move when what must follow fails', async () => {
    const id = await write()
    await expect(
      t.transaction(async (tx) => {
        await transition(tx, letters, { id, name: 'send', input: { stamp: 'x' } })
        throw new Error('the post office is closed')
      }),
    ).rejects.toThrow('closed')
    const [row] = await t.database.rows('', 'select state, stamps from post.letter where id = $1', [id])
    expect(row).toEqual({ state: 'written', stamps: 0 })
  })
})
