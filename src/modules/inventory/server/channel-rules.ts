import type { Db } from '../../../kernel/server/connection.ts'

/** What channels may promise: a quantity kept back per warehouse, and warehouses they do not sell from. */
export interface ChannelRules {
  keptBack(channelCode: string | undefined, variantId: string, warehouseId: string): bigint
  excludes(channelCode: string | undefined, warehouseId: string): boolean
}

interface RuleRow {
  channelCode: string
  variantId: string | null
  warehouseId: string | null
  safetyQuantity: bigint
  excluded: boolean
}

const noRules: ChannelRules = { keptBack: () => 0n, excludes: () => false }

/** The rules of some channels, one statement; none when no channel is named. The closest rule wins: variant before warehouse. */
export async function readChannelRules(
  db: Db & { principal?: { companyId: string } },
  channelCodes: readonly string[],
  companyId = db.principal?.companyId,
): Promise<ChannelRules> {
  if (channelCodes.length === 0) return noRules
  const rows = await db.rows<RuleRow>(
    'inventory.channel_rules',
    `select channel_code, variant_id, warehouse_id, safety_quantity, excluded
     from inventory.channel_rule where company_id = $1 and channel_code = any($2)`,
    [companyId, [...new Set(channelCodes)]],
  )
  if (rows.length === 0) return noRules
  const safety = new Map(rows.filter((row) => !row.excluded).map((row) => [keyOf(row), row.safetyQuantity]))
  const excluded = new Set(
    rows
      .filter((row) => row.excluded && row.variantId === null)
      .map((row) => `${row.channelCode}:${row.warehouseId}`),
  )
  return {
    keptBack(channelCode, variantId, warehouseId) {
      if (channelCode === undefined) return 0n
      const reaches = [
        { variantId, warehouseId },
        { variantId, warehouseId: null },
        { variantId: null, warehouseId },
        { variantId: null, warehouseId: null },
      ]
      for (const reach of reaches) {
        const quantity = safety.get(keyOf({ channelCode, ...reach }))
        if (quantity !== undefined) return quantity
      }
      return 0n
    },
    excludes: (channelCode, warehouseId) => excluded.has(`${channelCode}:${warehouseId}`),
  }
}

function keyOf(row: { channelCode: string; variantId: string | null; warehouseId: string | null }): string {
  return `${row.channelCode}:${row.variantId}:${row.warehouseId}`
}
