import { IconBox, IconBuildingStore, IconCategory, IconTags } from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

export default defineUi({
  name: 'catalog',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'scm',
      label: { ko: '상품', en: 'Products' },
      icon: IconBox,
      path: '/catalog/products',
      permission: 'product.read',
      order: 10,
    },
    {
      sector: 'scm',
      label: { ko: '가격표', en: 'Price lists' },
      icon: IconTags,
      path: '/catalog/price-lists',
      permission: 'price.read',
      order: 12,
    },
    {
      sector: 'scm',
      label: { ko: '상품 분류', en: 'Categories' },
      icon: IconCategory,
      path: '/catalog/categories',
      permission: 'product.read',
      order: 14,
    },
    {
      sector: 'scm',
      label: { ko: '판매 채널', en: 'Sales channels' },
      icon: IconBuildingStore,
      path: '/catalog/channels',
      permission: 'channel.read',
      order: 16,
    },
  ],
  routes: [
    { path: '/catalog/products', screen: () => import('./product-list.tsx'), permission: 'product.read' },
    {
      path: '/catalog/products/new',
      screen: () => import('./product-form.tsx'),
      permission: 'product.create',
    },
    {
      path: '/catalog/products/$id',
      screen: () => import('./product-detail.tsx'),
      permission: 'product.read',
    },
    {
      path: '/catalog/products/$id/edit',
      screen: () => import('./product-edit.tsx'),
      permission: 'product.change',
    },
    { path: '/catalog/categories', screen: () => import('./categories.tsx'), permission: 'product.read' },
    { path: '/catalog/channels', screen: () => import('./channels.tsx'), permission: 'channel.read' },
    { path: '/catalog/price-lists', screen: () => import('./price-lists.tsx'), permission: 'price.read' },
    {
      path: '/catalog/price-lists/$id',
      screen: () => import('./price-list-detail.tsx'),
      permission: 'price.read',
    },
  ],
  commands: [
    {
      name: 'product.create',
      label: { ko: '상품 등록', en: 'New product' },
      keywords: ['상품', '품목', 'product', 'sku'],
      path: '/catalog/products/new',
      permission: 'product.create',
    },
  ],
  recordLinks: {
    product: { label: { ko: '상품', en: 'Product' }, path: (id) => `/catalog/products/${id}` },
    'price-list': { label: { ko: '가격표', en: 'Price list' }, path: (id) => `/catalog/price-lists/${id}` },
    category: { label: { ko: '분류', en: 'Category' }, path: () => '/catalog/categories' },
    channel: { label: { ko: '판매 채널', en: 'Channel' }, path: () => '/catalog/channels' },
  },
})
