import { type AccountCode, account } from './accounts.ts'

/** One leg of a transfer: positive is debit (차변), negative is credit (대변), in minor units. */
export interface Leg {
  account: string
  amountMinor: bigint
}

export type ReceiptMethod = 'card' | 'cash' | 'bank' | 'external'

/** Where money taken by a method waits: the till, the bank, or someone who owes it to us. */
const moneyAccount: Record<ReceiptMethod, AccountCode> = {
  card: account.cardReceivable,
  cash: account.cash,
  bank: account.bank,
  external: account.channelReceivable,
}

/** Dr where the money went, Cr advances from customers: until goods leave, it is owed to the customer. */
export function paymentReceived(facts: { method: ReceiptMethod; amountMinor: bigint }): Leg[] {
  return legs(
    debit(moneyAccount[facts.method], facts.amountMinor),
    credit(account.advanceReceived, facts.amountMinor),
  )
}

/** Dr advances from customers, Cr where the money came from. Without goods coming back: cancelled before shipment. */
export function paymentRefunded(facts: { method: ReceiptMethod; amountMinor: bigint }): Leg[] {
  return legs(
    debit(account.advanceReceived, facts.amountMinor),
    credit(moneyAccount[facts.method], facts.amountMinor),
  )
}

/**
 * Sales are earned when goods leave (수익 인식). What was paid ahead leaves the advances; the rest becomes a receivable.
 * `prepaidMinor` at most the sum of net, VAT and shipping; `shippingMinor` is without VAT, `vatMinor` holds all VAT.
 */
export function orderShipped(facts: {
  netMinor: bigint
  vatMinor: bigint
  shippingMinor?: bigint
  prepaidMinor: bigint
}): Leg[] {
  const shippingMinor = facts.shippingMinor ?? 0n
  const owedMinor = facts.netMinor + facts.vatMinor + shippingMinor
  return legs(
    debit(account.advanceReceived, facts.prepaidMinor),
    debit(account.tradeReceivable, owedMinor - facts.prepaidMinor),
    credit(account.sales, facts.netMinor),
    credit(account.shippingIncome, shippingMinor),
    credit(account.vatReceived, facts.vatMinor),
  )
}

/** An advance meets an invoice: money that came after the goods left pays the receivable; negative opens it again. */
export function receivablePaid(facts: { amountMinor: bigint }): Leg[] {
  return legs(
    debit(account.advanceReceived, facts.amountMinor),
    credit(account.tradeReceivable, facts.amountMinor),
  )
}

/** Goods left at their moving average. */
export function goodsIssued(facts: { costMinor: bigint }): Leg[] {
  return legs(debit(account.costOfSales, facts.costMinor), credit(account.merchandise, facts.costMinor))
}

/** Returned goods came in at the cost they went out. */
export function goodsTakenBack(facts: { costMinor: bigint }): Leg[] {
  return legs(debit(account.merchandise, facts.costMinor), credit(account.costOfSales, facts.costMinor))
}

/**
 * The customer sent goods back: the sale shrinks with its VAT. What had been paid becomes owed again (`prepaidMinor`),
 * the rest lowers the receivable. The money itself goes by `paymentRefunded`.
 */
export function returned(facts: {
  netMinor: bigint
  vatMinor: bigint
  shippingMinor?: bigint
  prepaidMinor: bigint
}): Leg[] {
  const shippingMinor = facts.shippingMinor ?? 0n
  const owedMinor = facts.netMinor + facts.vatMinor + shippingMinor
  return legs(
    debit(account.salesReturns, facts.netMinor),
    debit(account.shippingIncome, shippingMinor),
    debit(account.vatReceived, facts.vatMinor),
    credit(account.advanceReceived, facts.prepaidMinor),
    credit(account.tradeReceivable, owedMinor - facts.prepaidMinor),
  )
}

/** The acquirer paid out: bank for what came, fees and their VAT for what it kept, its debt is gone. */
export function acquirerSettled(facts: { grossMinor: bigint; feeMinor: bigint; feeVatMinor: bigint }): Leg[] {
  return legs(
    debit(account.bank, facts.grossMinor - facts.feeMinor - facts.feeVatMinor),
    debit(account.fees, facts.feeMinor),
    debit(account.vatPaid, facts.feeVatMinor),
    credit(account.cardReceivable, facts.grossMinor),
  )
}

