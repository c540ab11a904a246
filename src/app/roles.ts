import type { DemoRole } from '../kernel/server/identity/demo-users.ts'

/** The roles every company starts with, and who plays each in a demonstration. */
export const roles: readonly DemoRole[] = [
  {
    code: 'owner',
    name: '대표',
    nameEn: 'Owner',
    permissions: ['*'],
    demo: { email: 'owner@wheelhouse.demo', name: '한지훈' },
  },
  {
    code: 'operator',
    name: '시스템 운영자',
    nameEn: 'System operator',
    permissions: ['user.*', 'role.*', 'api-key.*', 'search.*', 'employee.read'],
    demo: { email: 'operator@wheelhouse.demo', name: '오세진' },
  },
  {
    code: 'auditor',
    name: '감사인',
    nameEn: 'Auditor',
    // Reads everything, changes nothing; personal data in clear is read with the rest, and logged.
    permissions: ['*.read'],
    demo: { email: 'auditor@wheelhouse.demo', name: '권도현' },
  },
  {
    code: 'sales-clerk',
    name: '주문 담당',
    nameEn: 'Sales clerk',
    permissions: [
      'order.*',
      'product.read',
      'price.read',
      'channel.read',
      'stock.read',
      'warehouse.read',
      'shipment.read',
      'payment.read',
      'payment.capture',
      'payment.void',
      'payment.refund',
      'personal-data.read',
    ],
    demo: { email: 'sales@wheelhouse.demo', name: '김서연' },
  },
  {
    code: 'warehouse',
    name: '물류 담당',
    nameEn: 'Warehouse clerk',
    permissions: ['stock.*', 'pick.*', 'shipment.*', 'warehouse.read', 'order.read', 'product.read'],
    demo: { email: 'warehouse@wheelhouse.demo', name: '박민수' },
  },
  {
    code: 'accountant',
    name: '회계 담당',
    nameEn: 'Accountant',
    permissions: ['ledger.*', 'payment.*', 'order.read', 'stock.read', 'product.read', 'warehouse.read'],
    demo: { email: 'accountant@wheelhouse.demo', name: '이은주' },
  },
  {
    code: 'catalog-manager',
    name: '상품 담당',
    nameEn: 'Catalog manager',
    permissions: ['product.*', 'price.*', 'channel.*', 'stock.read', 'warehouse.read'],
    demo: { email: 'catalog@wheelhouse.demo', name: '최유진' },
  },
  {
    code: 'service-agent',
    name: '고객 상담원',
    nameEn: 'Service agent',
    permissions: [
      'order.read',
      'order.cancel',
      'order.return',
      'shipment.read',
      'payment.read',
      'product.read',
      'stock.read',
      'personal-data.read',
    ],
    demo: { email: 'service@wheelhouse.demo', name: '정하늘' },
  },
]
