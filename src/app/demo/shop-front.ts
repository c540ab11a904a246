import { changeSetting } from '../../kernel/server/services/settings.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import { shopBankAccount, shopDelivery, shopSeller } from '../../modules/catalog/api.ts'

/** What the demonstration's web shop says of itself; nobody answers at this account or number. */
export async function furnishShop(tx: Tx): Promise<void> {
  const version = undefined
  await changeSetting(tx, shopBankAccount, {
    value: { bank: '한빛은행', number: '110-222-333444', holder: '한울상사' },
    version,
  })
  await changeSetting(tx, shopDelivery, { value: { fee: '3000', freeFrom: '50000' }, version })
  await changeSetting(tx, shopSeller, {
    value: {
      representative: '한지훈',
      address: '서울특별시 성동구 연무장길 42',
      phone: '02-0000-1234',
      email: 'help@wheelhouse.demo',
      mailOrderNumber: '2026-서울성동-01234',
    },
    version,
  })
}
