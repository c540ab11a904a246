import { describe, expect, it } from 'vitest'
import { newId } from '../shared/ids.ts'
import { audit } from './audit.ts'
import { emit } from './events.ts'
import { testKit } from './testkit.ts'
import type { Tx } from './transaction.ts'

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
})
