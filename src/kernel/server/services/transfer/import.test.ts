import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../../shared/errors.ts'
import kernel from '../../kernel.module.ts'
import { type TestAnswer, testKit } from '../../testkit.ts'
import type { Tx } from '../../transaction.ts'
import { diskStore } from '../files/disk-store.ts'
import { useFileStore } from '../files/file-store.ts'
import { multipartOf } from '../files/multipart.fixture.ts'
import { createGuests, createSampleTable, sampleModule } from '../sample.fixture.ts'
import { dateCell, moneyCell } from './cell-parsers.ts'
import { importJob } from './import-job.ts'
import type { ImportSource, RowResult } from './import-source.ts'
import { readSheet, writeWorkbook } from './spreadsheet.ts'

let crash: (() => void) | undefined

const guestImport: ImportSource = {
  entity: 'guest',
  label: 'sample.guest',
  permission: 'guest.import',
  keyField: 'number',
  batchSize: 5,
  columns: [
    { key: 'number', label: 'sample.number', required: true, aliases: ['회원번호', 'no'], example: 'G-1' },
    { key: 'name', label: 'sample.name', required: true, aliases: ['이름', '성명'] },
    { key: 'phone', label: 'sample.phone', aliases: ['전화'] },
    {
      key: 'spentMinor',
      label: 'sample.spent',
      kind: 'money',
      aliases: ['구매 금액'],
      parse: moneyCell('KRW'),
    },
    { key: 'joinedOn', label: 'sample.joined', kind: 'date', aliases: ['가입일'], parse: dateCell },
  ],
  async apply(tx: Tx, rows): Promise<RowResult[]> {
    if (rows.some(({ values }) => values.name === '금지')) throw new DomainError('sample.banned')
    await createGuests(
      tx,
      rows.map(({ values }) => values as never),
    )
    crash?.()
    return rows.map(() => ({ outcome: 'created' }))
  },
  async check(db, rows) {
    const taken = await db.rows<{ number: string }>(
      '',
      'select number from sample.guest where number = any($1)',
      [rows.map(({ values }) => values.number)],
    )
    return rows.map(({ values }) =>
      taken.some(({ number }) => number === values.number)
        ? {
            outcome: 'refused',
            reasons: [{ field: 'number', code: 'kernel.already-there', details: { rule: 'guest' } }],
          }
        : { outcome: 'created' },
    )
  },
}

const t = await testKit([kernel, sampleModule({ imports: [guestImport] })])
await createSampleTable(t.url)
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-import-'))
beforeAll(() => useFileStore(diskStore(folder)))
afterAll(() => {
  useFileStore(undefined)
  rmSync(folder, { recursive: true, force: true })
})

const clerk = t.person(['guest.import', 'guest.read'])

function upload(name: string, bytes: Buffer, person = clerk): Promise<TestAnswer> {
  const form = multipartOf({ name, bytes, fields: { entity: 'guest' } })
  return t.as(person).send('POST', '/kernel/imports', form.payload, form.headers)
}

const korean =
  '회원번호,이름,전화,구매 금액,가입일,메모\r\nA-1,김철수,010-1234-5678,"12,000원",2026.1.31,단골\r\nA-2,,010,abc,2026-02-30,\r\nA-3,금지,,,,\r\nA-4,박가람,,3000,20260301,\r\n'