/** A marketplace paid out what it had collected, less its commission. */
function channelSettled(facts: { grossMinor: bigint; feeMinor: bigint; feeVatMinor: bigint }): Leg[] {
  return legs(
    debit(account.bank, facts.grossMinor - facts.feeMinor - facts.feeVatMinor),
    debit(account.fees, facts.feeMinor),
    debit(account.vatPaid, facts.feeVatMinor),
    credit(account.channelReceivable, facts.grossMinor),
  )
}

/** Money came to the bank and nobody knows yet what for. */
export function bankReceiptUnidentified(facts: { amountMinor: bigint }): Leg[] {
  return legs(debit(account.bank, facts.amountMinor), credit(account.suspense, facts.amountMinor))
}

/** Goods came in from a supplier, before VAT. */
export function goodsReceived(facts: { costMinor: bigint }): Leg[] {
  return legs(debit(account.merchandise, facts.costMinor), credit(account.tradePayable, facts.costMinor))
}

/** A count found more (`costMinor` > 0) or less (< 0) than the records said. */
export function stockAdjusted(facts: { costMinor: bigint }): Leg[] {
  return facts.costMinor >= 0n
    ? legs(debit(account.merchandise, facts.costMinor), credit(account.stockGain, facts.costMinor))
    : legs(debit(account.stockLoss, -facts.costMinor), credit(account.merchandise, -facts.costMinor))
}

/** A channel's debt was raised (`amountMinor` > 0) or written off (< 0) without any goods. */
export function debtAdjusted(facts: { amountMinor: bigint }): Leg[] {
  return facts.amountMinor >= 0n
    ? legs(
        debit(account.channelReceivable, facts.amountMinor),
        credit(account.otherIncome, facts.amountMinor),
      )
    : legs(
        debit(account.otherLoss, -facts.amountMinor),
        credit(account.channelReceivable, -facts.amountMinor),
      )
}

/** Stock and capital a company begins with. */
export function stockOpened(facts: { costMinor: bigint }): Leg[] {
  return legs(debit(account.merchandise, facts.costMinor), credit(account.capital, facts.costMinor))
}

/** Money leaves a book for another currency's; its twin `exchangeIn` takes it into the other. */
export function exchangeOut(facts: { amountMinor: bigint }): Leg[] {
  return legs(debit(account.currencyPosition, facts.amountMinor), credit(account.bank, facts.amountMinor))
}

export function exchangeIn(facts: { amountMinor: bigint }): Leg[] {
  return legs(debit(account.bank, facts.amountMinor), credit(account.currencyPosition, facts.amountMinor))
}

/** Legs that move nothing are left out, so that a rule needs no special case for free or untaxed goods. */
function legs(...all: Leg[]): Leg[] {
  return all.filter((leg) => leg.amountMinor !== 0n)
}

function debit(code: AccountCode, amountMinor: bigint): Leg {
  return { account: code, amountMinor }
}

function credit(code: AccountCode, amountMinor: bigint): Leg {
  return { account: code, amountMinor: -amountMinor }
}

interface RuleEntry {
  /** As in `TransferDraft.rule`. */
  rule: string
  name: { ko: string; en: string }
  when: { ko: string; en: string }
  example: { ko: string; en: string; legs: Leg[] }
}

