import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import people from '../../people/module.ts'
import { consentingParties, createParties, partiesById, partyMatching } from '../api.ts'
import parties from '../module.ts'
import { businessNumber, organisation, person } from './parties.fixture.ts'

const t = await testKit([people, parties])
const office = t.as(t.person([...parties.permissions, 'personal-data.read']))

async function made(body: object): Promise<string> {
  return (await office.post('/parties/parties', body)).body.id
}
const record = async (id: string) => (await office.get(`/parties/parties/${id}`)).body

describe('duplicates', () => {
  it('[CRM-01] are named with their reasons, legal forms and slips aside', async () => {
    const id = await made(
      organisation('주식회사 푸른하늘산업', { businessNumber, phone: '02-777-1000', email: 'a@blue.kr' }),
    )
    await made(organisation('푸른하늘산업(주)', { businessNumber }))
    await made(organisation('푸른하늘상업'))
    await made(organisation('다른이름', { phone: '(02) 777 1000', email: 'A@BLUE.KR' }))
    await made(organisation('푸른바다산업'))
    const found = (await record(id)).duplicates.map((duplicate: { name: string; reasons: string[] }) => [
      duplicate.name,
      duplicate.reasons.sort(),
    ])
    expect(found).toEqual([
      ['푸른하늘산업(주)', ['business-number', 'name']],
      ['다른이름', ['email', 'phone']],
      ['푸른하늘상업', ['similar-name']],
    ])
  })

  it('[CRM-01] people share names: a name alone says nothing, with the same door it does', async () => {
    const door = { postalCode: '48058', line1: '부산광역시 해운대구 센텀중앙로 97' }
    const id = await made(person('김민지', { address: door }))
    await made(person('김민지'))
    expect((await record(id)).duplicates).toEqual([])
    await made(person('김민지', { address: door }))
    expect((await record(id)).duplicates).toMatchObject([{ name: '김민지', reasons: ['name'] }])
  })

  it('[CRM-01] two that were told apart stay apart', async () => {
    const one = await made(organisation('쌍둥이상사', { phone: '02-888-2000' }))
    const other = await made(organisation('쌍둥이물산', { phone: '02-888-2000' }))
    expect((await record(one)).duplicates).toHaveLength(1)
    await office.post(`/parties/parties/${one}/tell-apart`, { otherId: other })
    expect((await record(one)).duplicates).toEqual([])
    expect((await record(other)).duplicates).toEqual([])
  })

  it('[CRM-01] are warned of while a new party is typed, the business number checked on the way', async () => {
    await made(organisation('타자상사', { phone: '031-222-3333' }))
    const check = await office.get(
      `/parties/duplicates/check?name=${encodeURIComponent('㈜타자상사')}&businessNumber=116-82`,
    )
    expect(check.body).toMatchObject({
      businessNumberProblem: 'length',
      items: [{ name: '타자상사', reasons: ['name'] }],
    })
  })

  it('[CRM-01] of the whole company gather in groups', async () => {
    await made(organisation('모임상사'))
    await made(organisation('모임상사 주식회사'))
    const groups = (await office.get('/parties/duplicates')).body.items
    const names = groups.map((group: { parties: { name: string }[] }) =>
      group.parties.map((party) => party.name),
    )
    expect(names).toContainEqual(['모임상사', '모임상사 주식회사'])
  })
})