describe('an import', () => {
  it.each([
    ['utf-8', Buffer.from(`\uFEFF${korean}`)],
    ['cp949', iconv.encode(korean, 'cp949')],
    ['utf-16le', iconv.encode(`\uFEFF${korean.replaceAll(',전화', ',전화')}`, 'utf-16le')],
    ['utf-8', Buffer.from(korean.replace('"12,000원"', '12000').replaceAll(',', '\t'))],
    ['utf-8', Buffer.from(korean.replace('"12,000원"', '12000').replaceAll(',', ';'))],
  ])(
    '[PLAT-02] reads Korean text in %s whatever parts its cells, and knows the columns',
    async (encoding, bytes) => {
      const { status, body } = await upload('회원.csv', bytes)
      expect(status).toBe(201)
      expect(body).toMatchObject({
        state: 'draft',
        encoding,
        rowCount: 4,
        accepted: 3,
        refused: 1,
        missing: [],
      })
      expect(body.columns.map((column: { field: string }) => column.field)).toEqual([
        'number',
        'name',
        'phone',
        'spentMinor',
        'joinedOn',
        null,
      ])
      expect(body.preview[1].errors).toEqual([
        { field: 'name', detail: '꼭 있어야 하는 값입니다. 값을 채워 주세요.' },
        { field: 'spentMinor', detail: '숫자로 읽을 수 없습니다: abc' },
        { field: 'joinedOn', detail: '날짜로 읽을 수 없습니다: 2026-02-30. 2026-01-31처럼 적어 주세요.' },
      ])
    },
  )

  it('[PLAT-02] loses nothing on a bad row: it comes back with its reasons, in the encoding it came in', async () => {
    const { body } = await upload('회원.csv', iconv.encode(korean, 'cp949'))
    const started = await t.as(clerk).post(`/kernel/imports/${body.id}/start`)
    expect(started.status).toBe(202)
    await t.settle()
    const done = await t.as(clerk).get(`/kernel/imports/${body.id}`)
    expect(done.body).toMatchObject({ state: 'done', accepted: 2, refused: 2 })
    const job = await t.as(clerk).get(`/kernel/jobs/${started.body.jobId}`)
    expect(job.body).toMatchObject({
      state: 'done',
      title: '가져오기',
      progress: { done: 4, total: 4 },
      result: {
        created: 2,
        updated: 0,
        refused: 2,
        errorFile: `/api/v1/kernel/imports/${body.id}/errors.csv`,
      },
    })
    const errors = await t.as(clerk).get(job.body.result.errorFile)
    const lines = iconv.decode(errors.bytes, 'cp949').split('\r\n')
    expect(lines[0]).toBe('회원번호,이름,전화,구매 금액,가입일,메모,거절 사유')
    expect(lines[1]).toMatch(/^A-2,,010,abc,2026-02-30,,.*꼭 있어야/)
    expect(lines[2]).toBe('A-3,금지,,,,,errors.sample.banned')
    const sheet: string[][] = []
    const book = await t.as(clerk).get(`/kernel/imports/${body.id}/errors.xlsx`)
    for await (const row of readSheet(book.bytes, 'guest')) sheet.push(row)
    expect(sheet).toHaveLength(3)
    const guests = await t.database.rows(
      '',
      'select number, name, spent_minor, joined_on from sample.guest order by number',
    )
    expect(guests).toEqual([
      { number: 'A-1', name: '김철수', spentMinor: 12000n, joinedOn: '2026-01-31' },
      { number: 'A-4', name: '박가람', spentMinor: 3000n, joinedOn: '2026-03-01' },
    ])
    const told = await t.as(clerk).get('/kernel/notifications')
    expect(told.body.items[0]).toMatchObject({ title: '회원.csv 가져오기를 마쳤습니다' })
    const again = await upload('회원.csv', iconv.encode(korean, 'cp949'))
    expect(again.body.preview[0].errors[0].field).toBe('number')
    expect((await t.as(clerk).post(`/kernel/imports/${body.id}/start`)).body.code).toBe('import.not-draft')
  })

  it('[PLAT-02] reads a workbook by sheet and header row, with the columns a person chose', async () => {
    async function* rows() {
      yield ['회원 명단', '', '']
      yield ['번호?', '누구', '언제']
      yield ['X-1', '이영희', new Date('2026-05-05T00:00:00Z')]
    }
    const chunks: Buffer[] = []
    for await (const chunk of writeWorkbook(
      '명단',
      [{ header: 'a' }, { header: 'b' }, { header: 'c', format: 'yyyy-mm-dd' }],
      rows(),
    )) {
      chunks.push(Buffer.from(chunk as Uint8Array))
    }
    const { body } = await upload('명단.xlsx', Buffer.concat(chunks))
    expect(body).toMatchObject({ encoding: 'xlsx', sheets: ['명단'], missing: ['number', 'name'] })
    expect((await t.as(clerk).post(`/kernel/imports/${body.id}/start`)).body.code).toBe(
      'import.missing-columns',
    )
    const changed = await t.as(clerk).send('PATCH', `/kernel/imports/${body.id}`, {
      headerRow: 3,
      mapping: { 0: 'number', 1: 'name', 2: 'joinedOn' },
      mode: 'upsert',
    })
    expect(changed.body).toMatchObject({
      headerRow: 3,
      mode: 'upsert',
      rowCount: 1,
      accepted: 1,
      missing: [],
    })
    expect(changed.body.preview[0].values).toEqual({ number: 'X-1', name: '이영희', joinedOn: '2026-05-05' })
  })

  it('refuses what is no table, a column twice, and who may not import', async () => {
    expect((await upload('a.pdf', Buffer.from('%PDF-1.7'))).body.code).toBe('import.unreadable')
    expect((await upload('a.csv', Buffer.from('이름\n김'), t.person([]))).status).toBe(403)
    const { body } = await upload('a.csv', Buffer.from('no,이름\n1,김'))
    const twice = await t
      .as(clerk)
      .send('PATCH', `/kernel/imports/${body.id}`, { mapping: { 0: 'name', 1: 'name' } })
    expect(twice.body.code).toBe('import.field-twice')
    expect((await t.as(t.person([])).get(`/kernel/imports/${body.id}`)).status).toBe(403)
    const template = await t.as(clerk).get('/kernel/imports/template?entity=guest&format=csv')
    expect(String(template.body)).toContain('sample.number,sample.name')
  })

  it.each([
    [
      'a broken archive',
      'a.xlsx',
      Buffer.concat([Buffer.from('PK\x03\x04[Content_Types].xml xl/workbook'), Buffer.alloc(500, 7)]),
    ],
    ['an empty sheet of commas', 'a.csv', Buffer.from('\n\n,,,\n')],
    ['an open quote', 'a.csv', Buffer.from(`no,이름\n"${'x'.repeat(2_000_000)}`)],
    ['zero characters', 'a.csv', Buffer.from('no,이름\n1,김\0철수\n')],
    ['half a surrogate', 'a.csv', Buffer.from('\uFEFFno,이름\n1,\ud83d\n', 'utf16le')],
    [
      'other bytes',
      'a.csv',
      Buffer.from(Array.from({ length: 5_000 }, (_, index) => 1 + ((index * 7919) % 255))),
    ],
  ])('takes or refuses %s without failing', async (_what, name, bytes) => {
    const { status, body } = await upload(name, bytes)
    expect([201, 422]).toContain(status)
    if (status === 422) expect(body.code).toMatch(/^import\./)
  })

  it('can be stopped, and goes on from there', async () => {
    const file = `no,이름\n${Array.from({ length: 12 }, (_, index) => `S-${index},손님`).join('\n')}`
    const { body } = await upload('s.csv', Buffer.from(file))
    const { body: started } = await t.as(clerk).post(`/kernel/imports/${body.id}/start`)
    await t.as(clerk).post(`/kernel/jobs/${started.jobId}/cancel`)
    expect((await t.as(clerk).get(`/kernel/imports/${body.id}`)).body.state).toBe('cancelled')
    expect((await t.as(clerk).post(`/kernel/jobs/${started.jobId}/retry`)).status).toBe(202)
    await t.settle()
    expect((await t.as(clerk).get(`/kernel/imports/${body.id}`)).body).toMatchObject({
      state: 'done',
      accepted: 12,
    })
  })

  it('[PLAT-02] killed at any moment and resumed, gives what an undisturbed run gives', async () => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bad: fc.boolean(), banned: fc.boolean() }), { minLength: 1, maxLength: 23 }),
        fc.array(fc.boolean(), { maxLength: 6 }),
        async (rows, kills) => {
          round += 1
          const lines = rows.map(
            ({ bad, banned }, index) => `K${round}-${index},${bad ? '' : banned ? '금지' : `손님${index}`}`,
          )
          const { body } = await upload('k.csv', Buffer.from(`no,이름\n${lines.join('\n')}`))
          await t.as(clerk).post(`/kernel/imports/${body.id}/start`)
          const run = (progress: () => Promise<void>) =>
            importJob(t.modules).run(t.database, {
              companyId: t.companyId,
              input: { importId: body.id },
              progress,
            } as never)
          for (const afterCommit of kills) {
            // Dies inside a batch's transaction, or right after one has committed.
            let left = 1
            crash = () => {
              if (!afterCommit && left-- <= 0) throw new Error('killed')
            }
            await run(async () => {
              if (afterCommit && left-- <= 0) throw new Error('killed')
            }).catch(() => {})
            crash = undefined
          }
          await run(async () => {})
          await run(async () => {})
          const good = rows.filter(({ bad, banned }) => !bad && !banned).length
          const guests = await t.database.rows('', 'select number from sample.guest where number like $1', [
            `K${round}-%`,
          ])
          const refusals = await t.database.rows(
            '',
            'select row_number from kernel.import_refusal where import_id = $1',
            [body.id],
          )
          expect([guests.length, refusals.length]).toEqual([good, rows.length - good])
          const after = await t.as(clerk).get(`/kernel/imports/${body.id}`)
          expect(after.body).toMatchObject({ state: 'done', accepted: good, refused: rows.length - good })
        },
      ),
      { numRuns: 25 },
    )
  })
})
