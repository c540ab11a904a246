import { implement, tableStore } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { productLifecycle } from '../shared/product.lifecycle.ts'

export interface ProductRow {
  id: string
  companyId: string
  code: string
  name: string
  nameEn: string
  description: string
  categoryId: string | null
  brand: string
  taxClass: string
  state: string
  visibleChannels: string[] | null
  visibleRoles: string[] | null
  version: number
  createdAt: Date
  /** Variants that may be sold. */
  activeVariants: number
}

const store = tableStore<ProductRow>('catalog.product', {
  async load(db, product) {
    const row = await db.row<{ count: number }>(
      'catalog.active_variants',
      'select count(*)::int as count from catalog.variant where product_id = $1 and active',
      [product.id],
    )
    return { ...product, activeVariants: row?.count ?? 0 }
  },
  news: (product) => ({ code: product.code, name: product.name }),
})

export const productRules = implement(productLifecycle, store, {
  activate: { guard: (product) => (product.activeVariants > 0 ? undefined : 'product.nothing-to-sell') },
  retire: {},
})

/** Locks a product of the caller's company at the version seen; refuses 404 and `kernel.stale`. */
export async function lockProduct(tx: Tx, id: string, version: number | undefined): Promise<ProductRow> {
  const product = await store.lock(tx, id)
  if (!product || product.companyId !== tx.principal.companyId) throw notFound('product', id)
  if (version !== undefined && version !== product.version) {
    throw new DomainError('kernel.stale', { version: product.version }, 412)
  }
  return product
}
