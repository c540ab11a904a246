import { describe, expect, it } from 'vitest'
import { newId } from '../shared/ids.ts'
import { businessDate, currencyOf, todayOf, zoneOf } from './company-clock.ts'
import { emit } from './events.ts'
import { createOwner } from './identity/owner.ts'
import { systemPrincipal } from './principal.ts'
import { createGuests, createSampleTable, sampleModule } from './services/sample.fixture.ts'
import { testKit } from './testkit.ts'

const dates: { companyId: string; on: string }[] = []
const t = await testKit([
  sampleModule({
    reactions: [
      {
        name: 'sample.dates',
        on: ['guest.slept@1'],
        async run(tx, event) {
          const at = new Date((event.data as { at: string }).at)
          dates.push({ companyId: tx.principal.companyId, on: businessDate(tx, at) })
        },
      },
    ],
  }),
])
await createSampleTable(t.url)

function dateFor(companyId: string, now: string): Promise<string> {
  const principal = systemPrincipal(companyId)
  return t.database.transaction({ principal, now: new Date(now) }, async (tx) => businessDate(tx))
}

describe("a company's clock", () => {
  it('[PLAT-05] half past eleven at night UTC in summer is tomorrow in London, and today in winter', async () => {
    const london = await t.company({ timeZone: 'Europe/London', currency: 'GBP' })
    expect(await dateFor(london, '2026-07-14T23:30:00Z')).toBe('2026-07-15')
    expect(await dateFor(london, '2026-12-14T23:30:00Z')).toBe('2026-12-14')
    expect(await currencyOf(t.database, london)).toBe('GBP')
  })

  it('[PLAT-05] one instant is two business dates in New York and Seoul', async () => {
    const newYork = await t.company({ timeZone: 'America/New_York', currency: 'USD' })
    const instant = '2026-03-31T20:00:00Z'
    expect(await dateFor(newYork, instant)).toBe('2026-03-31')
    expect(await dateFor(t.companyId, instant)).toBe('2026-04-01')
  })

  it('[PLAT-05] is read once; the transactions after that ask nothing', async () => {
    const company = await t.company({ timeZone: 'America/New_York' })
    expect(await dateFor(company, '2026-03-31T20:00:00Z')).toBe('2026-03-31')
    const asked: string[] = []
    const { query } = t.database.pool
    t.database.pool.query = ((config: { text: string }) => {
      asked.push(config.text)
      return Reflect.apply(query, t.database.pool, [config])
    }) as never
    await dateFor(company, '2026-03-31T20:00:00Z')
    await zoneOf(t.database, company)
    t.database.pool.query = query
    expect(asked).toEqual([])
  })

  it('[PLAT-05] a consumer keeps the dates of every company whose events it reads', async () => {
    const london = await t.company({ timeZone: 'Europe/London' })
    const at = '2026-07-14T15:30:00Z'
    for (const companyId of [london, t.companyId]) {
      await t.database.transaction({ principal: systemPrincipal(companyId) }, async (tx) => {
        emit(tx, { type: 'guest.slept@1', subject: { entity: 'guest', id: newId() }, data: { at } })
      })
    }
    await t.settle()
    expect(dates).toEqual([
      { companyId: london, on: '2026-07-14' },
      { companyId: t.companyId, on: '2026-07-15' },
    ])
  })

  it('[PLAT-05] a company made in a transaction has its date in that transaction', async () => {
    const company = {
      code: newId(),
      name: '뉴욕',
      nameEn: 'New York',
      currency: 'USD',
      timeZone: 'America/New_York',
    }
    const person = { email: 'owner@example.com', name: '김서연', password: 'calm harbour, seven lanterns' }
    const { companyId } = await createOwner(t.database, { ...person, company }, [
      { code: 'owner', name: '대표', nameEn: 'Owner', permissions: ['*'] },
    ])
    expect(await zoneOf(t.database, companyId)).toBe('America/New_York')
  })

  it('[PLAT-05] a company that is not there has no date', async () => {
    await expect(todayOf(t.database, newId())).rejects.toThrow('kernel.not-found')
    await expect(dateFor(newId(), '2026-07-14T23:30:00Z')).rejects.toThrow('before its zone was read')
  })

  it('[PLAT-05] a day in a filter is a day of the company', async () => {
    const london = await t.company({ timeZone: 'Europe/London' })
    const night = { principal: systemPrincipal(london), now: new Date('2026-07-14T23:30:00Z') }
    await t.database.transaction(night, (tx) => createGuests(tx, [{ number: 'LON-1', name: 'Night owl' }]))
    const reader = t.as(t.person(['guest.read'], { companyId: london }))
    expect((await reader.get('/sample/guests?filter[createdAt][gte]=2026-07-15')).body.items).toHaveLength(1)
    expect((await reader.get('/sample/guests?filter[createdAt][lte]=2026-07-14')).body.items).toHaveLength(0)
  })
})
