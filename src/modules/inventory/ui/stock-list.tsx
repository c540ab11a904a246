import type { ReactNode } from 'react'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { ButtonLink } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { type StockRow, stockPath, useWarehouseOptions } from './inventory.ts'
import { useT } from './text.ts'

/** Every stocked variant with what stands of it; opens to its warehouses. */
export default function StockList(): ReactNode {
  const t = useT()
  const warehouses = useWarehouseOptions()
  const mayReceive = useMay('stock.receive')
  const mayAdjust = useMay('stock.adjust')
  const columns: Column<StockRow>[] = [
    { key: 'sku', label: t('stock.sku'), width: 150, sortable: false },
    {
      key: 'productName',
      label: t('stock.product'),
      width: 300,
      sortable: false,
      value: (row) => `${row.productName} ${row.variantName}`.trim(),
    },
    { key: 'onHand', label: t('stock.onHand'), kind: 'quantity', total: true, sortable: false },
    { key: 'reserved', label: t('stock.reserved'), kind: 'quantity', total: true, sortable: false },
    { key: 'available', label: t('stock.available'), kind: 'quantity', total: true, sortable: false },
    { key: 'value', label: t('stock.value'), kind: 'money', total: true, sortable: false },
    { key: 'warehouses', label: t('stock.warehouses'), kind: 'number', sortable: false },
  ]
  return (
    <EntityList<StockRow>
      entity="stock"
      base={stockPath}
      title={t('stock.plural')}
      columns={columns}
      exportable={false}
      open={(row) => `/inventory/stock/${row.id}`}
      tools={
        <>
          {mayAdjust ? (
            <ButtonLink to="/inventory/transfers/new" variant="default">
              {t('document.transfer')}
            </ButtonLink>
          ) : null}
          {mayAdjust ? (
            <ButtonLink to="/inventory/adjustments/new" variant="default">
              {t('document.adjustment')}
            </ButtonLink>
          ) : null}
          {mayReceive ? <ButtonLink to="/inventory/receipts/new">{t('document.receipt')}</ButtonLink> : null}
        </>
      }
      filters={[{ field: 'warehouseId', label: t('stock.warehouse'), kind: 'choice', options: warehouses }]}
      empty={{ title: t('stock.empty.title'), text: t('stock.empty.text') }}
    />
  )
}
