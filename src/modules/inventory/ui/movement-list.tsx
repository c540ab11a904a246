import type { ReactNode } from 'react'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { variantLookup } from '../../catalog/ui/public.ts'
import { type Movement, movementKinds, movementsPath, useWarehouseOptions } from './inventory.ts'
import { useMovementColumns } from './movement-columns.tsx'
import { useT } from './text.ts'

export default function MovementList(): ReactNode {
  const t = useT()
  const warehouses = useWarehouseOptions()
  return (
    <EntityList<Movement>
      entity="movement"
      base={movementsPath}
      title={t('movement.plural')}
      columns={useMovementColumns()}
      defaultSort="-createdAt"
      open={(row) => `/inventory/stock/${row.variantId}`}
      filters={[
        {
          field: 'kind',
          label: t('movement.kind'),
          kind: 'choice',
          options: movementKinds.map((value) => ({ value, label: t(`movement.kinds.${value}`) })),
        },
        { field: 'warehouseId', label: t('movement.warehouse'), kind: 'choice', options: warehouses },
        { field: 'variantId', label: t('stock.product'), kind: 'lookup', lookup: variantLookup },
        { field: 'businessDate', label: t('movement.businessDate'), kind: 'date' },
        { field: 'reference', label: t('movement.reference'), kind: 'text' },
      ]}
      empty={{ title: t('movement.empty.title'), text: t('movement.empty.text') }}
    />
  )
}
