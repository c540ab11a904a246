import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import type { Money } from '../../../kernel/ui/values.tsx'

export const transfersPath = '/api/v1/ledger/transfers'
export const accountsPath = '/api/v1/ledger/accounts'
export const periodsPath = '/api/v1/ledger/periods'
export const booksPath = '/api/v1/ledger/books'

export interface TransferRow {
  id: string
  seq: string
  businessDate: string
  rule: string
  kind: string
  status: 'posted' | 'refused'
  code: string | null
  refEntity: string
  refId: string
  amount: Money
  memo: string | null
  postedAt: string
}

export interface Leg {
  accountId: string
  code: string
  name: string
  nameEn: string
  debit: Money | null
  credit: Money | null
}

export interface Transfer extends TransferRow {
  pendingId: string | null
  resolvedById: string | null
  reversedById: string | null
  reversalOfId: string | null
  legs: Leg[]
  version: number
  actions: OfferedAction[]
}

export interface AccountRow {
  id: string
  currency: string
  code: string
  name: string
  nameEn: string
  kind: string
  section: string
  side: number
  noOverdraft: boolean
  active: boolean
  version: number
}

export interface Account extends AccountRow {
  balance: Money
  held: Money
}

export interface PeriodRow {
  id: string
  code: string
  startsOn: string
  endsOn: string
  state: 'open' | 'closed'
  closedAt: string | null
  closedBy: string | null
  version: number
  actions: OfferedAction[]
}

export interface Figure {
  value: Money
  compared: Money | null
}

export interface StatementLine {
  accountId: string
  code: string
  name: string
  nameEn: string
  amount: Money
  compared: Money | null
}

export interface StatementSection {
  section: string
  lines: StatementLine[]
  total: Money
  compared: Money | null
}

export interface PostingRule {
  rule: string
  name: { ko: string; en: string }
  when: { ko: string; en: string }
  example: { ko: string; en: string; legs: { account: string; amountMinor: string }[] }
}
