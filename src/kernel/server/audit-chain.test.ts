import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../shared/ids.ts'
import { audit } from './audit.ts'
import { linkHash, type SealedEntry, sealAudit, sealedColumns } from './audit-chain.ts'
import { anchorAudit, readAnchors } from './audit-chain-anchor.ts'
import { verifyAudit } from './audit-chain-verify.ts'
import { testKit } from './testkit.ts'

const t = await testKit([])
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-anchors-'))
const file = join(folder, 'anchors.log')
/** The owner of the tables: the administrator who would edit history. */
const owner = new pg.Client({ connectionString: t.url })
await owner.connect()
afterAll(async () => {
  await owner.end()
  rmSync(folder, { recursive: true, force: true })
})

async function act(count = 1, amount = '12000'): Promise<void> {
  await t.transaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      audit(tx, {
        action: 'order.confirm',
        entity: 'order',
        id: newId(),
        before: { state: 'draft' },
        after: { state: 'confirmed', amount },
      })
    }
  })
}

/** Transactions of other tests on the same server may hold the seal back for a moment. */
async function sealAll(): Promise<number> {
  for (let sealed = 0; ; await sleep(10)) {
    sealed += await sealAudit(t.database)
    const { waiting } = await verifyAudit(t.database)
    if (waiting === 0n) return sealed
  }
}

async function kinds(): Promise<string[]> {
  const verdict = await verifyAudit(t.database, await readAnchors(file))
  return [...new Set(verdict.faults.map((fault) => fault.kind))].sort()
}

async function entryAt(seq: number): Promise<string> {
  const { rows } = await owner.query('select entry_id from kernel.audit_link where seq = $1', [seq])
  return rows[0].entry_id
}

/** What a patient forger would do: every link from one on made to fit again. */
async function rechain(from: number): Promise<void> {
  const links = await owner.query(
    'select seq, entry_id from kernel.audit_link where seq >= $1 order by seq',
    [from],
  )
  const before = await owner.query('select hash from kernel.audit_link where seq = $1', [from - 1])
  let hash: Buffer = before.rows[0]?.hash ?? Buffer.alloc(32)
  for (const link of links.rows) {
    const [entry] = await t.database.rows<SealedEntry>(
      '',
      `select ${sealedColumns} from kernel.audit_entry e where id = $1`,
      [link.entry_id],
    )
    if (!entry) throw new Error('no entry')
    const next = linkHash(hash, entry)
    await owner.query('update kernel.audit_link set prev_hash = $2, hash = $3 where seq = $1', [
      link.seq,
      hash,
      next,
    ])
    hash = next
  }
  await owner.query('update kernel.audit_head set hash = $1', [hash])
}

