import { describe, expect, it } from 'vitest'
import kernel from '../../../kernel/server/kernel.module.ts'
import { parityFaults, testKit } from '../../../kernel/server/testkit.ts'
import people from '../../people/module.ts'
import parties from '../module.ts'
import { refreshDerived } from './derived.ts'
import { businessNumber, organisation, person } from './parties.fixture.ts'

const t = await testKit([kernel, people, parties])
const office = t.as(t.person([...parties.permissions, 'personal-data.read']))
const clerk = t.as(t.person(['party.read', 'party.change']))

async function made(body: object): Promise<string> {
  const answer = await office.post('/parties/parties', body)
  expect(answer.body).toMatchObject({ outcome: 'created' })
  return answer.body.id
}
const record = async (id: string) => (await office.get(`/parties/parties/${id}`)).body

describe('a party', () => {
  it('[CORE-08] the tables are what the entities say', async () => {
    for (const entity of parties.entities ?? []) expect(await parityFaults(t.database, entity)).toEqual([])
  })

  it('[CRM-01] is kept once with number, roles, contact points and a default address', async () => {
    const id = await made(
      organisation('주식회사 한울상사', {
        businessNumber,
        phone: '02-555-0100',
        email: 'Order@Hanul.kr',
        roles: ['customer', 'supplier'],
        address: { postalCode: '06236', line1: '서울특별시 강남구 테헤란로 152', line2: '10층' },
      }),
    )
    expect(await record(id)).toMatchObject({
      number: expect.stringMatching(/^C-\d{6}$/),
      state: 'active',
      businessNumber: businessNumber.replaceAll('-', ''),
      phone: '02-555-0100',
      email: 'Order@Hanul.kr',
      roles: ['customer', 'supplier'],
      addresses: [{ postalCode: '06236', isDefault: true }],
      actions: [
        { name: 'rest', refusal: null },
        { name: 'close', refusal: null },
      ],
    })
  })

  it('[CRM-01] a wrong check digit, an impossible phone and a foreign postal code are refused beside their field', async () => {
    const wrong = `${businessNumber.slice(0, -1)}${(Number(businessNumber.at(-1)) + 1) % 10}`
    const number = await office.post('/parties/parties', organisation('오류상사', { businessNumber: wrong }))
    expect(number).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/businessNumber', code: 'business-number-check-digit' }] },
    })
    const phone = await office.post('/parties/parties', organisation('오류상사', { phone: '123' }))
    expect(phone.body.errors[0].pointer).toBe('/phone')
    const postal = await office.post(
      '/parties/parties',
      organisation('오류상사', { address: { postalCode: '123', line1: '길 1' } }),
    )
    expect(postal.body.errors[0].pointer).toBe('/address/postalCode')
  })

  it('[CORE-08] two clerks change one record: the second is told of the version that stands', async () => {
    const id = await made(organisation('동시수정'))
    const change = (name: string) =>
      office.send('PATCH', `/parties/parties/${id}`, organisation(name), { 'if-match': '"1"' })
    const answers = await Promise.all([change('동시수정 가'), change('동시수정 나')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it('[PLAT-06] whoever may not read personal data sees masks on list and record', async () => {
    const id = await made(
      person('남궁민수', {
        phone: '010-2345-6789',
        email: 'minsu@example.com',
        address: {
          postalCode: '04524',
          line1: '서울특별시 중구 세종대로 110',
          line2: '3층',
          recipient: '남궁민수',
        },
      }),
    )
    const list = await clerk.get(`/parties/parties?q=${encodeURIComponent('궁민')}`)
    const masked = { name: '남**수', phone: '010-****-6789', email: 'mi***@example.com' }
    expect(list.body.items[0]).toMatchObject(masked)
    const seen = (await clerk.get(`/parties/parties/${id}`)).body
    expect(seen).toMatchObject({
      ...masked,
      addresses: [{ line1: '서울특별시 중구 ***', line2: '**', recipient: '남**수', postalCode: '04524' }],
    })
    expect(JSON.stringify(seen)).not.toMatch(/2345|남궁민수|세종대로/)
  })

  it('[PLAT-06] a company is no person: its name is not masked', async () => {
    const id = await made(organisation('세종유통'))
    expect((await clerk.get(`/parties/parties/${id}`)).body.name).toBe('세종유통')
  })

  it('[PLAT-06] whose data was read in clear, and by whom, is noted', async () => {
    const id = await made(person('황보라', { phone: '010-1111-2222' }))
    const reads = () =>
      t.database.rows<{ fields: string[] }>(
        '',
        'select fields from kernel.personal_data_access where $1 = any(record_ids)',
        [id],
      )
    await clerk.get(`/parties/parties/${id}`)
    expect(await reads()).toEqual([])
    await office.get(`/parties/parties/${id}`)
    expect(await reads()).toEqual([{ fields: ['name', 'phone', 'contacts.phone'] }])
  })

  it('[PLAT-06] events carry no personal data, only what changed', async () => {
    const id = await made(person('선우진', { phone: '010-3333-4444' }))
    await office.post(`/parties/parties/${id}/contacts`, { kind: 'email', value: 'woojin@example.com' })
    const events = await t.database.rows<{ data: unknown }>(
      '',
      'select data from kernel.event where record_id = $1',
      [id],
    )
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toMatch(/선우진|3333|woojin/)
  })

  it('[PLAT-06] a change leaves alone what it does not speak of, so masks on a form are never saved', async () => {
    const id = await made(person('독고준', { industry: '출판' }))
    const change = await clerk.send('PATCH', `/parties/parties/${id}`, {
      industry: null,
      customerGroup: 'vip',
    })
    expect(change).toMatchObject({ status: 200, body: { version: 2 } })
    expect(await record(id)).toMatchObject({ name: '독고준', industry: null, customerGroup: 'vip' })
  })

  it('[CORE-08] [PLAT-06] is found by the global search; a person masked, a merged record under its survivor', async () => {
    const survivor = await made(organisation('전역검색상사'))
    const merged = await made(organisation('전역검색물산', { phone: '02-123-9876' }))
    await made(person('탁재현'))
    await office.post(`/parties/parties/${survivor}/merge`, { ids: [merged] })
    await t.settle()
    const search = async (q: string, by = office) =>
      (await by.get(`/kernel/search?q=${encodeURIComponent(q)}`)).body.items.map(
        (item: { title: string }) => item.title,
      )
    expect(await search('전역검색')).toEqual(['전역검색상사'])
    expect(await search('021239876')).toEqual(['전역검색상사'])
    expect(await search('탁재현')).toEqual(['탁재현'])
    expect(await search('탁재현', clerk)).toEqual(['탁*현'])
    expect(await search('전역검색', clerk)).toEqual(['전역검색상사'])
  })

  it('[CRM-01] roles are dated, held once at a time, and begin and end by the calendar', async () => {
    const id = await made(organisation('기간상사', { roles: ['customer'] }))
    const again = await office.post(`/parties/parties/${id}/roles`, { role: 'customer' })
    expect(again).toMatchObject({ status: 409, body: { code: 'party.role-held' } })
    await office.post(`/parties/parties/${id}/roles`, { role: 'supplier', fromOn: '2099-01-01' })
    expect((await record(id)).roles).toEqual(['customer'])
    await t.transaction((tx) => refreshDerived(tx, [id], '2099-01-01'))
    expect((await record(id)).roles).toEqual(['customer', 'supplier'])
    const list = await office.get('/parties/parties?filter[roles]=supplier')
    expect(list.body.items.map((item: { id: string }) => item.id)).toContain(id)
  })

  it('[CRM-01] the preferred phone is the one lists show, also after the old one is gone', async () => {
    const id = await made(organisation('연락상사', { phone: '02-555-0101' }))
    const url = `/parties/parties/${id}/contacts`
    await office.post(url, { kind: 'phone', value: '+44 20 7946 0018', preferred: true })
    expect((await record(id)).phone).toBe('+44 20 7946 0018')
    const preferred = (await record(id)).contacts.find((contact: { preferred: boolean }) => contact.preferred)
    await office.send('DELETE', `${url}/${preferred.id}`, {})
    expect((await record(id)).phone).toBe('02-555-0101')
    expect((await office.post(url, { kind: 'phone', value: '02 555 0101' })).status).toBe(409)
  })

  it('[CRM-01] one address is the default; an ended one is kept and is none', async () => {
    const id = await made(organisation('주소상사', { address: { line1: '부산광역시 해운대구 센텀로 1' } }))
    const url = `/parties/parties/${id}/addresses`
    const second = await office.post(url, {
      kind: 'shipping',
      line1: '부산광역시 사하구 을숙도로 2',
      isDefault: true,
    })
    const defaults = async () =>
      (await record(id)).addresses
        .filter((address: { isDefault: boolean }) => address.isDefault)
        .map((address: { line1: string }) => address.line1)
    expect(await defaults()).toEqual(['부산광역시 사하구 을숙도로 2'])
    expect((await office.post(`${url}/${second.body.id}/end`, {})).status).toBe(200)
    expect(await defaults()).toEqual([])
    expect((await record(id)).addresses).toHaveLength(2)
  })

  it('[CRM-01] consents keep their history, the latest holds, and none can be changed afterwards', async () => {
    const id = await made(person('정다은'))
    const url = `/parties/parties/${id}/consents`
    await office.post(url, {
      purpose: 'marketing',
      channel: 'sms',
      granted: true,
      evidence: '가입 신청서 12호',
      at: '2026-01-02T03:04:05Z',
    })
    await office.post(url, { purpose: 'marketing', channel: 'sms', granted: false, evidence: '고객 전화' })
    const seen = await record(id)
    expect(seen.consents).toMatchObject([{ channel: 'sms', granted: false }])
    expect(seen.consentHistory).toHaveLength(2)
    await expect(t.database.rows('', 'update parties.consent_entry set granted = true')).rejects.toThrow(
      'permission denied',
    )
    const future = await office.post(url, {
      purpose: 'marketing',
      channel: 'sms',
      granted: true,
      evidence: '미래',
      at: '2999-01-01T00:00:00Z',
    })
    expect(future.body.code).toBe('party.consent-in-future')
  })

  it('[CORE-08] moves by its lifecycle, with audit and event', async () => {
    const id = await made(organisation('종료상사'))
    expect((await office.post(`/parties/parties/${id}/close`, { reason: '폐업 확인' })).body.state).toBe(
      'closed',
    )
    expect((await office.post(`/parties/parties/${id}/rest`, {})).status).toBe(409)
    const trail = await t.database.rows(
      '',
      `select reason from kernel.audit_entry where record_id = $1 and action = 'party.close'`,
      [id],
    )
    expect(trail).toEqual([{ reason: '폐업 확인' }])
  })

  it('[CRM-01] relations show on both records', async () => {
    const company = await made(organisation('관계상사'))
    const contact = await made(person('오하늘'))
    await office.post(`/parties/parties/${contact}/relations`, {
      toPartyId: company,
      kind: 'contact-of',
      title: '구매팀장',
    })
    expect((await record(company)).relations).toMatchObject([
      { otherName: '오하늘', kind: 'contact-of', title: '구매팀장' },
    ])
    expect((await record(contact)).relations).toMatchObject([{ otherName: '관계상사' }])
  })

  it('[PLAT-06] another company sees and changes nothing', async () => {
    const id = await made(organisation('우리상사'))
    const stranger = t.as(t.person(parties.permissions, { companyId: await t.company() }))
    expect((await stranger.get('/parties/parties')).body.items).toEqual([])
    expect((await stranger.get(`/parties/parties/${id}`)).status).toBe(404)
    expect((await stranger.post(`/parties/parties/${id}/roles`, { role: 'bank' })).status).toBe(404)
    expect((await stranger.post(`/parties/parties/${id}/close`, { reason: '안 됨' })).status).toBe(404)
  })

  it('every invariant of the module holds', async () => {
    for (const invariant of parties.invariants ?? []) {
      const { checked, faults } = await invariant.find(t.database)
      expect(faults, invariant.name).toEqual([])
      expect(checked).toBeGreaterThanOrEqual(0n)
    }
  })
})
