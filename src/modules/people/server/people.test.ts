import { describe, expect, it } from 'vitest'
import { createUser } from '../../../kernel/server/access/user.store.ts'
import { todayOf } from '../../../kernel/server/company-clock.ts'
import { createOrgUnits } from '../../../kernel/server/org-units.ts'
import { parityFaults, testKit } from '../../../kernel/server/testkit.ts'
import { addDays } from '../../../kernel/shared/calendar.ts'
import people from '../module.ts'
import { employeeEntity, positionEntity } from '../shared/employee.ts'
import { createEmployees } from './employee.service.ts'
import { createPositions } from './position.service.ts'

const t = await testKit([people])
const all = [...people.permissions, 'personal-data.read']
const office = t.as(t.person(all))

const [head, sales, seoul] = await t.transaction(async (tx) => {
  const [top] = await createOrgUnits(tx, [
    { parentId: null, code: '100', name: '본사', nameEn: 'Head office' },
  ])
  const [below] = await createOrgUnits(tx, [
    { parentId: top?.id ?? null, code: '110', name: '영업부', nameEn: 'Sales' },
  ])
  const [lowest] = await createOrgUnits(tx, [
    { parentId: below?.id ?? null, code: '111', name: '서울팀', nameEn: 'Seoul team' },
  ])
  return [top?.id ?? '', below?.id ?? '', lowest?.id ?? '']
})
const [position] = await t.transaction((tx) =>
  createPositions(tx, [{ code: 'P3', name: '과장', nameEn: 'Manager', rank: 3 }]),
)
const positionId = position?.id ?? ''
const password = 'calm harbour, seven lanterns'
const draft = {
  name: '김서연',
  nameEn: null,
  phone: '010-1234-5678',
  orgUnitId: sales,
  positionId,
  hiredOn: '2024-03-02',
}

