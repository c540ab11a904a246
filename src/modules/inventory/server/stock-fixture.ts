import { type TestKit, testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { createProducts } from '../../catalog/api.ts'
import catalog from '../../catalog/module.ts'
import { createWarehouses, receive } from '../api.ts'
import inventory from '../module.ts'

/** A company with three warehouses far apart; tests put goods into them. */
export async function stockFixture() {
  const t = await testKit([catalog, inventory])
  const [seoul, busan, daejeon] = await t.transaction((tx) =>
    createWarehouses(tx, [
      {
        code: 'ICN',
        name: '인천 센터',
        postalCode: '22300',
        latitude: 37.4563,
        longitude: 126.7052,
        priority: 1,
      },
      {
        code: 'PUS',
        name: '부산 센터',
        postalCode: '46700',
        latitude: 35.1796,
        longitude: 129.0756,
        priority: 2,
      },
      {
        code: 'DJN',
        name: '대전 센터',
        postalCode: '34100',
        latitude: 36.3504,
        longitude: 127.3845,
        priority: 3,
      },
    ]),
  )
  const warehouseIds = { seoul: seoul?.id ?? '', busan: busan?.id ?? '', daejeon: daejeon?.id ?? '' }
  let count = 0
  return {
    t,
    warehouseIds,
    /** A new variant, by its id. */
    async variant(): Promise<string> {
      count += 1
      const sku = `SKU-${count}-${newId().slice(-6)}`
      const [product] = await t.transaction((tx) =>
        createProducts(tx, [{ name: `상품 ${count}`, variants: [{ sku }] }]),
      )
      return product?.variants[0]?.id ?? ''
    },
    async put(
      variantId: string,
      stock: Partial<Record<keyof typeof warehouseIds, bigint>>,
      { unitCost = '1000', businessDate }: { unitCost?: string; businessDate?: string } = {},
    ): Promise<void> {
      const drafts = Object.entries(stock).map(([name, quantity]) => ({
        warehouseId: warehouseIds[name as keyof typeof warehouseIds],
        reason: 'opening',
        reference: 'OPEN',
        lines: [{ variantId, quantity, unitCost }],
        ...(businessDate === undefined ? {} : { businessDate }),
      }))
      await t.transaction((tx) => receive(tx, drafts))
    },
    async stockOf(variantId: string): Promise<Stock[]> {
      return stockOf(t, variantId)
    },
  }
}

export interface Stock {
  warehouseId: string
  onHand: bigint
  reserved: bigint
  valueMinor: bigint
}

function stockOf(t: TestKit, variantId: string): Promise<Stock[]> {
  return t.database.rows<Stock>(
    '',
    `select warehouse_id, on_hand, reserved, value_minor from inventory.stock where variant_id = $1 order by warehouse_id`,
    [variantId],
  )
}
