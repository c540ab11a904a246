import { z } from 'zod'
import { defineSetting } from '../../../kernel/server/services/settings.ts'

const permission = 'channel.change'
const amount = z.string().regex(/^\d{1,12}$/)
const words = (most: number) => z.string().trim().max(most)

/** True for the company whose web channel answers at `/shop`; without one, the first that opened a web channel. */
export const shopCompany = defineSetting({
  key: 'shop.company',
  schema: z.boolean(),
  initial: false,
  permission,
})

/** Where customers transfer money to; without an account the shop takes cards only. */
export const shopBankAccount = defineSetting({
  key: 'shop.bank-account',
  schema: z.object({ bank: words(60), number: words(40), holder: words(60) }).nullable(),
  initial: null,
  permission,
})

/** Delivery fee, and the goods total from which delivery is free; minor units of the channel's currency. */
export const shopDelivery = defineSetting({
  key: 'shop.delivery',
  schema: z.object({ fee: amount, freeFrom: amount.nullable() }),
  initial: { fee: '0', freeFrom: null },
  permission,
})

/** What the law wants at the foot of a shop (전자상거래법 제10조). */
export const shopSeller = defineSetting({
  key: 'shop.seller',
  schema: z.object({
    representative: words(60),
    address: words(200),
    phone: words(40),
    email: words(200),
    /** 통신판매업 신고번호. */
    mailOrderNumber: words(60),
  }),
  initial: { representative: '', address: '', phone: '', email: '', mailOrderNumber: '' },
  permission,
})

export const shopSettings = [shopCompany, shopBankAccount, shopDelivery, shopSeller]
