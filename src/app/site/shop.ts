import { zoneOf } from '../../kernel/server/company-clock.ts'
import type { Db } from '../../kernel/server/connection.ts'
import { setting } from '../../kernel/server/services/settings.ts'
import { dateInZone } from '../../kernel/shared/calendar.ts'
import { type Currency, toCurrency } from '../../kernel/shared/money.ts'
import {
  type Shelf,
  shopBankAccount,
  shopCompany,
  shopDelivery,
  shopSeller,
  webShops,
} from '../../modules/catalog/api.ts'

/** The shop at `/shop`: whose it is, and by which channel it sells. */
export interface Shop {
  companyId: string
  channelCode: string
  currency: Currency
  timeZone: string
  name: string
  nameEn: string
  businessNumber: string | null
  bankAccount: { bank: string; number: string; holder: string } | null
  delivery: { feeMinor: bigint; freeFromMinor: bigint | null }
  seller: { representative: string; address: string; phone: string; email: string; mailOrderNumber: string }
}

const freshMs = 5_000

/** Answers the shop of this moment; settings take effect within seconds. Nothing when no company sells to strangers. */
export function shopReader(db: Db): () => Promise<Shop | undefined> {
  let known: { at: number; shop: Promise<Shop | undefined> } | undefined
  return () => {
    if (known && Date.now() - known.at < freshMs) return known.shop
    const shop = readShop(db)
    known = { at: Date.now(), shop }
    shop.catch(() => {
      known = undefined
    })
    return shop
  }
}

export function shelfOf(shop: Shop): Shelf {
  return {
    companyId: shop.companyId,
    channelCode: shop.channelCode,
    currency: shop.currency,
    on: dateInZone(new Date(), shop.timeZone),
  }
}

export function deliveryFee(shop: Shop, goodsMinor: bigint): bigint {
  const { feeMinor, freeFromMinor } = shop.delivery
  return goodsMinor === 0n || (freeFromMinor !== null && goodsMinor >= freeFromMinor) ? 0n : feeMinor
}

async function readShop(db: Db): Promise<Shop | undefined> {
  const shops = await webShops(db)
  let channel = shops[0]
  for (const candidate of shops) {
    if (await setting(db, candidate.companyId, shopCompany)) {
      channel = candidate
      break
    }
  }
  if (!channel) return undefined
  const { companyId } = channel
  const company = await db.row<{ name: string; nameEn: string; businessNumber: string | null }>(
    'site.company',
    'select name, name_en, business_number from kernel.company where id = $1',
    [companyId],
  )
  if (!company) return undefined
  const delivery = await setting(db, companyId, shopDelivery)
  return {
    ...company,
    companyId,
    channelCode: channel.code,
    currency: toCurrency(channel.currency),
    timeZone: await zoneOf(db, companyId),
    bankAccount: await setting(db, companyId, shopBankAccount),
    delivery: {
      feeMinor: BigInt(delivery.fee),
      freeFromMinor: delivery.freeFrom === null ? null : BigInt(delivery.freeFrom),
    },
    seller: await setting(db, companyId, shopSeller),
  }
}
