import type { StoredEvent } from '../../../kernel/server/events.ts'
import type { Reaction } from '../../../kernel/server/module.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { mustPost, type TransferDraft } from '../../ledger/api.ts'
import { goodsReceived, stockAdjusted, stockOpened } from '../../ledger/shared/posting-rules.ts'

interface StockNews {
  valueMinor: string
  currency: string
  businessDate: string
  reason?: string
  reference?: string
}

/** The reason under which a company's first stock comes in: capital, not a purchase. */
export const openingReason = 'opening'

/** Receipts and counts are booked from the stock's own news; the event's id makes each posting happen once. */
export const postStock: Reaction = {
  name: 'orders.post-stock',
  on: ['stock.received@1', 'stock.adjusted@1'],
  async run(tx: Tx, event: StoredEvent<StockNews>) {
    const costMinor = BigInt(event.data.valueMinor)
    if (costMinor === 0n) return
    const entry = entryOf(event, costMinor)
    const transfer: TransferDraft = {
      id: event.id,
      kind: 'post',
      businessDate: event.data.businessDate,
      ref: { entity: event.entity, id: event.recordId },
      memo: event.data.reference ?? '',
      currency: event.data.currency,
      ...entry,
    }
    tx.beforeCommit(() => mustPost(tx, [transfer]))
  },
}

function entryOf(event: StoredEvent<StockNews>, costMinor: bigint): Pick<TransferDraft, 'rule' | 'legs'> {
  if (event.type === 'stock.adjusted@1') return { rule: 'stock.adjusted', legs: stockAdjusted({ costMinor }) }
  if (event.data.reason === openingReason) return { rule: 'stock.opened', legs: stockOpened({ costMinor }) }
  return { rule: 'goods.received', legs: goodsReceived({ costMinor }) }
}
