import { audit } from '../../../kernel/server/audit.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { channels, variantsById } from '../../catalog/api.ts'
import { withVariantNames } from './stock.queries.ts'
import { warehouses } from './warehouse.service.ts'

export interface ChannelRuleDraft {
  channelCode: string
  variantId?: string | null | undefined
  warehouseId?: string | null | undefined
  safetyQuantity?: bigint | undefined
  excluded?: boolean | undefined
}

/** Every rule of a company, widest reach first. */
export async function channelRules(db: Db, companyId: string): Promise<Record<string, unknown>[]> {
  const rows = await db.rows<{ variantId: string | null }>(
    'inventory.all_channel_rules',
    `select r.id, r.channel_code, r.variant_id, r.warehouse_id, w.code as warehouse_code, r.safety_quantity, r.excluded
     from inventory.channel_rule r
     left join inventory.warehouse w on w.id = r.warehouse_id
     where r.company_id = $1
     order by r.channel_code, r.variant_id nulls first, w.code nulls first`,
    [companyId],
  )
  return withVariantNames(db, rows)
}

/** One rule per channel, variant and warehouse; setting it again changes it. Refuses `channel.unknown`, 404s. */
export async function setChannelRule(tx: Tx, draft: ChannelRuleDraft): Promise<{ id: string }> {
  const { companyId } = tx.principal
  const { channelCode, variantId = null, warehouseId = null, excluded = false } = draft
  if (!(await channels(tx, companyId)).some((channel) => channel.code === channelCode)) {
    throw new DomainError('channel.unknown', { code: channelCode })
  }
  if (variantId !== null && (await variantsById(tx, [variantId])).get(variantId)?.companyId !== companyId) {
    throw notFound('variant', variantId)
  }
  if (warehouseId !== null && !(await warehouses(tx, companyId)).some(({ id }) => id === warehouseId)) {
    throw notFound('warehouse', warehouseId)
  }
  if (excluded && (warehouseId === null || variantId !== null))
    throw new DomainError('stock.exclusion-needs-warehouse', {})
  const row = await tx.row<{ id: string }>(
    'inventory.set_channel_rule',
    `insert into inventory.channel_rule as r
       (id, company_id, channel_code, variant_id, warehouse_id, safety_quantity, excluded, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict on constraint one_rule_per_reach do update
     set safety_quantity = excluded.safety_quantity, excluded = excluded.excluded, version = r.version + 1
     returning id`,
    [newId(), companyId, channelCode, variantId, warehouseId, draft.safetyQuantity ?? 0n, excluded, tx.now],
  )
  const id = row?.id ?? ''
  audit(tx, { action: 'channel-rule.set', entity: 'channel-rule', id, after: draft })
  return { id }
}

export async function removeChannelRule(tx: Tx, id: string): Promise<{ id: string }> {
  const gone = await tx.exec(
    'inventory.remove_channel_rule',
    'delete from inventory.channel_rule where id = $1 and company_id = $2',
    [id, tx.principal.companyId],
  )
  if (gone === 0) throw notFound('channel-rule', id)
  audit(tx, { action: 'channel-rule.remove', entity: 'channel-rule', id })
  return { id }
}
