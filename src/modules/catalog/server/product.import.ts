import type {
  ImportRow,
  ImportSource,
  Parsed,
  RowResult,
} from '../../../kernel/server/services/transfer/import-source.ts'
import { tryParseDecimal } from '../../../kernel/shared/decimal.ts'
import { scannedGtin } from '../../../kernel/shared/gtin.ts'
import type { ProductDraft } from '../shared/product.ts'
import { createProducts } from './product.service.ts'
import { variantsBySku } from './variant.queries.ts'

const taxWords: Record<string, string> = {
  taxable: 'taxable',
  과세: 'taxable',
  'zero-rated': 'zero-rated',
  영세: 'zero-rated',
  영세율: 'zero-rated',
  exempt: 'exempt',
  면세: 'exempt',
}

/** One row is one variant; rows of one product code become one product. */
export const productImport: ImportSource = {
  entity: 'product',
  label: 'product.plural',
  permission: 'product.create',
  keyField: 'sku',
  columns: [
    {
      key: 'sku',
      label: 'variant.sku',
      required: true,
      example: 'OIL-320',
      aliases: ['상품코드', '품번', '품목코드', 'item code', 'StockCode', 'ProductID'],
    },
    {
      key: 'name',
      label: 'product.name',
      required: true,
      example: '참기름 320ml',
      aliases: ['품명', '상품', 'description', 'product', 'ProductName'],
    },
    { key: 'nameEn', label: 'product.nameEn', aliases: ['english name'] },
    { key: 'code', label: 'product.code', example: 'OIL', aliases: ['대표코드', 'parent code'] },
    { key: 'variantName', label: 'variant.name', example: '320ml', aliases: ['옵션', 'option'] },
    { key: 'categoryCode', label: 'category.code', example: 'food', aliases: ['분류', 'category'] },
    { key: 'brand', label: 'product.brand', aliases: ['제조사', '메이커', 'maker'] },
    {
      key: 'taxClass',
      label: 'product.taxClass',
      kind: 'choice',
      example: '과세',
      aliases: ['과세구분', 'tax'],
      parse: taxClass,
    },
    {
      key: 'gtin',
      label: 'variant.gtin',
      example: '4006381333931',
      aliases: ['바코드', 'barcode', 'EAN', 'UPC'],
      parse: gtin,
    },
    {
      key: 'weightGrams',
      label: 'variant.weightGrams',
      kind: 'number',
      example: '520',
      aliases: ['무게', '중량', 'weight'],
      parse: grams,
    },
    { key: 'unit', label: 'variant.unit', example: 'ea', aliases: ['단위'] },
  ],
  async apply(tx, rows, { mode }) {
    const known = await variantsBySku(tx, tx.principal.companyId, rows.map(skuOf))
    const results = rows.map((row): RowResult | undefined =>
      mode === 'create' && known.has(skuOf(row)) ? taken(row) : undefined,
    )
    const good = rows.filter((_, index) => results[index] === undefined)
    const drafts = draftsOf(good, new Map([...known].map(([sku, variant]) => [sku, variant.productCode])))
    await createProducts(tx, drafts)
    return rows.map(
      (row, index) => results[index] ?? { outcome: known.has(skuOf(row)) ? 'updated' : 'created' },
    )
  },
  async check(db, rows, { companyId, mode }) {
    const known = await variantsBySku(db, companyId, rows.map(skuOf))
    return rows.map((row): RowResult => {
      if (!known.has(skuOf(row))) return { outcome: 'created' }
      return mode === 'create' ? taken(row) : { outcome: 'updated' }
    })
  },
}

type RowValues = Omit<ProductDraft, 'variants' | 'categoryCode'> & {
  categoryCode?: string
  variantName?: string
  gtin?: string
  weightGrams?: number
  unit?: string
}

function draftsOf(rows: readonly ImportRow[], productBySku: ReadonlyMap<string, string>): ProductDraft[] {
  const byCode = new Map<string, ProductDraft>()
  for (const row of rows) {
    // Every value has passed its column's reading.
    const values = row.values as unknown as RowValues
    const sku = skuOf(row)
    const code = productBySku.get(sku) ?? values.code ?? sku
    const variant = {
      sku,
      name: values.variantName,
      gtin: values.gtin,
      weightGrams: values.weightGrams,
      unit: values.unit,
    }
    const draft = byCode.get(code)
    if (draft) draft.variants.push(variant)
    else {
      const { name, nameEn, categoryCode, brand, taxClass } = values
      byCode.set(code, { code, name, nameEn, categoryCode, brand, taxClass, variants: [variant] })
    }
  }
  return [...byCode.values()]
}

function skuOf(row: ImportRow): string {
  return String(row.values.sku)
}

function taken(row: ImportRow): RowResult {
  return {
    outcome: 'refused',
    reasons: [{ field: 'sku', code: 'variant.sku-taken', details: { sku: skuOf(row) } }],
  }
}

function taxClass(text: string): Parsed {
  const value = taxWords[text.toLowerCase()]
  if (value) return { value }
  return { fault: { code: 'import.cell-choice', details: { value: text, choices: '과세, 영세율, 면세' } } }
}

function gtin(text: string): Parsed {
  const value = scannedGtin(text)
  return value === undefined ? { fault: { code: 'variant.gtin-wrong', details: { gtin: text } } } : { value }
}

/** '520', '520g', '0.52kg'. */
function grams(text: string): Parsed {
  const match = /^([\d.,]+)\s*(kg|g)?$/i.exec(text)
  const value = match ? tryParseDecimal((match[1] ?? '').replaceAll(',', '')) : undefined
  if (!value) return { fault: { code: 'import.cell-number', details: { value: text } } }
  const factor = match?.[2]?.toLowerCase() === 'kg' ? 1000 : 1
  return { value: Math.round((Number(value.coefficient) / 10 ** value.scale) * factor) }
}
