import type { Db } from '../../../kernel/server/connection.ts'
import type { channelKinds } from '../shared/channel.ts'

export interface ChannelFacts {
  id: string
  code: string
  name: string
  nameEn: string
  kind: (typeof channelKinds)[number]
  currency: string
  pricesIncludeTax: boolean
  active: boolean
  version: number
  createdAt: Date
}

/** Every channel of a company, by code. */
export async function channels(db: Db, companyId: string): Promise<ChannelFacts[]> {
  return db.rows<ChannelFacts>(
    'catalog.channels',
    `select id, code, name, name_en, kind, currency, prices_include_tax, active, version, created_at
     from catalog.channel where company_id = $1 order by code`,
    [companyId],
  )
}

export interface CategoryFacts {
  id: string
  parentId: string | null
  code: string
  name: string
  nameEn: string
  position: number
  /** Products in the category itself. */
  products: number
  version: number
}

/** Every category of a company, parents before children of equal position. */
export async function categories(db: Db, companyId: string): Promise<CategoryFacts[]> {
  return db.rows<CategoryFacts>(
    'catalog.categories',
    `select c.id, c.parent_id, c.code, c.name, c.name_en, c.position, c.version,
       (select count(*)::int from catalog.product p where p.category_id = c.id) as products
     from catalog.category c where c.company_id = $1 order by c.position, c.name`,
    [companyId],
  )
}
