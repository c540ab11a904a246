import { numberText } from '../../../kernel/ui/format.ts'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { RecordLink } from '../../../kernel/ui/link.tsx'
import type { Movement } from './inventory.ts'
import { useT } from './text.ts'

/** Columns of movements, in the list and in the explorer. */
export function useMovementColumns(): Column<Movement>[] {
  const t = useT()
  return [
    { key: 'createdAt', label: t('movement.createdAt'), kind: 'instant' },
    {
      key: 'kind',
      label: t('movement.kind'),
      width: 90,
      sortable: false,
      value: (row) => t(`movement.kinds.${row.kind}`),
    },
    { key: 'sku', label: t('stock.sku'), width: 140, sortable: false },
    { key: 'productName', label: t('stock.product'), width: 240, sortable: false },
    { key: 'warehouseCode', label: t('movement.warehouse'), width: 90, sortable: false },
    { key: 'quantity', label: t('movement.quantity'), kind: 'quantity', sortable: false, total: true },
    {
      key: 'unitCost',
      label: t('movement.unitCost'),
      kind: 'number',
      sortable: false,
      render: (row) => numberText(row.unitCost),
    },
    { key: 'value', label: t('movement.value'), kind: 'money', sortable: false, total: true },
    { key: 'businessDate', label: t('movement.businessDate'), kind: 'date', sortable: false },
    {
      key: 'reference',
      label: t('movement.reference'),
      width: 150,
      sortable: false,
      render: (row) =>
        row.orderId ? (
          <RecordLink entity="order" id={row.orderId}>
            {row.reference || t('reservation.order')}
          </RecordLink>
        ) : (
          row.reference
        ),
    },
    { key: 'reason', label: t('movement.reason'), width: 160, sortable: false },
    { key: 'actorName', label: t('movement.actor'), width: 110, sortable: false, hidden: true },
  ]
}