describe('a merge', () => {
  it('[CRM-01] reads two records as one, and taken back leaves both as they were', async () => {
    const survivor = await made(organisation('합침상사', { phone: '02-900-1000', roles: ['customer'] }))
    const merged = await made(
      organisation('합침무역', {
        phone: '02-900-2000',
        email: 'trade@hap.kr',
        industry: '무역',
        roles: ['supplier'],
        address: { line1: '인천광역시 중구 축항대로 1' },
      }),
    )
    await office.post(`/parties/parties/${merged}/consents`, {
      purpose: 'marketing',
      channel: 'email',
      granted: true,
      evidence: '웹 양식',
    })
    const [survivorBefore, mergedBefore] = [await record(survivor), await record(merged)]

    const preview = await office.get(`/parties/parties/${survivor}/merge-preview?with=${merged}`)
    expect(preview.body).toMatchObject({
      fills: [{ field: 'industry', value: '무역' }],
      brings: { contacts: 2, addresses: 1, roles: 1, consents: 1 },
      refusal: null,
    })
    expect((await office.post(`/parties/parties/${survivor}/merge`, { ids: [merged] })).status).toBe(200)
    expect(await record(survivor)).toMatchObject({
      industry: '무역',
      phone: '02-900-1000',
      email: 'trade@hap.kr',
      roles: ['customer', 'supplier'],
      merged: [{ id: merged, name: '합침무역' }],
      consents: [{ granted: true }],
    })
    const listed = (await office.get(`/parties/parties?q=${encodeURIComponent('합침')}`)).body.items
    expect(listed.map((item: { id: string }) => item.id)).toEqual([survivor])

    const [byOldId] = await partiesById(t.database, [merged])
    expect(byOldId).toMatchObject({
      id: merged,
      currentId: survivor,
      name: '합침상사',
      defaultAddress: { line1: '인천광역시 중구 축항대로 1' },
    })
    const consenting = await consentingParties(t.database, {
      partyIds: [survivor, merged],
      purpose: 'marketing',
      channel: 'email',
    })
    expect(consenting).toEqual(new Set([survivor, merged]))
    // An order kept under the old id is found by either name.
    for (const q of ['합침무역', '합침상사']) {
      expect((await partyMatching(t.database, t.companyId, q, 10)).sort()).toEqual([survivor, merged].sort())
    }

    expect((await office.post(`/parties/parties/${merged}/unmerge`, {})).status).toBe(200)
    const still = ['version', 'consents', 'consentHistory', 'duplicates']
    const facts = (row: object) =>
      Object.fromEntries(Object.entries(row).filter(([key]) => !still.includes(key)))
    expect(facts(await record(survivor))).toEqual(facts(survivorBefore))
    expect(facts(await record(merged))).toEqual(facts(mergedBefore))
  })

  it('[CRM-01] shows what both records say once, with one preferred phone and one default address', async () => {
    const same = { phone: '02-911-1000', roles: ['customer'] }
    const survivor = await made(organisation('한번상사', { ...same, address: { line1: '길 1' } }))
    const merged = await made(
      organisation('한번물산', { ...same, email: 'once@han.kr', address: { line1: '길 2' } }),
    )
    await office.post(`/parties/parties/${survivor}/merge`, { ids: [merged] })
    const seen = await record(survivor)
    expect(seen.contacts.map((contact: { kind: string }) => contact.kind).sort()).toEqual(['email', 'phone'])
    expect(seen.roleHistory).toHaveLength(1)
    const defaults = seen.addresses.map((address: { line1: string; isDefault: boolean }) => [
      address.line1,
      address.isDefault,
    ])
    expect(defaults).toEqual([
      ['길 1', true],
      ['길 2', false],
    ])
  })

  it('[CRM-01] of a merged survivor leads every old id to the last one, and comes apart link by link', async () => {
    const [a, b, c] = [
      await made(organisation('사슬가')),
      await made(organisation('사슬나')),
      await made(organisation('사슬다')),
    ]
    await office.post(`/parties/parties/${b}/merge`, { ids: [a] })
    await office.post(`/parties/parties/${c}/merge`, { ids: [b] })
    const current = async () =>
      (await partiesById(t.database, [a, b, c])).map(({ id, currentId }) => [id, currentId])
    expect(new Map((await current()) as [string, string][])).toEqual(
      new Map([
        [a, c],
        [b, c],
        [c, c],
      ]),
    )
    await office.post(`/parties/parties/${b}/unmerge`, {})
    expect(new Map((await current()) as [string, string][])).toEqual(
      new Map([
        [a, b],
        [b, b],
        [c, c],
      ]),
    )
  })

  it('[CRM-01] two people merge two records into each other: one merge, no circle', async () => {
    const [a, b] = [await made(organisation('서로가')), await made(organisation('서로나'))]
    const answers = await Promise.all([
      office.post(`/parties/parties/${a}/merge`, { ids: [b] }),
      office.post(`/parties/parties/${b}/merge`, { ids: [a] }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('[CRM-01] is refused with itself, between a person and a company, and for a changed record', async () => {
    const [company, human] = [await made(organisation('거절상사')), await made(person('거절인'))]
    const url = `/parties/parties/${company}/merge`
    expect((await office.post(url, { ids: [company] })).body.code).toBe('party.merge-itself')
    expect((await office.post(url, { ids: [human] })).body.code).toBe('party.merge-kinds')
    const stale = await office.post(
      url,
      { ids: [await made(organisation('거절물산'))] },
      { 'if-match': '"9"' },
    )
    expect(stale.status).toBe(412)
  })

  it('[CRM-01] a merged record is written to no more, and an import of it leaves the survivor alone', async () => {
    const reference = { system: 'erp', key: 'M-1' }
    const [draft] = await t.transaction((tx) =>
      createParties(tx, [{ kind: 'organisation', name: '옛이름', reference }]),
    )
    const survivor = await made(organisation('새이름'))
    await office.post(`/parties/parties/${survivor}/merge`, { ids: [draft?.id] })
    const change = await office.post(`/parties/parties/${draft?.id}/roles`, { role: 'bank' })
    expect(change).toMatchObject({ status: 409, body: { code: 'party.is-merged' } })
    const [again] = await t.transaction((tx) =>
      createParties(tx, [{ kind: 'organisation', name: '옛이름 둘', reference }]),
    )
    expect(again).toMatchObject({ id: survivor, outcome: 'unchanged' })
    expect((await record(survivor)).name).toBe('새이름')
  })

  it('every invariant of the module holds after merges', async () => {
    for (const invariant of parties.invariants ?? []) {
      expect((await invariant.find(t.database)).faults, invariant.name).toEqual([])
    }
  })
})
