import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineEntity } from '../shared/entity.ts'
import { newId } from '../shared/ids.ts'
import { listRoute } from './http/list-route.ts'
import kernel from './kernel.module.ts'
import { defineModule } from './module.ts'
import { mask, maskRow } from './personal-data.ts'
import { testKit } from './testkit.ts'

const personEntity = defineEntity({
  name: 'trial-person',
  table: 'trial.person',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    kind: z.enum(['person', 'organisation']),
    name: z.string().meta({ sort: true, personal: 'name', personalWhen: { key: 'kind', is: 'person' } }),
    phone: z.string().nullable().meta({ personal: 'phone' }),
    note: z.string().nullable(),
  }),
})
const trial = defineModule({
  name: 'trial',
  permissions: ['trial.read'],
  entities: [personEntity],
  migrations: new URL('./none/', import.meta.url),
  catalogues: new URL('./none/', import.meta.url),
  routes(app) {
    listRoute(app, personEntity, {
      url: '/persons',
      summary: 'Persons',
      permission: 'trial.read',
      defaultSort: 'name',
    })
  },
})
const t = await testKit([kernel, trial])
const hong = newId()
await ownerSql(`create schema trial; create table trial.person (id uuid, company_id uuid, kind text, name text, phone text, note text);
  grant usage on schema trial to wheelhouse_app; grant select on trial.person to wheelhouse_app;
  insert into trial.person values ('${hong}', '${t.companyId}', 'person', '홍길동', '010-1234-5678', '메모')`)

async function ownerSql(text: string): Promise<void> {
  const { default: pg } = await import('pg')
  const owner = new pg.Client({ connectionString: t.url })
  await owner.connect()
  await owner.query(text)
  await owner.end()
}

describe('masks', () => {
  it.each([
    ['name', '김구', '김*'],
    ['name', '홍길동', '홍*동'],
    ['name', '남궁민수', '남**수'],
    ['name', '영', '*'],
    ['name', 'John Smith', 'J*** S****'],
    ['name', '王小明', '王*明'],
    ['phone', '010-1234-5678', '010-****-5678'],
    ['phone', '01012345678', '010-****-5678'],
    ['phone', '02-345-6789', '02-****-6789'],
    ['phone', '+82 10-1234-5678', '+82 ****-5678'],
    ['phone', '+821012345678', '+****-5678'],
    ['phone', '+1 (415) 555-0134', '+1 ****-0134'],
    ['phone', '(02) 345-6789', '02-****-6789'],
    ['phone', '1588-1234', '*********'],
    ['phone', '내선 12', '*****'],
    ['email', 'hong@example.com', 'ho***@example.com'],
    ['email', 'a@example.com', '***@example.com'],
    ['email', 'not an address', '***'],
    ['address', '서울특별시 강남구 테헤란로 152 5층', '서울특별시 강남구 ***'],
    ['address', '테헤란로 152', '테헤란로 ***'],
    ['address', '221B Baker Street, London', '***, London'],
    ['birth', '1980-02-29', '****-**-**'],
    ['identifier', '800229-1234567', '********'],
  ])('[PLAT-06] %s %s is shown as %s', (kind, clear, shown) => {
    expect(mask(kind, clear)).toBe(shown)
  })

  it('[PLAT-06] never answers what it was given', () => {
    for (const kind of ['name', 'phone', 'email', 'address', 'identifier', 'anything']) {
      for (const value of ['김', '12', '+1(415)5550134', 'x@y', 'a b', '서울 강남', '@', '900101']) {
        expect(mask(kind, value), `${kind} ${value}`).not.toBe(value)
      }
    }
  })

  it('[PLAT-06] an organisation’s name is no secret; without the column that tells, it is taken for a person’s', () => {
    const clerk = t.person([])
    const organisation = { kind: 'organisation', name: '한울상사', phone: null }
    expect(maskRow(personEntity, organisation, clerk)).toEqual([])
    expect(organisation.name).toBe('한울상사')
    const unknown = { name: '홍길동' }
    maskRow(personEntity, unknown, clerk)
    expect(unknown.name).toBe('홍*동')
  })
})

