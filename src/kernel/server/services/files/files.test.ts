import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import kernel from '../../kernel.module.ts'
import { type TestClient, testKit } from '../../testkit.ts'
import { createGuests, createSampleTable, sampleModule } from '../sample.fixture.ts'
import type { BlobStore } from './blob-store.ts'
import { BlobMissing } from './blob-store.ts'
import { safeName, sniff } from './content-type.ts'
import { diskStore } from './disk-store.ts'
import { useFileStore } from './file-store.ts'
import { multipartOf } from './multipart.fixture.ts'
import { s3Double } from './s3-double.fixture.ts'
import { s3Store } from './s3-store.ts'

const t = await testKit([kernel, sampleModule()])
await createSampleTable(t.url)
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-files-'))
const keys = { accessKeyId: 'AKIAWHEEL', secretAccessKey: 'wheel/house+secret', bucket: 'papers' }
const double = await s3Double(keys)
beforeAll(() => useFileStore(diskStore(folder)))
afterAll(async () => {
  useFileStore(undefined)
  rmSync(folder, { recursive: true, force: true })
  await double.close()
})

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

function upload(
  client: TestClient,
  name: string,
  bytes: Buffer,
  fields: Record<string, string> = {},
  headers = {},
) {
  const form = multipartOf({ name, bytes, fields })
  return client.send('POST', '/kernel/files', form.payload, { ...form.headers, ...headers })
}

const stores: [string, () => BlobStore][] = [
  ['disk', () => diskStore(folder)],
  ['s3', () => s3Store({ ...keys, endpoint: double.endpoint, region: 'ap-northeast-2', prefix: 'house' })],
]

describe.each(stores)('the %s store', (_name, make) => {
  it('keeps, reads and removes bytes by their hash', async () => {
    const store = make()
    const bytes = Buffer.from('계약서 원본')
    const key = createHash('sha256').update(bytes).digest('hex')
    expect(await store.has(key)).toBe(false)
    await expect(store.read(key)).rejects.toThrow(BlobMissing)
    await store.keep(key, bytes)
    await store.keep(key, bytes)
    const chunks: Buffer[] = []
    for await (const chunk of await store.read(key)) chunks.push(Buffer.from(chunk as Uint8Array))
    expect(Buffer.concat(chunks).toString()).toBe('계약서 원본')
    await store.remove(key)
    expect(await store.has(key)).toBe(false)
  })

  it('lets no path through for a key', async () => {
    await expect(async () => make().keep('../../etc/passwd', png)).rejects.toThrow('SHA-256')
  })
})

it('an S3 server refuses what was signed with another secret', async () => {
  const store = s3Store({
    ...keys,
    secretAccessKey: 'guess',
    endpoint: double.endpoint,
    region: 'ap-northeast-2',
  })
  await expect(store.keep('a'.repeat(64), png)).rejects.toThrow('403')
  expect(double.refusals.at(-1)).toMatch(/SignatureDoesNotMatch|XAmzContentSHA256Mismatch/)
})

