import type { ReactNode } from 'react'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { type PickRow, picksPath, pickTone, useWarehouseOptions } from './inventory.ts'
import { useT } from './text.ts'

const states = ['waiting', 'picking', 'picked', 'packed', 'cancelled'] as const

/** Every pick there was, for looking back. */
export default function PickList(): ReactNode {
  const t = useT()
  const warehouses = useWarehouseOptions()
  return (
    <EntityList<PickRow>
      entity="pick"
      base={picksPath}
      title={t('pick.list')}
      defaultSort="-createdAt"
      open={(row) => `/inventory/station/${row.id}`}
      columns={[
        { key: 'orderNumber', label: t('pick.order'), width: 170, sortable: false },
        {
          key: 'state',
          label: t('pick.state'),
          kind: 'state',
          sortable: false,
          state: ({ state }) => ({ tone: pickTone[state], label: t(`state.${state}`) }),
        },
        {
          key: 'priority',
          label: t('pick.priority'),
          width: 90,
          sortable: false,
          render: ({ priority }) =>
            priority > 0 ? <StateBadge tone="attention" label={t('pick.urgent')} /> : null,
        },
        { key: 'warehouseCode', label: t('pick.warehouse'), width: 110, sortable: false },
        { key: 'lineCount', label: t('pick.lines'), kind: 'number', sortable: false },
        { key: 'units', label: t('pick.units'), kind: 'quantity', sortable: false, total: true },
        { key: 'pickedUnits', label: t('pick.pickedUnits'), kind: 'quantity', sortable: false, total: true },
        { key: 'pickerName', label: t('pick.picker'), width: 110, sortable: false },
        { key: 'createdAt', label: t('pick.createdAt'), kind: 'instant' },
      ]}
      views={(['waiting', 'picking', 'picked', 'packed'] as const).map((state) => ({
        name: state,
        label: t(`view.${state}`),
        query: { 'filter[state]': state },
      }))}
      filters={[
        {
          field: 'state',
          label: t('pick.state'),
          kind: 'choice',
          options: states.map((value) => ({ value, label: t(`state.${value}`) })),
        },
        { field: 'warehouseId', label: t('pick.warehouse'), kind: 'choice', options: warehouses },
        { field: 'createdAt', label: t('pick.createdAt'), kind: 'date' },
      ]}
      bulk={[{ transition: 'start', label: t('action.start') }]}
      empty={{ title: t('pick.empty.title'), text: t('pick.empty.text') }}
    />
  )
}
