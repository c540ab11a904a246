/** What an account is; statements and normal sides follow from it. */
export type AccountKind = 'asset' | 'liability' | 'equity' | 'revenue' | 'expense'

/** Where an account stands in the statements. */
export type Section =
  | 'current-assets'
  | 'inventories'
  | 'non-current-assets'
  | 'current-liabilities'
  | 'non-current-liabilities'
  | 'equity'
  | 'sales'
  | 'cost-of-sales'
  | 'selling-and-administrative'
  | 'other-income'
  | 'other-expense'
  | 'income-tax'

export interface ChartAccount {
  code: string
  name: string
  nameEn: string
  kind: AccountKind
  section: Section
  /** The side on which it grows, where that is not the kind's own: a contra account (차감 계정). */
  contra?: true
}

/** Accounts the house's own rules post to, by what they mean. Codes follow the usage of Korean offices. */
export const account = {
  cash: '101',
  bank: '103',
  tradeReceivable: '108',
  otherReceivable: '120',
  cardReceivable: '121',
  channelReceivable: '122',
  advancePaid: '131',
  vatPaid: '135',
  merchandise: '146',
  tradePayable: '251',
  otherPayable: '253',
  vatReceived: '255',
  suspense: '257',
  advanceReceived: '259',
  capital: '331',
  currencyPosition: '361',
  retainedEarnings: '375',
  sales: '401',
  salesReturns: '402',
  salesDiscounts: '403',
  shippingIncome: '411',
  costOfSales: '451',
  freight: '824',
  fees: '831',
  interestIncome: '901',
  exchangeGain: '907',
  translationGain: '910',
  stockGain: '929',
  otherIncome: '930',
  interestExpense: '931',
  exchangeLoss: '952',
  translationLoss: '955',
  stockLoss: '959',
  otherLoss: '980',
  incomeTax: '998',
} as const

export type AccountCode = (typeof account)[keyof typeof account]