describe('reading personal data', () => {
  it('[PLAT-06] a masked field is revealed for a reason, and the log says whose, by whom and what for', async () => {
    const clerk = t.person(['trial.read', 'personal-data.reveal'], { name: '이은주' })
    expect((await t.as(clerk).get('/trial/persons')).body.items[0]).toMatchObject({
      name: '홍*동',
      phone: '010-****-5678',
    })
    const asked = { entity: 'trial-person', id: hong, field: 'phone', reason: '배송지 확인 전화' }
    expect((await t.as(clerk).post('/kernel/personal-data/reveal', asked)).body).toEqual({
      value: '010-1234-5678',
    })
    const auditor = t.as(t.person(['audit.read']))
    const log = (await auditor.get(`/kernel/personal-data-log?q=${hong}`)).body.items
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({
      actorName: '이은주',
      entity: 'trial-person',
      recordIds: [hong],
      fields: ['phone'],
      purpose: '배송지 확인 전화',
    })
  })

  it('[PLAT-06] needs a reason, a personal field, the right to the record and a record of one’s company', async () => {
    const asked = { entity: 'trial-person', id: hong, field: 'phone', reason: '배송지 확인' }
    const reveal = (permissions: string[], more: object, who = {}) =>
      t.as(t.person(permissions, who)).post('/kernel/personal-data/reveal', { ...asked, ...more })
    const both = ['trial.read', 'personal-data.reveal']
    expect((await reveal(['trial.read'], {})).status).toBe(403)
    expect((await reveal(['personal-data.reveal'], {})).status).toBe(403)
    expect((await reveal(both, { reason: ' ' })).status).toBe(400)
    expect((await reveal(both, { field: 'note' })).body).toMatchObject({ code: 'privacy.not-revealable' })
    expect((await reveal(both, { field: 'id; drop table' })).status).toBe(422)
    expect((await reveal(both, { entity: 'nothing' })).status).toBe(422)
    expect((await reveal(both, {}, { companyId: newId() })).status).toBe(404)
  })

  it('[PLAT-06] in clear it is read only with the permission, and every page read is logged', async () => {
    const reader = t.person(['trial.read', 'personal-data.read'])
    expect((await t.as(reader).get('/trial/persons')).body.items[0]).toMatchObject({ name: '홍길동' })
    const log = (
      await t.as(t.person(['audit.read'])).get(`/kernel/personal-data-log?filter[actorId]=${reader.id}`)
    ).body.items
    expect(log).toMatchObject([{ fields: ['name', 'phone'] }])
  })
})

describe('the audit trail on the screen', () => {
  it('[CORE-11] is filtered by record and verified by whoever may read it', async () => {
    const auditor = t.as(t.person(['audit.read']))
    await t.transaction(async (tx) => {
      const { audit } = await import('./audit.ts')
      audit(tx, {
        action: 'trial.change',
        entity: 'trial-person',
        id: hong,
        before: { note: null },
        after: { note: '메모' },
      })
    })
    const { sealAudit } = await import('./audit-chain.ts')
    while ((await auditor.post('/kernel/audit/verify')).body.waiting !== '0') await sealAudit(t.database)
    const listed = (await auditor.get(`/kernel/audit?filter[entity]=trial-person&filter[recordId]=${hong}`))
      .body.items
    expect(listed).toMatchObject([{ action: 'trial.change', after: { note: '메모' } }])
    const verdict = (await auditor.post('/kernel/audit/verify')).body
    expect(verdict).toMatchObject({ waiting: '0', faults: [] })
    expect(Number(verdict.checked)).toBeGreaterThan(0)
    expect((await t.as(t.person([])).get('/kernel/audit')).status).toBe(403)
  })
})
