import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import kernel from '../../kernel.module.ts'
import { testKit } from '../../testkit.ts'
import { createGuests, createSampleTable, sampleModule } from '../sample.fixture.ts'
import { readSheet } from './spreadsheet.ts'

const t = await testKit([kernel, sampleModule()])
await createSampleTable(t.url)
await t.transaction((tx) =>
  createGuests(tx, [
    { number: 'A-1', name: '=HYPERLINK("http://evil")', spentMinor: 12_000n, joinedOn: '2026-01-31' },
    { number: 'A-2', name: '김철수', phone: '010-1234-5678', spentMinor: -500n },
    { number: 'B-1', name: '박, "가람"', spentMinor: 9_007_199_254_740_993_000n },
  ]),
)
const reader = t.person(['guest.read', 'personal-data.read'])
const columns = 'columns=number,name,phone,spent,joinedOn'

async function bytesOf(url: string): Promise<Buffer> {
  const answer = await t.as(reader).get(url)
  expect(answer.status).toBe(200)
  return answer.bytes
}

describe('an export', () => {
  it('[PLAT-02] holds what the list shows, in the columns asked for, and runs nothing in a spreadsheet', async () => {
    const text = (await bytesOf(`/sample/guests.csv?${columns}&sort=number`)).toString('utf8')
    expect(text.charCodeAt(0)).toBe(0xfeff)
    expect(text.slice(1).split('\r\n')).toEqual([
      'number,name,phone,spent,통화,joinedOn',
      `A-1,"'=HYPERLINK(""http://evil"")",,12000,KRW,2026-01-31`,
      'A-2,김철수,010-1234-5678,-500,KRW,',
      'B-1,"박, ""가람""",,9007199254740993000,KRW,',
      '',
    ])
  })

  it('[PLAT-02] is a workbook too, with numbers and dates as such and no digit lost', async () => {
    const bytes = await bytesOf(`/sample/guests.xlsx?${columns}&sort=number&filter[spent][gte]=0`)
    const rows: string[][] = []
    for await (const row of readSheet(bytes, 'guest')) rows.push(row)
    expect(rows).toEqual([
      ['number', 'name', 'phone', 'spent', '통화', 'joinedOn'],
      ['A-1', '=HYPERLINK("http://evil")', '', '12000', 'KRW', '2026-01-31'],
      ['B-1', '박, "가람"', '', '9007199254740993000', 'KRW'],
    ])
  })

  it('[PLAT-02] writes states in the words of the one who exports, or as codes when asked', async () => {
    const user = { id: newId(), name: '김서연' }
    await t.database.rows(
      '',
      `insert into kernel.user (id, email, name, created_at, updated_at) values ($1, 'words@example.com', $2, now(), now())`,
      [user.id, user.name],
    )
    await t.database.rows('', 'insert into kernel.membership values ($1, $2, now())', [user.id, t.companyId])
    const keeper = t.as(t.person(['user.read', 'personal-data.read']))
    const lineOf = async (more: string) =>
      String((await keeper.get(`/kernel/users.csv?columns=name,state${more}`)).body).split('\r\n')[1]
    expect(await lineOf('')).toBe('김서연,사용 중')
    expect(await lineOf('&lang=en')).toBe('김서연,Active')
    expect(await lineOf('&raw=true')).toBe('김서연,active')
  })

  it('[PLAT-06] masks, is logged and audited with the filter that was used', async () => {
    const masked = await t
      .as(t.person(['guest.read']))
      .get('/sample/guests.csv?columns=name&filter[number]=A-2')
    expect(String(masked.body)).toContain('김*수')
    const person = t.person(['guest.read', 'personal-data.read'])
    await t.as(person).get('/sample/guests.csv?columns=name&filter[number]=A-2')
    const log = await t.database.rows(
      '',
      'select purpose from kernel.personal_data_access where actor_id = $1',
      [person.id],
    )
    expect(log).toEqual([{ purpose: '/guests.csv' }])
    const trail = await t.database.row(
      '',
      'select action, after from kernel.audit_entry where actor_id = $1',
      [person.id],
    )
    expect(trail).toEqual({
      action: 'guest.export',
      after: { format: 'csv', columns: ['name'], filter: { 'filter[number]': 'A-2' } },
    })
  })

  it('refuses who may not read the list, an unknown column and a wrong filter before a byte is sent', async () => {
    expect((await t.as(t.person([])).get('/sample/guests.csv')).status).toBe(403)
    expect((await t.as(reader).get('/sample/guests.csv?columns=number,secret')).body.code).toBe(
      'export.unknown-column',
    )
    expect((await t.as(reader).get('/sample/guests.xlsx?filter[phone]=1')).body.code).toBe(
      'kernel.bad-filter',
    )
  })

  it('walks every page of a long list', async () => {
    await t.transaction((tx) =>
      createGuests(
        tx,
        Array.from({ length: 2_345 }, (_, index) => ({ number: `L-${index}`, name: '손님' })),
      ),
    )
    const text = (await bytesOf('/sample/guests.csv?columns=number&sort=number')).toString()
    expect(new Set(text.split('\r\n').filter((line) => line.startsWith('L-'))).size).toBe(2_345)
    const sheet = await bytesOf('/sample/guests.xlsx?columns=number&sort=number')
    let rows = 0
    for await (const _row of readSheet(sheet, 'guest')) rows += 1
    expect(rows).toBe(2_345 + 3 + 1)
  })
})