describe('the sealed audit trail', () => {
  beforeEach(async () => {
    rmSync(file, { force: true })
    await owner.query(`truncate kernel.audit_entry, kernel.audit_link;
      update kernel.audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex'), xact = '0', entry_id = '00000000-0000-0000-0000-000000000000'`)
    for (let n = 0; n < 5; n++) await act(2)
    await sealAll()
    await anchorAudit(t.database, file)
  })

  it('[CORE-11] is whole, gapless and in order when nobody touched it', async () => {
    expect(await verifyAudit(t.database, await readAnchors(file))).toEqual({
      checked: 10n,
      waiting: 0n,
      faults: [],
    })
    await act()
    expect(await verifyAudit(t.database)).toMatchObject({ checked: 10n, waiting: 1n, faults: [] })
    expect(await sealAll()).toBe(1)
    expect(await sealAll()).toBe(0)
  })

  it('[CORE-11] is sealed once by many sealers, while acts go on', async () => {
    const acts = Array.from({ length: 40 }, () => act(5))
    const seals = Array.from({ length: 20 }, () => sealAudit(t.database))
    await Promise.all([...acts, ...seals])
    await sealAll()
    expect(await verifyAudit(t.database, await readAnchors(file))).toEqual({
      checked: 210n,
      waiting: 0n,
      faults: [],
    })
  })

  it('[CORE-11] an act still open holds back what came after it, so that nothing slips in behind the seal', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const slow = t.transaction(async (tx) => {
      await tx.rows('', 'select pg_current_xact_id()')
      audit(tx, { action: 'order.slow', entity: 'order', id: newId() })
      begin()
      await promise
    })
    await begun
    await act()
    expect(await sealAudit(t.database)).toBe(0)
    resolve()
    await slow
    expect(await sealAll()).toBe(2)
    expect(await kinds()).toEqual([])
  })

  it('[CORE-11] shows a changed entry, be it by one letter, one microsecond or one number', async () => {
    for (const change of [
      `actor_name = 'someone'`,
      `at = at + interval '1 microsecond'`,
      `after = jsonb_set(after, '{amount}', '"12001"')`,
      `ip = '10.0.0.1'`,
    ]) {
      await owner.query(`update kernel.audit_entry set ${change} where id = $1`, [await entryAt(4)])
      const { faults } = await verifyAudit(t.database)
      expect(faults, change).toEqual([{ kind: 'changed', seq: 4n, entryId: await entryAt(4) }])
      await owner.query('truncate kernel.audit_link')
      await owner.query(
        `update kernel.audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex'), xact = '0', entry_id = '00000000-0000-0000-0000-000000000000'`,
      )
      await sealAll()
    }
  })

  it('[CORE-11] shows a removed entry, with its link or without', async () => {
    const id = await entryAt(4)
    await owner.query('delete from kernel.audit_entry where id = $1', [id])
    expect((await verifyAudit(t.database)).faults).toEqual([{ kind: 'removed', seq: 4n, entryId: id }])
    await owner.query('delete from kernel.audit_link where seq = 4')
    expect(await kinds()).toEqual(['link-removed'])
  })

  it('[CORE-11] shows an entry written into the past', async () => {
    await owner.query(
      `insert into kernel.audit_entry select $1, company_id, at, actor_kind, actor_id, actor_name, 'order.invented', entity, record_id, before, after, reason, trace_id, ip, xact
       from kernel.audit_entry where id = $2`,
      ['00000000-0000-7000-8000-000000000001', await entryAt(4)],
    )
    expect(await kinds()).toEqual(['inserted'])
  })

  it('[CORE-11] shows two entries that changed places', async () => {
    const [third, sixth] = [await entryAt(3), await entryAt(6)]
    await owner.query(`alter table kernel.audit_link drop constraint audit_entry_is_sealed_once`)
    await owner.query('update kernel.audit_link set entry_id = $1 where seq = 3', [sixth])
    await owner.query('update kernel.audit_link set entry_id = $1 where seq = 6', [third])
    await owner.query(
      `alter table kernel.audit_link add constraint audit_entry_is_sealed_once unique (entry_id)`,
    )
    expect(await kinds()).toContain('reordered')
  })

  it('[CORE-11] shows a cut tail against its head and, with the head moved back too, against its anchor', async () => {
    await owner.query('delete from kernel.audit_link where seq > 7')
    expect(await kinds()).toEqual(['inserted', 'tail-cut'])
    await owner.query(
      `delete from kernel.audit_entry e where not exists (select from kernel.audit_link l where l.entry_id = e.id)`,
    )
    await owner.query(
      `update kernel.audit_head h set seq = l.seq, hash = l.hash, xact = e.xact, entry_id = e.id
       from kernel.audit_link l join kernel.audit_entry e on e.id = l.entry_id where l.seq = 7`,
    )
    expect((await verifyAudit(t.database)).faults).toEqual([])
    expect(await kinds()).toEqual(['tail-cut'])
  })

  it('[CORE-11] shows a history rewritten so that the whole chain fits again, against its anchor', async () => {
    await owner.query(`update kernel.audit_entry set actor_name = 'someone' where id = $1`, [
      await entryAt(4),
    ])
    await rechain(4)
    expect((await verifyAudit(t.database)).faults).toEqual([])
    expect(await kinds()).toEqual(['rewritten'])
  })

  it('[CORE-11] the application itself can neither change nor remove a link', async () => {
    await expect(t.database.rows('', 'delete from kernel.audit_link')).rejects.toThrow('permission denied')
    await expect(t.database.rows('', 'update kernel.audit_link set seq = 0')).rejects.toThrow(
      'permission denied',
    )
  })

  it('[CORE-11] an anchor is written once per head, and a line torn by a crash does not hide the others', async () => {
    expect(await anchorAudit(t.database, file)).toBeUndefined()
    await act()
    await sealAll()
    expect(await anchorAudit(t.database, file)).toMatchObject({ seq: 11n })
    appendFileSync(file, '{"at":"2026-')
    expect((await readAnchors(file)).map((anchor) => anchor.seq)).toEqual([10n, 11n])
    appendFileSync(file, '\n{"at"')
    await expect(readAnchors(file)).rejects.toThrow('line 3')
  })
})
