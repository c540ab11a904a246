import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { emit } from '../../events.ts'
import kernel from '../../kernel.module.ts'
import { testKit } from '../../testkit.ts'
import { createGuests, createSampleTable, sampleModule } from '../sample.fixture.ts'

const t = await testKit([kernel, sampleModule()])
await createSampleTable(t.url)
const clerk = t.as(t.person(['guest.read', 'personal-data.read']))

const unit = newId()
await t.transaction((tx) =>
  createGuests(tx, [
    { number: 'GU-2026-000123', name: '김철수', phone: '010-1234-5678' },
    { number: 'GU-2026-000124', name: '박가람' },
    { number: 'GU-2026-000125', name: '한울 상사' },
    { number: 'GU-2026-000126', name: 'Hello Market' },
    { number: 'GU-2026-000128', name: 'Olive Oil 320ml' },
    { number: 'GU-2026-000127', name: '남궁민수', orgUnitId: unit },
  ]),
)
await t.settle()

async function titles(q: string, client = clerk): Promise<string[]> {
  const answer = await client.get(`/kernel/search?q=${encodeURIComponent(q)}`)
  expect(answer.status).toBe(200)
  return answer.body.items.map((hit: { title: string }) => hit.title)
}

describe('search', () => {
  it.each([
    ['ㄱㅊㅅ', '김철수'],
    ['ㅊㅅ', '김철수'],
    ['철수', '김철수'],
    ['김처', '김철수'],
    ['김ㅊㅅ', '김철수'],
    ['rlacjftn', '김철수'],
    ['김철슈', '김철수'],
    ['남궁만수', '남궁민수'],
    ['한울상사', '한울 상사'],
    ['상사 한울', '한울 상사'],
    ['ㅗ디ㅣㅐ', 'Hello Market'],
    ['helo market', 'Hello Market'],
    ['GU-2026-000123', '김철수'],
    ['gu2026000123', '김철수'],
    ['123', '김철수'],
    ['01012345678', '김철수'],
    ['010-1234', '김철수'],
    ['5678', '김철수'],
    ['1234-5678', '김철수'],
    ['김철수 5678', '김철수'],
    ['olive 320', 'Olive Oil 320ml'],
    ['320ml', 'Olive Oil 320ml'],
    ['박', '박가람'],
  ])('[PLAT-10] %s finds %s first', async (q, name) => {
    expect((await titles(q))[0]).toBe(name)
  })

  it('[PLAT-04] shows nothing of entities the caller may not read, nor of other units and companies', async () => {
    expect(await titles('김철수', t.as(t.person([])))).toEqual([])
    expect(await titles('남궁민수', t.as(t.person(['guest.read'], { orgUnitIds: [newId()] })))).toEqual([])
    expect(await titles('남궁민수', t.as(t.person(['guest.read'], { orgUnitIds: [unit] })))).toEqual([
      '남**수',
    ])
    expect(await titles('김철수', t.as(t.person(['guest.read'], { companyId: newId() })))).toEqual([])
  })

  it('[PLAT-06] masks names from who may not read personal data, and logs who reads them', async () => {
    expect(await titles('철수', t.as(t.person(['guest.read'])))).toEqual(['김*수'])
    const reader = t.person(['guest.read', 'personal-data.read'])
    await titles('철수', t.as(reader))
    const log = await t.database.rows(
      '',
      'select fields from kernel.personal_data_access where actor_id = $1',
      [reader.id],
    )
    expect(log).toEqual([{ fields: ['title'] }])
  })

  it('forgets a record that is gone and follows one that is renamed', async () => {
    const [id] = await t.transaction((tx) => createGuests(tx, [{ number: 'GU-9', name: '임시손님' }]))
    await t.settle()
    expect(await titles('임시손님')).toEqual(['임시손님'])
    await t.transaction(async (tx) => {
      await tx.exec('', 'delete from sample.guest where id = $1', [id])
      emit(tx, { type: 'guest.left@1', subject: { entity: 'guest', id: id as string }, data: {} })
    })
    await t.settle()
    expect(await titles('임시손님')).toEqual([])
    expect(await titles('GU-9')).toEqual([])
  })

  it('rebuilds the whole index as a job', async () => {
    const answer = await t.as(t.person(['search.rebuild'])).post('/kernel/search/rebuild', {})
    expect(answer.status).toBe(202)
    await t.settle()
    const job = await t.database.row<{ state: string; result: unknown }>(
      '',
      'select state, result from kernel.job where id = $1',
      [answer.body.jobId],
    )
    expect(job).toEqual({ state: 'done', result: { indexed: 6 } })
  })

  it('answers quickly with 24,000 documents', async () => {
    const families = [...'김이박최정강조윤장임한오서신권황안송류홍']
    const givens = [
      '민준',
      '서연',
      '도윤',
      '하은',
      '지호',
      '수아',
      '예준',
      '지우',
      '시우',
      '채원',
      '준서',
      '유나',
    ]
    await t.transaction((tx) =>
      createGuests(
        tx,
        Array.from({ length: 24_000 }, (_, index) => ({
          number: `SO-2026-${String(index + 200).padStart(6, '0')}`,
          name: `${families[index % families.length]}${givens[index % givens.length]}${index % 7 === 0 ? ` ${index}` : ''}`,
          phone: `010-${String(3000 + (index % 6000))}-${String(index).padStart(4, '0').slice(-4)}`,
        })),
      ),
    )
    await t.settle()
    const asked = [
      '김민준',
      '서연',
      'ㄱㅁㅈ',
      'ㅅㅇ',
      '지호',
      'SO-2026-012345',
      '12345',
      '010-3456',
      'rlaalswns',
      '김밍준',
      '채워',
      '없는이름',
    ]
    const times: number[] = []
    for (let round = 0; round < 8; round++) {
      for (const q of asked) {
        const start = performance.now()
        await titles(q)
        times.push(performance.now() - start)
      }
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => `${(times[Math.floor(times.length * share)] ?? 0).toFixed(1)} ms`
    console.log(`search over 24,000 documents: p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(0.999)}`)
    expect(await titles('SO-2026-012345')).toHaveLength(1)
  })
})
