import type { TestKit } from '../kernel/server/testkit.ts'
import type { Tx } from '../kernel/server/transaction.ts'
import { createChannels, createPriceLists, createProducts, setPrices } from '../modules/catalog/api.ts'
import { createWarehouses, receive } from '../modules/inventory/api.ts'
import { openBooks } from '../modules/ledger/api.ts'

export interface Shop {
  warehouses: { id: string; code: string }[]
  /** Variant ids by SKU. */
  variants: Map<string, string>
}

export interface ShelfItem {
  sku: string
  price: string
  cost: string
  stock: readonly bigint[]
  taxClass?: 'taxable' | 'zero-rated' | 'exempt'
}

const shelf: readonly ShelfItem[] = [
  { sku: 'TEA-1', price: '12000', cost: '7000', stock: [50n, 30n] },
  { sku: 'CUP-1', price: '8900', cost: '4100', stock: [40n, 0n] },
  { sku: 'RICE-1', price: '33000', cost: '25000', stock: [0n, 20n], taxClass: 'exempt' },
]

/** A small company that can trade: books, a channel with prices, two warehouses with stock. */
export async function openShop(t: TestKit, items: readonly ShelfItem[] = shelf, prefix = 'W'): Promise<Shop> {
  const shop = await t.transaction((tx) => fillShop(tx, items, prefix))
  await t.settle()
  return shop
}

export async function fillShop(tx: Tx, items: readonly ShelfItem[], prefix: string): Promise<Shop> {
  await openBooks(tx, { companyId: tx.principal.companyId, currency: 'KRW' })
  await createChannels(tx, [
    { code: 'phone', name: '전화', kind: 'phone', currency: 'KRW', pricesIncludeTax: true },
    { code: 'store', name: '매장', kind: 'store', currency: 'KRW', pricesIncludeTax: true },
    { code: 'web', name: '온라인', kind: 'web', currency: 'KRW', pricesIncludeTax: true },
  ])
  await createPriceLists(tx, [{ code: 'retail', name: '소매', currency: 'KRW', pricesIncludeTax: true }])
  const products = await createProducts(
    tx,
    items.map((item) => ({
      code: item.sku,
      name: item.sku,
      taxClass: item.taxClass ?? 'taxable',
      variants: [{ sku: item.sku, weightGrams: 300 }],
    })),
  )
  const variants = new Map(
    products.flatMap((product) => product.variants.map(({ sku, id }) => [sku, id] as const)),
  )
  await setPrices(
    tx,
    items.map((item) => ({ priceListCode: 'retail', sku: item.sku, unitPrice: item.price })),
  )
  const warehouses = await createWarehouses(tx, [
    { code: `${prefix}1`, name: '이천 센터', postalCode: '17336' },
    { code: `${prefix}2`, name: '부산 센터', postalCode: '46702' },
  ])
  await receive(
    tx,
    warehouses.map(({ id }, index) => ({
      warehouseId: id,
      reason: 'opening',
      reference: 'opening',
      lines: items
        .filter((item) => (item.stock[index] ?? 0n) > 0n)
        .map((item) => ({
          variantId: variants.get(item.sku) ?? '',
          quantity: item.stock[index] ?? 0n,
          unitCost: item.cost,
        })),
    })),
  )
  return { warehouses, variants }
}
