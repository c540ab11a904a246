import { describe, expect, it } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { emit } from '../events.ts'
import kernel from '../kernel.module.ts'
import { testKit } from '../testkit.ts'
import { createGuests, createSampleTable, sampleModule } from './sample.fixture.ts'

const t = await testKit([kernel, sampleModule({ reads: { bill: 'bill.read' } })])
await createSampleTable(t.url)
const [guest = ''] = await t.transaction((tx) =>
  createGuests(tx, [{ number: 'G-1', name: '김철수', orgUnitId: newId() }]),
)
const url = `/kernel/timeline?entity=guest&id=${guest}`

describe('a timeline', () => {
  it('[CORE-13] tells what happened to a record in any module, newest first, page by page', async () => {
    for (let index = 0; index < 60; index++) {
      await t.transaction(async (tx) => {
        emit(tx, {
          type: 'bill.paid@1',
          subject: { entity: 'bill', id: newId() },
          refs: [{ entity: 'guest', id: guest }],
          data: { index },
        })
      })
    }
    const client = t.as(t.person(['guest.read', 'bill.read']))
    const first = await client.get(url)
    expect(first.body.items).toHaveLength(50)
    expect(first.body.items[0]).toMatchObject({ type: 'bill.paid@1', data: { index: 59 }, actor: null })
    const second = await client.get(`${url}&cursor=${first.body.nextCursor}`)
    expect(second.body.items).toHaveLength(11)
    expect(second.body.items.at(-1)).toMatchObject({ type: 'guest.came@1', data: { number: 'G-1' } })
    expect(second.body.nextCursor).toBeNull()
  })

  it('[PLAT-04] is for who may read the record, and leaves out what else they may not read', async () => {
    expect((await t.as(t.person([])).get(url)).status).toBe(403)
    expect((await t.as(t.person(['guest.read'], { companyId: newId() })).get(url)).status).toBe(404)
    expect((await t.as(t.person(['guest.read'], { orgUnitIds: [] })).get(url)).status).toBe(404)
    expect(
      (await t.as(t.person(['guest.read'])).get('/kernel/timeline?entity=nobody&id=' + guest)).status,
    ).toBe(404)
    const guestOnly = await t.as(t.person(['guest.read'])).get(url)
    expect(guestOnly.body.items.map((item: { type: string }) => item.type)).toEqual(['guest.came@1'])
  })

  it('[PLAT-10] two people on one record see each other', async () => {
    const [me, you] = [
      t.person(['guest.read'], { name: '김서연' }),
      t.person(['guest.read'], { name: '이도윤' }),
    ]
    const open = { entity: 'guest', id: guest }
    expect((await t.as(me).post('/kernel/presence', open)).body.items).toEqual([])
    expect((await t.as(you).post('/kernel/presence', open)).body.items).toEqual([{ name: '김서연' }])
    expect((await t.as(me).post('/kernel/presence', open)).body.items).toEqual([{ name: '이도윤' }])
    expect((await t.as(t.person([])).post('/kernel/presence', open)).status).toBe(403)
  })
})
