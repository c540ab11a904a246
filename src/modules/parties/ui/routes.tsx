import { IconAddressBook, IconArrowsJoin } from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

export default defineUi({
  name: 'parties',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'crm',
      label: { ko: '거래처', en: 'Parties' },
      icon: IconAddressBook,
      path: '/parties',
      permission: 'party.read',
      order: 10,
    },
    {
      sector: 'crm',
      label: { ko: '중복 정리', en: 'Duplicates' },
      icon: IconArrowsJoin,
      path: '/duplicates',
      permission: 'party.merge',
      order: 11,
    },
  ],
  routes: [
    { path: '/parties', screen: () => import('./party-list.tsx'), permission: 'party.read' },
    { path: '/parties/new', screen: () => import('./party-form.tsx'), permission: 'party.create' },
    { path: '/duplicates', screen: () => import('./duplicates.tsx'), permission: 'party.merge' },
    { path: '/parties/$id', screen: () => import('./party-detail.tsx'), permission: 'party.read' },
    { path: '/parties/$id/edit', screen: () => import('./party-edit.tsx'), permission: 'party.change' },
  ],
  commands: [
    {
      name: 'party.create',
      label: { ko: '거래처 등록', en: 'New party' },
      keywords: ['거래처', '고객', '공급사', 'customer', 'supplier', 'party'],
      path: '/parties/new',
      permission: 'party.create',
    },
  ],
  recordLinks: {
    party: { label: { ko: '거래처', en: 'Party' }, path: (id) => `/parties/${id}` },
    person: { label: { ko: '개인', en: 'Person' }, path: (id) => `/parties/${id}` },
  },
})
