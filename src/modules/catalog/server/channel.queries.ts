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
}

/** Every channel of a company, by code. */
export async function channels(db: Db, companyId: string): Promise<ChannelFacts[]> {
  return db.rows<ChannelFacts>(
    'catalog.channels',
    `select id, code, name, name_en, kind, currency, prices_include_tax, active
     from catalog.channel where company_id = $1 order by code`,
    [companyId],
  )
}
