import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import people from '../../people/module.ts'
import { createParties, type PartyDraft, partiesByReference } from '../api.ts'
import parties from '../module.ts'
import { partyImport } from './party.import.ts'

const t = await testKit([people, parties])

const draft = (key: string, more: Partial<PartyDraft> = {}): PartyDraft => ({
  kind: 'organisation',
  name: `상사 ${key}`,
  roles: ['customer'],
  reference: { system: 'shop', key },
  ...more,
})
const count = async () =>
  Number((await t.database.row<{ count: bigint }>('', 'select count(*) from parties.party'))?.count)

describe('createParties', () => {
  it('[CRM-01] two equal creates by external reference race: one party, both are told of it', async () => {
    for (let round = 0; round < 5; round++) {
      const key = `race-${round}`
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => t.transaction((tx) => createParties(tx, [draft(key)]))),
      )
      expect(new Set(answers.map(([answer]) => answer?.id)).size).toBe(1)
      expect(answers.filter(([answer]) => answer?.outcome === 'created')).toHaveLength(1)
    }
  })

  it('[CRM-01] run twice it has one effect, and says something new only where there is something new', async () => {
    const drafts = [
      draft('twice-1', { phone: '02-111-2222', addresses: [{ line1: '대전광역시 서구 둔산로 1' }] }),
      draft('twice-2'),
    ]
    const first = await t.transaction((tx) => createParties(tx, drafts))
    const before = await count()
    const second = await t.transaction((tx) => createParties(tx, drafts))
    expect(second).toEqual(first.map((party) => ({ ...party, outcome: 'unchanged' })))
    expect(await count()).toBe(before)
    const third = await t.transaction((tx) =>
      createParties(tx, [draft('twice-1', { industry: '도매' }), draft('twice-2', { phone: '02-333-4444' })]),
    )
    expect(third.map(({ outcome }) => outcome)).toEqual(['updated', 'updated'])
    const rows = await t.database.rows<object>(
      '',
      'select industry, phone from parties.party where id = any($1) order by number',
      [first.map(({ id }) => id)],
    )
    expect(rows).toEqual([
      { industry: '도매', phone: '02-111-2222' },
      { industry: null, phone: '02-333-4444' },
    ])
  })

  it('[CRM-01] drafts of one reference in one call become one party', async () => {
    const answers = await t.transaction((tx) =>
      createParties(tx, [
        draft('fold', { phone: '02-1-1', contacts: [{ kind: 'phone', value: '010-5555-6666' }] }),
        draft('fold', { name: '상사 나중', email: 'late@fold.kr' }),
      ]),
    )
    expect(answers[0]).toEqual(answers[1])
    const party = await t.database.row<object>('', 'select name, email from parties.party where id = $1', [
      answers[0]?.id,
    ])
    expect(party).toEqual({ name: '상사 나중', email: 'late@fold.kr' })
  })

  it('[CRM-01] takes as many statements for 2,000 parties as for two', async () => {
    const statements = async (drafts: PartyDraft[]) =>
      t.transaction(async (tx) => {
        let calls = 0
        const counting = new Proxy(tx, {
          get(target, key) {
            const value = Reflect.get(target, key) as unknown
            if (typeof value !== 'function' || !['rows', 'row', 'exec'].includes(String(key))) return value
            return (...values: unknown[]) => {
              calls += 1
              return (value as (...given: unknown[]) => unknown).apply(target, values)
            }
          },
        }) as Tx
        await createParties(counting, drafts)
        return calls
      })
    const many = (size: number, mark: string) =>
      Array.from({ length: size }, (_, index) =>
        draft(`${mark}-${index}`, {
          phone: `010-7000-${String(index).padStart(4, '0')}`,
          addresses: [{ line1: `길 ${index}` }],
        }),
      )
    expect(await statements(many(2000, 'many'))).toBe(await statements(many(2, 'few')))
  })

  it('[CRM-01] numbers are given without a gap', async () => {
    const numbers = await t.database.rows<{ number: string }>(
      '',
      'select number from parties.party order by number',
    )
    const expected = numbers.map((_row, index) => `C-${String(index + 1).padStart(6, '0')}`)
    expect(numbers.map(({ number }) => number)).toEqual(expected)
  })
})

describe('the import of parties', () => {
  const context = { importId: t.companyId, companyId: t.companyId, mode: 'create' as const }
  const column = (key: string) => partyImport.columns.find((candidate) => candidate.key === key)

  it('[CRM-01] reads the words offices use and refuses what cannot be right, with its reason', () => {
    expect(column('kind')?.parse?.('개인')).toEqual({ value: 'person' })
    expect(column('role')?.parse?.('매입처')).toEqual({ value: 'supplier' })
    expect(column('businessNumber')?.parse?.('116-82-00270')).toEqual({
      fault: { code: 'shape.business-number-check-digit' },
    })
    expect(column('phone')?.parse?.('12')).toEqual({ fault: { code: 'shape.bad-phone' } })
  })

  it('[CRM-01] a row whose key is in use or whose postal code is none is refused, the others come in', async () => {
    const rows = [
      { row: 1, values: { key: 'I-1', name: '가져온상사', line1: '서울 중구 1', postalCode: '04524' } },
      { row: 2, values: { key: 'I-2', name: '틀린우편', line1: '서울 중구 2', postalCode: '12' } },
    ]
    const first = await t.transaction((tx) => partyImport.apply(tx, rows, context))
    expect(first.map(({ outcome }) => outcome)).toEqual(['created', 'refused'])
    const again = await t.transaction((tx) => partyImport.apply(tx, rows.slice(0, 1), context))
    expect(again).toMatchObject([{ outcome: 'refused', reasons: [{ code: 'party.key-taken' }] }])
    const upsert = await t.transaction((tx) =>
      partyImport.apply(tx, rows.slice(0, 1), { ...context, mode: 'upsert' }),
    )
    expect(upsert[0]?.outcome).toBe('updated')
    const known = await partiesByReference(t.database, t.companyId, {
      system: 'import',
      keys: ['I-1', 'I-2'],
    })
    expect([...known.keys()]).toEqual(['I-1'])
  })
})
