import type { Lookup, Option } from '../../../kernel/ui/form/field-spec.ts'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import type { Tone } from '../../../kernel/ui/values.tsx'

export const catalogPath = '/api/v1/catalog'
export const productsPath = `${catalogPath}/products`
export const priceListsPath = `${catalogPath}/price-lists`
export const channelsPath = `${catalogPath}/channels`
export const categoriesPath = `${catalogPath}/categories`

export type ProductState = 'draft' | 'active' | 'retired'
export const productTone: Record<ProductState, Tone> = {
  draft: 'neutral',
  active: 'good',
  retired: 'stopped',
}

export type TaxClass = 'taxable' | 'zero-rated' | 'exempt'
export const taxClasses: readonly TaxClass[] = ['taxable', 'zero-rated', 'exempt']

export interface ProductRow {
  id: string
  code: string
  name: string
  nameEn: string
  description: string
  categoryId: string | null
  brand: string
  taxClass: TaxClass
  state: ProductState
  visibleChannels: string[] | null
  visibleRoles: string[] | null
  version: number
  createdAt: string
}

export interface Variant {
  id: string
  sku: string
  name: string
  options: Record<string, string>
  gtin: string | null
  weightGrams: number
  lengthMm: number | null
  widthMm: number | null
  heightMm: number | null
  stocked: boolean
  unit: string
  active: boolean
  version: number
}

export interface Product extends ProductRow {
  categoryName: string | null
  categoryCode: string | null
  variants: Variant[]
  actions: OfferedAction[]
}

export interface Channel {
  id: string
  code: string
  name: string
  nameEn: string
  kind: 'phone' | 'store' | 'web' | 'api' | 'marketplace'
  currency: string
  pricesIncludeTax: boolean
  active: boolean
  version: number
}

export interface Category {
  id: string
  parentId: string | null
  code: string
  name: string
  nameEn: string
  position: number
  products: number
  version: number
}

export interface PriceList {
  id: string
  code: string
  name: string
  nameEn: string
  channelId: string | null
  channelCode?: string | null
  customerGroup: string | null
  currency: string
  pricesIncludeTax: boolean
  validFrom: string | null
  validTo: string | null
  active: boolean
  version: number
}

/** A company has few channels: they are read whole. */
export function useChannels(): Channel[] {
  return useEndpoint<{ items: Channel[] }>(channelsPath, { limit: 200 }).data?.items ?? []
}

export function useChannelOptions(): Option[] {
  return useChannels().map(({ code, name }) => ({ value: code, label: name }))
}

export interface Branch extends Category {
  depth: number
}

/** Categories in the order of their tree. */
export function branchesOf(categories: readonly Category[]): Branch[] {
  const below = Map.groupBy(categories, (category) => category.parentId)
  const walk = (parentId: string | null, depth: number): Branch[] =>
    (below.get(parentId) ?? []).flatMap((category) => [
      { ...category, depth },
      ...walk(category.id, depth + 1),
    ])
  return walk(null, 0)
}

function useCategories(): Branch[] {
  const tree = useEndpoint<{ items: Category[] }>(`${catalogPath}/category-tree`)
  return branchesOf(tree.data?.items ?? [])
}

/** `value` is the id for filters, the code for forms. */
export function useCategoryOptions(by: 'id' | 'code'): Option[] {
  const language = useLocale()
  return useCategories().map((category) => ({
    value: category[by],
    label: `${'\u2003'.repeat(category.depth)}${language === 'en' ? category.nameEn : category.name}`,
  }))
}

export interface VariantRow {
  id: string
  sku: string
  name: string
  gtin: string | null
  productId: string
  productName: string
}

function variantTitle({ productName, name }: { productName: string; name: string }): string {
  return name === '' ? productName : `${productName} ${name}`
}

/** Finds a variant by name, initials, SKU or barcode. */
export const variantLookup: Lookup<VariantRow> = {
  base: `${catalogPath}/variants`,
  entity: 'variant',
  label: (variant) => `${variant.sku} · ${variantTitle(variant)}`,
  hint: (variant) => variant.gtin,
}

/** '색상=빨강, 크기=L' ⇄ the options of a variant. */
export function optionsText(options: Record<string, string>): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

export function readOptions(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((part) => part.split('=').map((side) => side.trim()))
    .filter(([key, value]) => key && value)
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]))
}

/** 'A, B' → ['A', 'B']; nothing written means everyone. */
export function readCodes(text: string): string[] | null {
  const codes = text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '')
  return codes.length === 0 ? null : codes
}