describe('uploaded files', () => {
  const clerk = t.person(['file.upload', 'guest.read'])

  it('are told by their content, kept once, and read by who may read their record', async () => {
    const [guest = ''] = await t.transaction((tx) => createGuests(tx, [{ number: 'F-1', name: '김철수' }]))
    const answer = await upload(t.as(clerk), '../../명함 "앞".png', png, { entity: 'guest', id: guest })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      name: '명함 _앞_.png',
      contentType: 'image/png',
      sizeBytes: 11,
      state: 'clean',
    })
    await upload(t.as(clerk), 'again.png', png)
    expect(
      readdirSync(folder, { recursive: true }).filter((path) => /[0-9a-f]{64}$/.test(String(path))),
    ).toHaveLength(1)
    const other = t.person(['guest.read'])
    const read = await t.as(other).get(`/kernel/files/${answer.body.id}/content`)
    expect(read.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' })
    expect(String(read.headers['content-disposition'])).toMatch(/^inline; .*filename\*=UTF-8''%EB%AA%85/)
    expect((await t.as(other).get(`/kernel/files?entity=guest&id=${guest}`)).body.items).toHaveLength(1)
    expect((await t.as(t.person([])).get(`/kernel/files/${answer.body.id}/content`)).status).toBe(403)
    expect(
      (await t.as(t.person(['guest.read'], { companyId: newId() })).get(`/kernel/files/${answer.body.id}`))
        .status,
    ).toBe(404)
  })

  it('are handed out for saving when a browser might run them', async () => {
    for (const [name, text] of [
      ['list.csv', '이름,금액\n=1+1,2'],
      ['page.html', '<html><script>alert(1)</script>'],
      ['drawing.svg', '<svg onload="alert(1)"/>'],
    ] as const) {
      const { body } = await upload(t.as(clerk), name, Buffer.from(text))
      const read = await t.as(clerk).get(`/kernel/files/${body.id}/content`)
      expect(String(read.headers['content-disposition'])).toMatch(/^attachment/)
      expect(read.headers['content-security-policy']).toBe(`default-src 'none'; sandbox`)
    }
  })

  it('that may do harm stay in quarantine until an administrator lets them out', async () => {
    const { body } = await upload(t.as(clerk), 'invoice.pdf', Buffer.from('MZ\x90\x00this is a program'))
    expect(body).toMatchObject({ state: 'quarantined', quarantineReason: 'executable' })
    expect((await t.as(clerk).get(`/kernel/files/${body.id}/content`)).body.code).toBe('file.quarantined')
    const admin = t.as(t.person(['file.manage']))
    expect((await admin.post(`/kernel/files/${body.id}/release`, { reason: '보안팀 확인' })).body.state).toBe(
      'clean',
    )
    expect((await t.as(clerk).get(`/kernel/files/${body.id}/content`)).status).toBe(200)
  })

  it('have one effect for one key, and refuse another file under it', async () => {
    const key = { 'idempotency-key': 'one' }
    const first = await upload(t.as(clerk), 'a.png', png, {}, key)
    const again = await upload(t.as(clerk), 'a.png', png, {}, key)
    expect(again.body.id).toBe(first.body.id)
    expect((await upload(t.as(clerk), 'a.png', Buffer.from('other'), {}, key)).body.code).toBe(
      'kernel.idempotency-mismatch',
    )
  })

  it('are refused when empty, too large, missing or not allowed', async () => {
    expect((await upload(t.as(clerk), 'a.txt', Buffer.alloc(0))).body.code).toBe('file.empty')
    const large = await upload(t.as(clerk), 'a.txt', Buffer.alloc(21 * 1024 * 1024, 65))
    expect([large.status, large.body.code]).toEqual([413, 'file.too-large'])
    expect((await t.as(clerk).post('/kernel/files', { no: 'file' })).status).toBe(406)
    expect((await upload(t.as(t.person([])), 'a.png', png)).status).toBe(403)
  })
})

describe('content', () => {
  it.each([
    ['photo.png', Buffer.from('<html>'), 'disguised'],
    ['run.sh', Buffer.from('#!/bin/sh\n'), 'executable'],
    [
      'book.xlsx',
      Buffer.concat([
        Buffer.from('PK\x03\x04'),
        Buffer.from('[Content_Types].xml xl/workbook xl/vbaProject.bin'),
      ]),
      'macros',
    ],
    ['photo.png', png, undefined],
    ['list.csv', Buffer.from('a,b'), undefined],
  ])('%s is judged by its bytes', (name, bytes, danger) => {
    expect(sniff(bytes, name).danger).toBe(danger)
  })

  it('names lose paths, control characters and excess', () => {
    expect(safeName('C:\\fakepath\\견적서\u202exslx.exe')).toBe('견적서_xslx.exe')
    expect(safeName('...')).toBe('file')
    expect(safeName(`${'가'.repeat(300)}.pdf`)).toHaveLength(120)
  })
})
