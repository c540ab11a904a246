import type { ReactNode } from 'react'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { type Warehouse, warehousesPath } from './inventory.ts'
import { useT } from './text.ts'
import { WarehouseDialog } from './warehouse-dialog.tsx'

export default function WarehouseList(): ReactNode {
  const t = useT()
  const mayChange = useMay('warehouse.change')
  return (
    <EntityList<Warehouse>
      entity="warehouse"
      base={warehousesPath}
      title={t('warehouse.plural')}
      defaultSort="code"
      open={(row) => `/inventory/warehouses/${row.id}`}
      tools={mayChange ? <WarehouseDialog /> : null}
      columns={[
        { key: 'code', label: t('warehouse.code'), width: 130 },
        { key: 'name', label: t('warehouse.name'), width: 200 },
        { key: 'address', label: t('warehouse.address'), width: 320, sortable: false },
        { key: 'postalCode', label: t('warehouse.postalCode'), width: 100, sortable: false },
        { key: 'priority', label: t('warehouse.priority'), kind: 'number' },
        {
          key: 'state',
          label: t('warehouse.state'),
          kind: 'state',
          sortable: false,
          state: ({ state }) => ({
            tone: state === 'active' ? 'good' : 'stopped',
            label: t(`state.${state}`),
          }),
        },
      ]}
      filters={[
        {
          field: 'state',
          label: t('warehouse.state'),
          kind: 'choice',
          options: [
            { value: 'active', label: t('state.active') },
            { value: 'closed', label: t('state.closed') },
          ],
        },
      ]}
      empty={{ title: t('warehouse.empty.title'), text: t('warehouse.empty.text') }}
    />
  )
}
