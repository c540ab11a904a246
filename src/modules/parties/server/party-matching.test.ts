import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import people from '../../people/module.ts'
import { createParties, partyMatching } from '../api.ts'
import parties from '../module.ts'
import { businessNumber } from './parties.fixture.ts'

const t = await testKit([people, parties])
const office = t.as(t.person([...parties.permissions, 'personal-data.read']))

await t.transaction((tx) =>
  createParties(tx, [
    { kind: 'person', name: '김서연', phone: '010-1234-5678', email: 'seoyeon.kim@example.com' },
    { kind: 'person', name: '박서연' },
    { kind: 'organisation', name: '주식회사 한울상사', nameEn: 'Hanul Trading Co., Ltd.', businessNumber },
    { kind: 'organisation', name: 'LG전자' },
    { kind: 'organisation', name: '나가나가나' },
    { kind: 'organisation', name: '100%_식품' },
    { kind: 'organisation', name: 'Customer 17850' },
  ]),
)

async function found(q: string): Promise<string[]> {
  const list = await office.get(`/parties/parties?q=${encodeURIComponent(q)}`)
  expect(list.status).toBe(200)
  const matched = await partyMatching(t.database, t.companyId, q, 10)
  expect(list.body.items.map((item: { id: string }) => item.id).sort()).toEqual([...matched].sort())
  return list.body.items.map((item: { name: string }) => item.name)
}

describe('a party is found', () => {
  it('[CRM-01] [CORE-08] by two syllables of a name, which trigrams cannot see', async () => {
    expect(await found('서연')).toEqual(['김서연', '박서연'])
    expect(await found('한울')).toEqual(['주식회사 한울상사'])
  })

  it('[CRM-01] [CORE-08] by initials', async () => {
    expect(await found('ㄱㅅㅇ')).toEqual(['김서연'])
    expect(await found('ㅎㅇㅅ')).toEqual(['주식회사 한울상사'])
    expect(await found('lgㅈㅈ')).toEqual(['LG전자'])
    expect(await found('ㄱ')).toContain('김서연')
  })

  it('[CRM-01] whatever its legal form and however it is spaced', async () => {
    for (const q of ['(주)한울', '한울 상사', '㈜ 한울상사', 'hanul trading', 'HANUL']) {
      expect(await found(q)).toEqual(['주식회사 한울상사'])
    }
  })

  it('[CRM-01] by the last digits of a phone, a business number, a mail or its own number', async () => {
    expect(await found('5678')).toEqual(['김서연'])
    expect(await found('010-1234-5678')).toEqual(['김서연'])
    expect(await found(businessNumber)).toEqual(['주식회사 한울상사'])
    expect(await found('seoyeon.kim@')).toEqual(['김서연'])
    expect(await found('17850')).toEqual(['Customer 17850'])
    expect(await found('c-000001')).toEqual(['김서연'])
  })

  it('by exactly what was typed: no pattern letters, no pairs that only look alike', async () => {
    expect(await found('0%_식')).toEqual(['100%_식품'])
    expect(await found('%%')).toEqual([])
    expect(await found('가나가나가나')).toEqual([])
    expect(await found("';--")).toEqual([])
  })

  it('not beyond the limit that was asked for', async () => {
    expect(await partyMatching(t.database, t.companyId, '서연', 1)).toHaveLength(1)
    expect(await partyMatching(t.database, '01890000-0000-7000-8000-00000000000b', '서연', 10)).toEqual([])
  })
})
