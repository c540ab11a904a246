import type { ReactNode } from 'react'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { type ProductRow, productsPath, productTone, taxClasses, useCategoryOptions } from './catalog.ts'
import { useT } from './text.ts'

export default function ProductList(): ReactNode {
  const t = useT()
  const categories = useCategoryOptions('id')
  const categoryName = new Map(categories.map(({ value, label }) => [value, label.trim()]))
  const columns: Column<ProductRow>[] = [
    { key: 'code', label: t('product.code'), width: 150 },
    { key: 'name', label: t('product.name'), width: 280 },
    {
      key: 'state',
      label: t('product.state'),
      kind: 'state',
      sortable: false,
      state: (row) => ({ tone: productTone[row.state], label: t(`state.${row.state}`) }),
    },
    {
      key: 'categoryId',
      label: t('product.category'),
      width: 140,
      sortable: false,
      value: (row) => (row.categoryId ? categoryName.get(row.categoryId) : null),
    },
    { key: 'brand', label: t('product.brand'), width: 120, sortable: false },
    {
      key: 'taxClass',
      label: t('product.taxClass'),
      width: 110,
      sortable: false,
      value: (row) => t(`tax.${row.taxClass}`),
    },
    { key: 'nameEn', label: t('product.nameEn'), width: 220, sortable: false, hidden: true },
    { key: 'createdAt', label: t('product.createdAt'), kind: 'instant' },
  ]
  const states = ['active', 'draft', 'retired'] as const
  return (
    <EntityList<ProductRow>
      entity="product"
      base={productsPath}
      title={t('product.plural')}
      columns={columns}
      defaultSort="-createdAt"
      open={(row) => `/catalog/products/${row.id}`}
      create={{ label: t('product.create'), path: '/catalog/products/new', permission: 'product.create' }}
      views={states.map((state) => ({
        name: state,
        label: t(`view.${state}`),
        query: { 'filter[state]': state },
      }))}
      filters={[
        {
          field: 'state',
          label: t('product.state'),
          kind: 'choice',
          options: states.map((value) => ({ value, label: t(`state.${value}`) })),
        },
        { field: 'categoryId', label: t('product.category'), kind: 'choice', options: categories },
        { field: 'brand', label: t('product.brand'), kind: 'text' },
        {
          field: 'taxClass',
          label: t('product.taxClass'),
          kind: 'choice',
          options: taxClasses.map((value) => ({ value, label: t(`tax.${value}`) })),
        },
        { field: 'createdAt', label: t('product.createdAt'), kind: 'date' },
      ]}
      bulk={[
        { transition: 'activate', label: t('action.activate') },
        { transition: 'retire', label: t('action.retire'), tone: 'danger' },
      ]}
      importable
      empty={{ title: t('product.empty.title'), text: t('product.empty.text') }}
    />
  )
}
