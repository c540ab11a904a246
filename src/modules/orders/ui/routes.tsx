import { IconBarcode, IconPhoneCall, IconShoppingCart, IconTruckDelivery } from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

export default defineUi({
  name: 'orders',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'erp',
      label: { ko: '주문', en: 'Orders' },
      icon: IconShoppingCart,
      path: '/orders',
      permission: 'order.read',
      order: 10,
    },
    {
      sector: 'erp',
      label: { ko: '전화 주문', en: 'Phone order' },
      icon: IconPhoneCall,
      path: '/orders/desk',
      permission: 'order.create',
      order: 11,
    },
    {
      sector: 'erp',
      label: { ko: '매장 계산대', en: 'Store counter' },
      icon: IconBarcode,
      path: '/orders/counter',
      permission: 'order.create',
      order: 12,
    },
    {
      sector: 'scm',
      label: { ko: '출고', en: 'Shipments' },
      icon: IconTruckDelivery,
      path: '/shipments',
      permission: 'shipment.read',
      order: 40,
    },
  ],
  routes: [
    { path: '/orders', screen: () => import('./order-list.tsx'), permission: 'order.read' },
    { path: '/orders/desk', screen: () => import('./desk/order-desk.tsx'), permission: 'order.create' },
    { path: '/orders/counter', screen: () => import('./desk/store-counter.tsx'), permission: 'order.create' },
    { path: '/orders/$id', screen: () => import('./order-detail.tsx'), permission: 'order.read' },
    { path: '/shipments', screen: () => import('./shipment-list.tsx'), permission: 'shipment.read' },
    { path: '/shipments/$id', screen: () => import('./shipment-detail.tsx'), permission: 'shipment.read' },
  ],
  commands: [
    {
      name: 'order.desk',
      label: { ko: '전화 주문 등록', en: 'Take a phone order' },
      keywords: ['주문', '전화', 'order', 'phone', 'new'],
      icon: IconPhoneCall,
      path: '/orders/desk',
      permission: 'order.create',
    },
    {
      name: 'order.counter',
      label: { ko: '매장 계산', en: 'Ring up a sale' },
      keywords: ['매장', '계산', 'store', 'counter', 'pos'],
      icon: IconBarcode,
      path: '/orders/counter',
      permission: 'order.create',
    },
  ],
  recordLinks: {
    order: { label: { ko: '주문', en: 'Order' }, path: (id) => `/orders/${id}` },
    shipment: { label: { ko: '출고', en: 'Shipment' }, path: (id) => `/shipments/${id}` },
  },
})
