import {
  IconBook2,
  IconCalendarCheck,
  IconListTree,
  IconReportMoney,
  IconScale,
  IconTableColumn,
} from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

const permission = 'ledger.read'

export default defineUi({
  name: 'ledger',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'erp',
      label: { ko: '분개장', en: 'Journal' },
      icon: IconBook2,
      path: '/ledger/journal',
      permission,
      order: 40,
    },
    {
      sector: 'erp',
      label: { ko: '시산표', en: 'Trial balance' },
      icon: IconScale,
      path: '/ledger/trial-balance',
      permission,
      order: 41,
    },
    {
      sector: 'erp',
      label: { ko: '재무상태표', en: 'Balance sheet' },
      icon: IconTableColumn,
      path: '/ledger/balance-sheet',
      permission,
      order: 42,
    },
    {
      sector: 'erp',
      label: { ko: '손익계산서', en: 'Income statement' },
      icon: IconReportMoney,
      path: '/ledger/income-statement',
      permission,
      order: 43,
    },
    {
      sector: 'erp',
      label: { ko: '계정과목', en: 'Accounts' },
      icon: IconListTree,
      path: '/ledger/accounts',
      permission,
      order: 44,
    },
    {
      sector: 'erp',
      label: { ko: '회계 기간', en: 'Periods' },
      icon: IconCalendarCheck,
      path: '/ledger/periods',
      permission,
      order: 45,
    },
  ],
  routes: [
    { path: '/ledger/journal', screen: () => import('./journal.tsx'), permission },
    { path: '/ledger/journal/new', screen: () => import('./entry-form.tsx'), permission: 'ledger.post' },
    { path: '/ledger/journal/$id', screen: () => import('./entry-detail.tsx'), permission },
    { path: '/ledger/accounts', screen: () => import('./chart.tsx'), permission },
    { path: '/ledger/accounts/$id', screen: () => import('./account-ledger.tsx'), permission },
    { path: '/ledger/trial-balance', screen: () => import('./trial-balance.tsx'), permission },
    { path: '/ledger/balance-sheet', screen: () => import('./balance-sheet.tsx'), permission },
    { path: '/ledger/income-statement', screen: () => import('./income-statement.tsx'), permission },
    { path: '/ledger/periods', screen: () => import('./periods.tsx'), permission },
    { path: '/ledger/periods/$id', screen: () => import('./period-detail.tsx'), permission },
    { path: '/ledger/exchange', screen: () => import('./exchange.tsx'), permission },
    { path: '/ledger/rules', screen: () => import('./posting-rules.tsx'), permission },
  ],
  commands: [
    {
      name: 'ledger.exchange',
      label: { ko: '환율과 환전', en: 'Exchange' },
      keywords: ['환율', '환전', '외화', 'rate', 'currency'],
      path: '/ledger/exchange',
      permission,
    },
    {
      name: 'ledger.enter',
      label: { ko: '분개 입력', en: 'Enter journal entry' },
      keywords: ['분개', '전표', 'journal', 'entry'],
      path: '/ledger/journal/new',
      permission: 'ledger.post',
    },
    {
      name: 'ledger.rules',
      label: { ko: '전기 규칙 보기', en: 'Posting rules' },
      keywords: ['전기', '규칙', 'rules'],
      path: '/ledger/rules',
      permission,
    },
  ],
  recordLinks: {
    transfer: { label: { ko: '분개', en: 'Journal entry' }, path: (id) => `/ledger/journal/${id}` },
    account: { label: { ko: '계정과목', en: 'Account' }, path: (id) => `/ledger/accounts/${id}` },
    period: { label: { ko: '회계 기간', en: 'Accounting period' }, path: (id) => `/ledger/periods/${id}` },
  },
})
