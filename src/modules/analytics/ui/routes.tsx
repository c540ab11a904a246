import { IconChartHistogram } from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

export default defineUi({
  name: 'analytics',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'hub',
      label: { ko: '거래 현황', en: 'Live trade' },
      icon: IconChartHistogram,
      path: '/trade',
      permission: 'trade.read',
      order: 10,
    },
  ],
  routes: [{ path: '/trade', screen: () => import('./trade-dashboard.tsx'), permission: 'trade.read' }],
  home: [{ order: 10, permission: 'trade.read', widget: () => import('./trade-tile.tsx') }],
})
