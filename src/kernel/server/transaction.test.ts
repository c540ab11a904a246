import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { newId } from '../shared/ids.ts'
import { audit } from './audit.ts'
import { emit } from './events.ts'
import { systemPrincipal } from './principal.ts'
import { testKit } from './testkit.ts'
import { beginTransaction, type Tx } from './transaction.ts'

const t = await testKit([])

describe('a transaction', () => {
  it('[CORE-11] writes its news with its effect, and none without it', async () => {
    const id = newId()
    await t.transaction(async (tx) => {
      emit(tx, { type: 'thing.made@1', subject: { entity: 'thing', id }, data: { amountMinor: 5n } })
      audit(tx, { action: 'thing.make', entity: 'thing', id, after: { amountMinor: 5n } })
    })
    await expect(
      t.transaction(async (tx) => {
        emit(tx, { type: 'thing.broken@1', subject: { entity: 'thing', id }, data: {} })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    const events = await t.database.rows<{ type: string; data: unknown }>(
      '',
      'select type, data from kernel.event where record_id = $1',
      [id],
    )
    expect(events).toEqual([{ type: 'thing.made@1', data: { amountMinor: '5' } }])
    const trail = await t.database.rows('', 'select action from kernel.audit_entry where record_id = $1', [
      id,
    ])
    expect(trail).toHaveLength(1)
  })

  it('refuses to be used after its end', async () => {
    let kept: Tx | undefined
    await t.transaction(async (tx) => {
      kept = tx
    })
    await expect(kept?.rows('', 'select 1')).rejects.toThrow('after its end')
  })

  it('[CORE-11] cannot change or remove what is append-only', async () => {
    await expect(t.database.rows('', 'delete from kernel.audit_entry')).rejects.toThrow('permission denied')
    await expect(t.database.rows('', `update kernel.event set type = 'x'`)).rejects.toThrow(
      'permission denied',
    )
  })

  it('a statement sent without waiting fails the whole transaction, with its own error and whatever came after', async () => {
    const id = newId()
    const make = (tx: Tx) => emit(tx, { type: 'thing.made@1', subject: { entity: 'thing', id }, data: {} })
    const onlySent = t.transaction(async (tx) => {
      make(tx)
      tx.send('', 'select 1 / $1::int', [0])
    })
    await expect(onlySent).rejects.toThrow('division by zero')
    const thenAsked = t.transaction(async (tx) => {
      make(tx)
      tx.send('', 'select 1 / $1::int', [0])
      await tx.rows('', 'select 1')
    })
    await expect(thenAsked).rejects.toThrow('division by zero')
    const doubted = t.transaction(async (tx) => {
      make(tx)
      tx.send('', 'select 1', [], (touched) => {
        if (touched !== 2) throw new Error('not two')
      })
    })
    await expect(doubted).rejects.toThrow('not two')
    expect(await t.database.rows('', 'select 1 from kernel.event where record_id = $1', [id])).toEqual([])
  })

  it('a sent statement that fails in an attempt undoes only the attempt', async () => {
    const kept = newId()
    await t.transaction(async (tx) => {
      emit(tx, { type: 'thing.made@1', subject: { entity: 'thing', id: kept }, data: {} })
      const attempt = tx.attempt(async () => tx.send('', 'select 1 / $1::int', [0]))
      await expect(attempt).rejects.toThrow('division by zero')
      expect(await tx.row('', 'select 2 as two')).toEqual({ two: 2 })
    })
    const rows = await t.database.rows('', 'select 1 from kernel.event where record_id = $1', [kept])
    expect(rows).toHaveLength(1)
  })

  it('a begin that fails lets nothing more out', async () => {
    const asked: string[] = []
    const query = async (wish: string | { text: string }) => {
      const text = typeof wish === 'string' ? wish : wish.text
      asked.push(text)
      if (text === 'begin') throw new Error('no begin')
      return { rows: [], fields: [], rowCount: 0 }
    }
    const pool = { connect: async () => ({ query, release: () => {} }) } as unknown as Pool
    const work = async (tx: Tx) => {
      await tx.rows('', 'first')
      await tx.rows('', 'second')
    }
    const context = { principal: systemPrincipal(newId(), 'test') }
    await expect(beginTransaction(pool, context, work, false)).rejects.toThrow('no begin')
    expect(asked).toEqual(['begin', 'first', 'rollback'])
  })
})
