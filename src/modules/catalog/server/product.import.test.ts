import { describe, expect, it } from 'vitest'
import type { ImportRow, Parsed } from '../../../kernel/server/services/transfer/import-source.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import { variantsBySku } from '../api.ts'
import catalog from '../module.ts'
import { productImport } from './product.import.ts'

const t = await testKit([catalog])

function rows(...values: Record<string, unknown>[]): ImportRow[] {
  return values.map((value, index) => ({ row: index + 1, values: value }))
}

function read(key: string, text: string): Parsed | undefined {
  return productImport.columns.find((column) => column.key === key)?.parse?.(text)
}

describe('products from a file', () => {
  it('[CRM-16] rows of one code become one product; a known SKU is refused or, on request, changed', async () => {
    const file = rows(
      { sku: 'T-RED', name: '티셔츠', code: 'TEE', variantName: '빨강', taxClass: 'taxable' },
      { sku: 'T-BLUE', name: '티셔츠', code: 'TEE', variantName: '파랑', weightGrams: 180 },
      { sku: 'RICE', name: '쌀', taxClass: 'exempt' },
    )
    const context = { importId: crypto.randomUUID(), companyId: t.companyId, mode: 'create' as const }
    const first = await t.transaction((tx) => productImport.apply(tx, file, context))
    expect(first.map((row) => row.outcome)).toEqual(['created', 'created', 'created'])
    const found = await variantsBySku(t.database, t.companyId, ['T-RED', 'T-BLUE', 'RICE'])
    expect(found.get('T-RED')?.productId).toBe(found.get('T-BLUE')?.productId)
    expect(found.get('RICE')).toMatchObject({ taxClass: 'exempt', productCode: 'RICE' })
    const again = await t.transaction((tx) => productImport.apply(tx, file, context))
    expect(again.map((row) => row.outcome)).toEqual(['refused', 'refused', 'refused'])
    const changed = rows({ sku: 'T-BLUE', name: '여름 티셔츠', variantName: '하늘' })
    await t.transaction((tx) => productImport.apply(tx, changed, { ...context, mode: 'upsert' }))
    const after = await variantsBySku(t.database, t.companyId, ['T-BLUE'])
    expect(after.get('T-BLUE')).toMatchObject({ productName: '여름 티셔츠', name: '하늘', weightGrams: 180 })
  })

  it('[CRM-16] cells are read as people write them', () => {
    expect(read('weightGrams', '1,250 g')).toEqual({ value: 1250 })
    expect(read('weightGrams', '0.52kg')).toEqual({ value: 520 })
    expect(read('taxClass', '면세')).toEqual({ value: 'exempt' })
    expect(read('gtin', '4006381-333931')).toEqual({ value: '4006381333931' })
    expect(read('gtin', '4006381333932')).toMatchObject({ fault: { code: 'variant.gtin-wrong' } })
    expect(read('taxClass', '모름')).toMatchObject({ fault: { code: 'import.cell-choice' } })
  })
})