/** Every rule with its words and a worked example: what the posting-rules screen and the auditor read. */
export const postingRules: readonly RuleEntry[] = [
  {
    rule: 'payment.captured',
    name: { ko: '결제 승인·입금', en: 'Payment received' },
    when: {
      ko: '카드 매입, 현금 수납, 은행 입금, 외부 채널 결제가 확정되면 받을 곳을 차변에, 선수금을 대변에 적습니다.',
      en: 'When money is captured: debit where it went (acquirer, till, bank, marketplace), credit advances from customers.',
    },
    example: {
      ko: '카드 11,000원',
      en: '₩11,000 by card',
      legs: paymentReceived({ method: 'card', amountMinor: 11_000n }),
    },
  },
  {
    rule: 'payment.refunded',
    name: { ko: '환불', en: 'Payment refunded' },
    when: {
      ko: '돈이 고객에게 돌아가면 선수금을 차변에, 받았던 곳을 대변에 적습니다.',
      en: 'When money goes back to the customer: debit advances from customers, credit where it had come to.',
    },
    example: {
      ko: '카드 환불 4,400원',
      en: '₩4,400 back to the card',
      legs: paymentRefunded({ method: 'card', amountMinor: 4_400n }),
    },
  },
  {
    rule: 'order.shipped',
    name: { ko: '출고·매출 인식', en: 'Order shipped' },
    when: {
      ko: '상품이 출고될 때 매출과 부가세예수금을 인식합니다. 선입금분은 선수금에서, 나머지는 외상매출금으로 적습니다.',
      en: 'Sales and VAT are recognised when goods leave. The prepaid part comes out of advances, the rest becomes a receivable.',
    },
    example: {
      ko: '공급가액 10,000원, 부가세 1,000원, 선입금 6,000원',
      en: 'Net ₩10,000, VAT ₩1,000, ₩6,000 prepaid',
      legs: orderShipped({ netMinor: 10_000n, vatMinor: 1_000n, prepaidMinor: 6_000n }),
    },
  },
  {
    rule: 'receivable.paid',
    name: { ko: '외상매출금 상계', en: 'Receivable paid' },
    when: {
      ko: '출고 뒤에 들어온 돈은 선수금을 거쳐 외상매출금을 갚습니다.',
      en: 'Money that arrives after the goods left pays the receivable out of the advances.',
    },
    example: {
      ko: '5,000원 입금',
      en: '₩5,000 arrives later',
      legs: receivablePaid({ amountMinor: 5_000n }),
    },
  },
  {
    rule: 'receivable.reopened',
    name: { ko: '외상매출금 재발생', en: 'Receivable reopened' },
    when: {
      ko: '상품은 돌아오지 않았는데 돈만 환불되면 그만큼 다시 외상매출금이 됩니다.',
      en: 'Money paid back without goods coming home is owed by the customer again.',
    },
    example: {
      ko: '배송 뒤 3,000원 환불',
      en: '₩3,000 paid back after delivery',
      legs: receivablePaid({ amountMinor: -3_000n }),
    },
  },
  {
    rule: 'goods.issued',
    name: { ko: '매출원가', en: 'Cost of goods sold' },
    when: {
      ko: '출고한 상품의 이동평균 원가를 매출원가로 대체합니다.',
      en: 'Goods that left become cost of sales at their moving average.',
    },
    example: { ko: '원가 6,200원', en: 'Cost ₩6,200', legs: goodsIssued({ costMinor: 6_200n }) },
  },
  {
    rule: 'order.returned',
    name: { ko: '반품', en: 'Goods returned' },
    when: {
      ko: '반품을 받으면 매출환입과 부가세를 차변에 적고, 받았던 돈은 다시 선수금이 됩니다.',
      en: 'A return reduces sales and VAT; what had been paid is owed to the customer again.',
    },
    example: {
      ko: '공급가액 4,000원, 부가세 400원 반품',
      en: 'Net ₩4,000, VAT ₩400 returned',
      legs: returned({ netMinor: 4_000n, vatMinor: 400n, prepaidMinor: 4_400n }),
    },
  },
  {
    rule: 'goods.taken-back',
    name: { ko: '반품 입고 원가', en: 'Returned goods back in stock' },
    when: {
      ko: '반품 상품을 나갈 때의 원가로 다시 상품에 적습니다.',
      en: 'Returned goods come back in at the cost they went out.',
    },
    example: { ko: '원가 2,480원', en: 'Cost ₩2,480', legs: goodsTakenBack({ costMinor: 2_480n }) },
  },
  {
    rule: 'acquirer.settled',
    name: { ko: '카드사 정산', en: 'Acquirer settled' },
    when: {
      ko: '카드사가 수수료와 그 부가세를 떼고 입금하면 카드사미수금을 없앱니다.',
      en: 'The acquirer pays out less its fee and the VAT on it; its debt to us is gone.',
    },
    example: {
      ko: '승인 100,000원, 수수료 2,500원, 부가세 250원',
      en: 'Gross ₩100,000, fee ₩2,500, VAT ₩250',
      legs: acquirerSettled({ grossMinor: 100_000n, feeMinor: 2_500n, feeVatMinor: 250n }),
    },
  },
  {
    rule: 'channel.settled',
    name: { ko: '외부 채널 정산', en: 'Marketplace settled' },
    when: {
      ko: '오픈마켓이 판매 수수료를 떼고 입금하면 외부채널미수금을 없앱니다.',
      en: 'A marketplace pays out less its commission.',
    },
    example: {
      ko: '판매 50,000원, 수수료 5,000원, 부가세 500원',
      en: 'Gross ₩50,000, commission ₩5,000, VAT ₩500',
      legs: channelSettled({ grossMinor: 50_000n, feeMinor: 5_000n, feeVatMinor: 500n }),
    },
  },
  {
    rule: 'bank.unidentified',
    name: { ko: '원인 모를 입금', en: 'Unidentified bank receipt' },
    when: {
      ko: '결제 금액보다 더 들어온 돈은 무엇인지 알 때까지 가수금으로 적습니다.',
      en: 'What the bank received beyond a payment waits as an unidentified receipt until somebody knows what it is.',
    },
    example: {
      ko: '1,000원 더 입금',
      en: '₩1,000 too much',
      legs: bankReceiptUnidentified({ amountMinor: 1_000n }),
    },
  },
  {
    rule: 'goods.received',
    name: { ko: '매입 입고', en: 'Goods received' },
    when: {
      ko: '공급처에서 상품이 들어오면 외상매입금으로 적습니다.',
      en: 'Goods from a supplier are owed to it.',
    },
    example: { ko: '원가 300,000원', en: 'Cost ₩300,000', legs: goodsReceived({ costMinor: 300_000n }) },
  },
  {
    rule: 'stock.adjusted',
    name: { ko: '재고 조정', en: 'Stock adjusted' },
    when: {
      ko: '실사에서 모자라면 재고자산감모손실, 남으면 재고자산과잉이익으로 적습니다.',
      en: 'A count that finds less is a loss on shrinkage; one that finds more is a gain.',
    },
    example: { ko: '감모 3,100원', en: '₩3,100 missing', legs: stockAdjusted({ costMinor: -3_100n }) },
  },
  {
    rule: 'debt.adjusted',
    name: { ko: '채권 조정·대손', en: 'Debt adjusted' },
    when: {
      ko: '상품 이동 없이 채권을 늘리거나 대손으로 없앨 때 기타수익 또는 기타손실로 적습니다.',
      en: 'A debt is raised or written off without goods: other income or other loss.',
    },
    example: { ko: '대손 9,000원', en: '₩9,000 written off', legs: debtAdjusted({ amountMinor: -9_000n }) },
  },
  {
    rule: 'stock.opened',
    name: { ko: '기초 재고', en: 'Opening stock' },
    when: {
      ko: '장부를 시작할 때 가지고 있던 상품을 자본금으로 출자한 것으로 적습니다.',
      en: 'Stock held when the books open is put in as capital.',
    },
    example: {
      ko: '기초 1,000,000원',
      en: '₩1,000,000 at the start',
      legs: stockOpened({ costMinor: 1_000_000n }),
    },
  },
  {
    rule: 'exchange',
    name: { ko: '환전', en: 'Currency exchange' },
    when: {
      ko: '환전은 통화마다 한 건씩, 두 장부에 함께 적습니다. 외화대체 계정이 두 장부를 잇습니다.',
      en: 'An exchange is one transfer in each currency’s book, made together; the currency position joins the two.',
    },
    example: {
      ko: '원화 장부에 138,250원 입금',
      en: '₩138,250 into the won book',
      legs: exchangeIn({ amountMinor: 138_250n }),
    },
  },
  {
    rule: 'reversal',
    name: { ko: '역분개', en: 'Reversal' },
    when: {
      ko: '잘못된 분개는 고치지 않습니다. 차변과 대변을 바꾼 분개를 새로 적어 없앱니다.',
      en: 'An entry is never changed. A mistake is undone by a new entry with debit and credit exchanged.',
    },
    example: {
      ko: '출고 원가 6,200원의 역분개',
      en: 'The cost of ₩6,200 taken back',
      legs: goodsIssued({ costMinor: 6_200n }).map((leg) => ({ ...leg, amountMinor: -leg.amountMinor })),
    },
  },
  {
    rule: 'manual',
    name: { ko: '수기 분개', en: 'Manual entry' },
    when: {
      ko: '규칙에 없는 거래는 적요를 적어 직접 분개합니다. 차변과 대변의 합이 같아야 합니다.',
      en: 'What no rule covers is entered by hand with a memo; debits must equal credits.',
    },
    example: {
      ko: '자본금 납입 5,000,000원',
      en: '₩5,000,000 of capital paid in',
      legs: legs(debit(account.bank, 5_000_000n), credit(account.capital, 5_000_000n)),
    },
  },
]