describe('people', () => {
  it('[CORE-08] the tables are what the entities say', async () => {
    expect(await parityFaults(t.database, employeeEntity)).toEqual([])
    expect(await parityFaults(t.database, positionEntity)).toEqual([])
  })

  it('[PLAT-06] an employee is taken on with a number and found by name, initials and number', async () => {
    const made = await office.post('/people/employees', draft)
    expect(made.status).toBe(201)
    for (const q of ['서연', 'ㄱㅅㅇ', made.body.number]) {
      const found = await office.get(`/people/employees?q=${encodeURIComponent(q)}`)
      expect(found.body.items.map((item: { number: string }) => item.number)).toContain(made.body.number)
    }
  })

  it('[PLAT-06] whoever may not read personal data sees masks, and whoever may is logged', async () => {
    const made = await office.post('/people/employees', { ...draft, email: 'seoyeon@hanul.kr' })
    const clerk = t.as(t.person(['employee.read']))
    const masked = await clerk.get(`/people/employees/${made.body.id}`)
    expect(masked.body).toMatchObject({ phone: '010-****-5678', email: 'se***@hanul.kr', name: '김서연' })
    await office.get(`/people/employees/${made.body.id}`)
    const log = await t.database.rows<{ fields: string[] }>(
      '',
      'select fields from kernel.personal_data_access where $1 = any(record_ids)',
      [made.body.id],
    )
    expect(log.map((row) => row.fields)).toEqual([['email', 'phone']])
  })

  it('[PLAT-06] a person with a narrower scope does not see other units', async () => {
    const [other] = await t.transaction((tx) => createEmployees(tx, [{ ...draft, orgUnitId: head }]))
    const narrow = t.as(t.person(['employee.read'], { orgUnitIds: [sales, seoul] }))
    expect((await narrow.get(`/people/employees/${other?.id}`)).status).toBe(404)
    const list = await narrow.get(`/people/employees?filter[orgUnitId]=${head}`)
    expect(list.body.items).toEqual([])
  })

  it('employment ends and begins again with its dates, and the event names the account to close', async () => {
    const userId = '01890000-0000-7000-8000-000000000001'
    const made = await office.post('/people/employees', { ...draft, userId })
    const url = `/people/employees/${made.body.id}`
    const early = await office.post(`${url}/terminate`, { on: '2020-01-01', reason: '개인 사정' })
    expect(early).toMatchObject({ status: 422, body: { code: 'employee.leaves-before-hired' } })
    const left = await office.post(`${url}/terminate`, { on: '2026-06-30', reason: '개인 사정' })
    expect(left.body.state).toBe('left')
    expect((await office.get(url)).body).toMatchObject({ leftOn: '2026-06-30', state: 'left' })
    const event = await t.database.row<{ data: object }>(
      '',
      `select data from kernel.event where type = 'employee.left@1' and record_id = $1`,
      [made.body.id],
    )
    expect(event?.data).toMatchObject({ userId, on: '2026-06-30' })
    expect((await office.post(`${url}/rehire`, { on: '2026-09-01' })).body.state).toBe('employed')
    expect((await office.get(url)).body).toMatchObject({ leftOn: null, hiredOn: '2026-09-01' })
  })

  it('[PLAT-04] who leaves logs in no more: at once, or from the day on; who comes back before it keeps the account', async () => {
    const hired = async (email: string) => {
      const userId = await t.transaction((tx) => createUser(tx, { email, name: '박지훈' }, password))
      const made = await office.post('/people/employees', { ...draft, userId })
      return { userId, url: `/people/employees/${made.body.id}` }
    }
    const stateOf = async (userId: string) =>
      (await t.database.row<{ state: string }>('', 'select state from kernel.user where id = $1', [userId]))
        ?.state
    const gone = await hired('gone@example.com')
    await office.post(`${gone.url}/terminate`, { on: '2026-06-30', reason: '개인 사정' })
    await t.settle()
    expect(await stateOf(gone.userId)).toBe('disabled')

    const goes = await hired('goes@example.com')
    const stays = await hired('stays@example.com')
    const tomorrow = addDays(await todayOf(t.database, t.companyId), 1)
    for (const { url } of [goes, stays])
      await office.post(`${url}/terminate`, { on: tomorrow, reason: '이직' })
    await t.settle()
    expect(await stateOf(goes.userId)).toBe('active')
    await office.post(`${stays.url}/rehire`, { on: tomorrow })
    await t.database.rows(
      '',
      `with due as (update kernel.job set run_at = now() where kind = 'people.close-leaver-account')
       update people.employee set left_on = left_on - 1 where left_on = $1`,
      [tomorrow],
    )
    await t.settle()
    expect(await stateOf(goes.userId)).toBe('disabled')
    expect(await stateOf(stays.userId)).toBe('active')
  })

  it('a stale change is refused with the version that stands', async () => {
    const made = await office.post('/people/employees', draft)
    const url = `/people/employees/${made.body.id}`
    const first = await office.send('PATCH', url, { ...draft, name: '김서현' }, { 'if-match': '"1"' })
    expect(first.body.version).toBe(2)
    const second = await office.send('PATCH', url, { ...draft, name: '김서영' }, { 'if-match': '"1"' })
    expect(second.status).toBe(412)
  })

  it('[PLAT-06] the chart keeps its shape: no circle, nothing removed that others stand on', async () => {
    const circle = await office.post(`/people/org-units/${sales}/move`, { parentId: seoul })
    expect(circle.body.code).toBe('kernel.org-unit-below-itself')
    const parent = await office.send('DELETE', `/people/org-units/${head}`, {})
    expect(parent.status).toBe(409)
    const races = await Promise.all([
      office.post(`/people/org-units/${sales}/move`, { parentId: null }),
      office.post(`/people/org-units/${head}/move`, { parentId: sales }),
    ])
    expect(races.every((answer) => answer.status === 200 || answer.status === 422)).toBe(true)
    const roots = (await office.get('/people/org-units')).body.items.filter(
      (unit: { parentId: null }) => !unit.parentId,
    )
    expect(roots.length).toBeGreaterThan(0)
    const unit = await office.post('/people/org-units', { code: '900', name: '임시', nameEn: 'Temporary' })
    expect((await office.send('DELETE', `/people/org-units/${unit.body.id}`, {})).status).toBe(200)
  })

  it('one company never sees or uses the units and people of another', async () => {
    const foreign = await t.company()
    const stranger = t.as(t.person(all, { companyId: foreign }))
    expect((await stranger.get('/people/org-units')).body.items).toEqual([])
    expect((await stranger.post('/people/employees', draft)).status).toBe(404)
  })
})
