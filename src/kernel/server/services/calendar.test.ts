import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isBusinessDay } from '../../shared/calendar.ts'
import kernel from '../kernel.module.ts'
import { testKit } from '../testkit.ts'
import { firstHolidayYear, holidaySet, lastHolidayYear, publicHolidays } from './calendar.ts'

const t = await testKit([kernel])
// 월력요항 as the Korea AeroSpace Administration and, before 2024, the science ministry published it.
const official = new URL('./holidays.fixture.csv', import.meta.url)

describe('the business calendar', () => {
  it('[PLAT-05] holds exactly the holidays the government published', async () => {
    const lines = readFileSync(official, 'utf8').trim().split(/\r?\n/).slice(1)
    const ours: string[] = []
    for (let year = firstHolidayYear; year <= lastHolidayYear; year++) {
      for (const { day, name } of await publicHolidays(year)) ours.push(`${day},${name}`)
    }
    expect(ours.sort()).toEqual(lines.map((line) => line.replaceAll('"', '')).sort())
  })

  it('[PLAT-05] knows 설날 and its substitute, and names them in English', async () => {
    const answer = await t.as(t.person([])).get('/kernel/holidays?year=2024')
    expect(answer.body.items).toContainEqual({
      id: null,
      day: '2024-02-12',
      name: '대체공휴일(설날)',
      nameEn: 'Substitute holiday (Lunar New Year’s Day)',
      kind: 'public',
    })
  })

  it('[PLAT-05] adds the days on which the company itself is closed', async () => {
    const manager = t.as(t.person(['holiday.manage']))
    const closure = { day: '2026-07-01', name: '창립기념일', nameEn: 'Founding day' }
    const added = await manager.post('/kernel/holidays', closure)
    expect(added.status).toBe(201)
    expect((await manager.post('/kernel/holidays', closure)).status).toBe(409)
    const days = await holidaySet(t.database, t.companyId, { from: '2026-06-30', to: '2026-07-31' })
    expect([...days]).toEqual(['2026-07-01', '2026-07-17'])
    expect(isBusinessDay('2026-07-01', days)).toBe(false)
    expect((await manager.send('DELETE', `/kernel/holidays/${added.body.id}`)).status).toBe(204)
    expect((await t.as(t.person([])).post('/kernel/holidays', closure)).status).toBe(403)
  })

  it('says aloud when a year is not known yet', async () => {
    expect((await t.as(t.person([])).get('/kernel/holidays?year=2035')).body).toMatchObject({
      status: 422,
      code: 'calendar.unknown-year',
    })
  })
})
