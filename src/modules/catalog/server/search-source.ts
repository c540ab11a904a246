import type { SearchSource } from '../../../kernel/server/module.ts'

interface Row {
  id: string
  companyId: string
  code: string
  name: string
  nameEn: string
  brand: string
  codes: string[]
}

/** Products in the global search: by name, SKU and barcode. Those meant for some roles only stay out of it. */
export const productSearch: SearchSource = {
  entity: 'product',
  on: ['product.created@1', 'product.changed@1', 'product.activated@1', 'product.retired@1'],
  permission: 'product.read',
  path: '/catalog/products/:id',
  async load(db, ids) {
    const rows = await db.rows<Row>(
      'catalog.search_load',
      `select p.id, p.company_id, p.code, p.name, p.name_en, p.brand,
         array(select unnest(array[v.sku, v.gtin]) from catalog.variant v where v.product_id = p.id) as codes
       from catalog.product p where p.id = any($1) and p.visible_roles is null`,
      [ids],
    )
    return rows.map(({ id, companyId, code, name, nameEn, brand, codes }) => ({
      id,
      companyId,
      title: name,
      subtitle: brand === '' ? code : `${code} · ${brand}`,
      texts: [...new Set([code, name, nameEn, brand, ...codes])].filter(
        (text) => text !== null && text !== '',
      ),
    }))
  },
  async ids(db, companyId, after, limit) {
    const rows = await db.rows<{ id: string }>(
      'catalog.search_ids',
      `select id from catalog.product
       where company_id = $1 and ($2::uuid is null or id > $2)
       order by id
       limit $3`,
      [companyId, after, limit],
    )
    return rows.map((row) => row.id)
  },
}