/** The chart a company's books open with (일반기업회계기준). Companies add accounts; these codes stay. */
export const standardChart: readonly ChartAccount[] = [
  { code: account.cash, name: '현금', nameEn: 'Cash', kind: 'asset', section: 'current-assets' },
  { code: account.bank, name: '보통예금', nameEn: 'Bank deposits', kind: 'asset', section: 'current-assets' },
  {
    code: account.tradeReceivable,
    name: '외상매출금',
    nameEn: 'Trade receivables',
    kind: 'asset',
    section: 'current-assets',
  },
  {
    code: account.otherReceivable,
    name: '미수금',
    nameEn: 'Other receivables',
    kind: 'asset',
    section: 'current-assets',
  },
  {
    code: account.cardReceivable,
    name: '카드사미수금',
    nameEn: 'Receivable from acquirers',
    kind: 'asset',
    section: 'current-assets',
  },
  {
    code: account.channelReceivable,
    name: '외부채널미수금',
    nameEn: 'Receivable from marketplaces',
    kind: 'asset',
    section: 'current-assets',
  },
  {
    code: account.advancePaid,
    name: '선급금',
    nameEn: 'Advances to suppliers',
    kind: 'asset',
    section: 'current-assets',
  },
  {
    code: account.vatPaid,
    name: '부가세대급금',
    nameEn: 'VAT paid',
    kind: 'asset',
    section: 'current-assets',
  },
  { code: account.merchandise, name: '상품', nameEn: 'Merchandise', kind: 'asset', section: 'inventories' },
  {
    code: account.tradePayable,
    name: '외상매입금',
    nameEn: 'Trade payables',
    kind: 'liability',
    section: 'current-liabilities',
  },
  {
    code: account.otherPayable,
    name: '미지급금',
    nameEn: 'Other payables',
    kind: 'liability',
    section: 'current-liabilities',
  },
  {
    code: account.vatReceived,
    name: '부가세예수금',
    nameEn: 'VAT received',
    kind: 'liability',
    section: 'current-liabilities',
  },
  {
    code: account.suspense,
    name: '가수금',
    nameEn: 'Unidentified receipts',
    kind: 'liability',
    section: 'current-liabilities',
  },
  {
    code: account.advanceReceived,
    name: '선수금',
    nameEn: 'Advances from customers',
    kind: 'liability',
    section: 'current-liabilities',
  },
  { code: account.capital, name: '자본금', nameEn: 'Share capital', kind: 'equity', section: 'equity' },
  {
    code: account.currencyPosition,
    name: '외화대체',
    nameEn: 'Currency position',
    kind: 'equity',
    section: 'equity',
  },
  {
    code: account.retainedEarnings,
    name: '이월이익잉여금',
    nameEn: 'Retained earnings',
    kind: 'equity',
    section: 'equity',
  },
  {
    code: account.sales,
    name: '상품매출',
    nameEn: 'Sales of merchandise',
    kind: 'revenue',
    section: 'sales',
  },
  {
    code: account.salesReturns,
    name: '매출환입및에누리',
    nameEn: 'Sales returns and allowances',
    kind: 'revenue',
    section: 'sales',
    contra: true,
  },
  {
    code: account.salesDiscounts,
    name: '매출할인',
    nameEn: 'Sales discounts',
    kind: 'revenue',
    section: 'sales',
    contra: true,
  },
  {
    code: account.shippingIncome,
    name: '배송비수입',
    nameEn: 'Shipping income',
    kind: 'revenue',
    section: 'sales',
  },
  {
    code: account.costOfSales,
    name: '상품매출원가',
    nameEn: 'Cost of merchandise sold',
    kind: 'expense',
    section: 'cost-of-sales',
  },
  {
    code: account.freight,
    name: '운반비',
    nameEn: 'Freight',
    kind: 'expense',
    section: 'selling-and-administrative',
  },
  {
    code: account.fees,
    name: '지급수수료',
    nameEn: 'Fees and commissions',
    kind: 'expense',
    section: 'selling-and-administrative',
  },
  {
    code: account.interestIncome,
    name: '이자수익',
    nameEn: 'Interest income',
    kind: 'revenue',
    section: 'other-income',
  },
  {
    code: account.exchangeGain,
    name: '외환차익',
    nameEn: 'Gain on foreign exchange',
    kind: 'revenue',
    section: 'other-income',
  },
  {
    code: account.translationGain,
    name: '외화환산이익',
    nameEn: 'Gain on currency translation',
    kind: 'revenue',
    section: 'other-income',
  },
  {
    code: account.stockGain,
    name: '재고자산과잉이익',
    nameEn: 'Gain on stock count',
    kind: 'revenue',
    section: 'other-income',
  },
  {
    code: account.otherIncome,
    name: '잡이익',
    nameEn: 'Miscellaneous income',
    kind: 'revenue',
    section: 'other-income',
  },
  {
    code: account.interestExpense,
    name: '이자비용',
    nameEn: 'Interest expense',
    kind: 'expense',
    section: 'other-expense',
  },
  {
    code: account.exchangeLoss,
    name: '외환차손',
    nameEn: 'Loss on foreign exchange',
    kind: 'expense',
    section: 'other-expense',
  },
  {
    code: account.translationLoss,
    name: '외화환산손실',
    nameEn: 'Loss on currency translation',
    kind: 'expense',
    section: 'other-expense',
  },
  {
    code: account.stockLoss,
    name: '재고자산감모손실',
    nameEn: 'Loss on stock shrinkage',
    kind: 'expense',
    section: 'other-expense',
  },
  {
    code: account.otherLoss,
    name: '잡손실',
    nameEn: 'Miscellaneous loss',
    kind: 'expense',
    section: 'other-expense',
  },
  { code: account.incomeTax, name: '법인세등', nameEn: 'Income tax', kind: 'expense', section: 'income-tax' },
]

/** +1 grows by debit (차변), −1 by credit (대변). */
export function sideOf(chartAccount: Pick<ChartAccount, 'kind' | 'contra'>): 1 | -1 {
  const debit = chartAccount.kind === 'asset' || chartAccount.kind === 'expense'
  return debit !== (chartAccount.contra === true) ? 1 : -1
}
