import { IconBuildingBank, IconCreditCard, IconReceipt2, IconReceiptRefund } from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

export default defineUi({
  name: 'payments',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'erp',
      label: { ko: '결제', en: 'Payments' },
      icon: IconCreditCard,
      path: '/payments',
      permission: 'payment.read',
      order: 30,
    },
    {
      sector: 'erp',
      label: { ko: '환불 대기', en: 'Waiting refunds' },
      icon: IconReceiptRefund,
      path: '/payments/refunds',
      permission: 'payment.read',
      order: 33,
    },
    {
      sector: 'erp',
      label: { ko: '은행 입금', en: 'Bank receipts' },
      icon: IconBuildingBank,
      path: '/payments/bank',
      permission: 'payment.match-bank',
      order: 31,
    },
    {
      sector: 'erp',
      label: { ko: '카드사 정산', en: 'Payouts' },
      icon: IconReceipt2,
      path: '/payments/settlements',
      permission: 'payment.read',
      order: 32,
    },
  ],
  routes: [
    { path: '/payments', screen: () => import('./payment-list.tsx'), permission: 'payment.read' },
    { path: '/payments/bank', screen: () => import('./bank-lines.tsx'), permission: 'payment.match-bank' },
    {
      path: '/payments/bank/$id',
      screen: () => import('./bank-line-detail.tsx'),
      permission: 'payment.match-bank',
    },
    { path: '/payments/settlements', screen: () => import('./settlements.tsx'), permission: 'payment.read' },
    {
      path: '/payments/settlements/$id',
      screen: () => import('./settlement-detail.tsx'),
      permission: 'payment.read',
    },
    {
      path: '/payments/acquirer',
      screen: () => import('./acquirer.tsx'),
      permission: 'payment.manage-provider',
    },
    { path: '/payments/refunds', screen: () => import('./refunds.tsx'), permission: 'payment.read' },
    { path: '/payments/$id', screen: () => import('./payment-detail.tsx'), permission: 'payment.read' },
  ],
  commands: [
    {
      name: 'payment.bank',
      label: { ko: '은행 입금 짝짓기', en: 'Match bank receipts' },
      keywords: ['입금', '계좌이체', 'bank', 'transfer'],
      path: '/payments/bank',
      permission: 'payment.match-bank',
    },
    {
      name: 'payment.acquirer',
      label: { ko: '내장 결제대행사 장애 시험', en: 'Embedded acquirer: faults on demand' },
      keywords: ['결제대행사', '장애', 'acquirer', 'outage'],
      path: '/payments/acquirer',
      permission: 'payment.manage-provider',
    },
  ],
  recordLinks: {
    payment: { label: { ko: '결제', en: 'Payment' }, path: (id) => `/payments/${id}` },
    'bank-line': { label: { ko: '은행 입금', en: 'Bank receipt' }, path: (id) => `/payments/bank/${id}` },
    settlement: { label: { ko: '카드사 정산', en: 'Payout' }, path: (id) => `/payments/settlements/${id}` },
  },
})
