import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { openFile } from '../../../kernel/ui/request.ts'
import { type ShipmentRow, shipmentsPath } from './order.api.ts'
import { shipmentStates, shipmentTone } from './order-state.ts'
import { useT } from './text.ts'
import { shownWaybill } from './waybill.ts'

const labelsAtOnce = 100

export default function ShipmentList(): ReactNode {
  const t = useT()
  const mayPrint = useMay('shipment.ship')
  const view = (name: 'picking' | 'packed' | 'shipped' | 'delivered' | 'cancelled') => ({
    name,
    label: t(`view.${name}`),
    query: { 'filter[state]': name },
  })
  return (
    <EntityList<ShipmentRow>
      entity="shipment"
      base={shipmentsPath}
      title={t('shipment.plural')}
      defaultSort="-createdAt"
      open={(row) => `/shipments/${row.id}`}
      views={[view('picking'), view('packed'), view('shipped'), view('delivered'), view('cancelled')]}
      columns={[
        { key: 'number', label: t('shipment.number'), width: 140 },
        {
          key: 'orderNumber',
          label: t('order.number'),
          width: 140,
          sortable: false,
          render: (row) => <Link to={`/orders/${row.orderId}`}>{row.orderNumber}</Link>,
        },
        {
          key: 'state',
          label: t('shipment.state'),
          kind: 'state',
          sortable: false,
          state: (row) => ({ tone: shipmentTone[row.state], label: t(`shipmentState.${row.state}`) }),
        },
        { key: 'recipient', label: t('shipment.recipient'), width: 130, sortable: false },
        {
          key: 'carrierCode',
          label: t('shipment.carrier'),
          width: 110,
          sortable: false,
          value: (row) => (row.carrierCode === null ? null : t.loose(`carrierName.${row.carrierCode}`)),
        },
        {
          key: 'waybillNumber',
          label: t('shipment.waybill'),
          width: 150,
          sortable: false,
          value: (row) => (row.waybillNumber === null ? null : shownWaybill(row.waybillNumber)),
        },
        { key: 'createdAt', label: t('shipment.createdAt'), kind: 'instant' },
        { key: 'shippedAt', label: t('shipment.shippedAt'), kind: 'instant', sortable: false },
        { key: 'deliveredAt', label: t('shipment.deliveredAt'), kind: 'instant', sortable: false },
      ]}
      filters={[
        {
          field: 'state',
          label: t('shipment.state'),
          kind: 'choice',
          options: shipmentStates.map((value) => ({ value, label: t(`shipmentState.${value}`) })),
        },
        { field: 'createdAt', label: t('shipment.createdAt'), kind: 'date' },
        { field: 'shippedAt', label: t('shipment.shippedAt'), kind: 'date' },
        { field: 'orderNumber', label: t('order.number'), kind: 'text' },
        { field: 'waybillNumber', label: t('shipment.waybill'), kind: 'text' },
      ]}
      bulk={[
        { transition: 'ship', label: t('action.ship') },
        { transition: 'deliver', label: t('action.deliver') },
      ]}
      {...(mayPrint ? { selectionTools: (ids: readonly string[]) => <PrintLabels ids={ids} /> } : {})}
      empty={{ title: t('shipment.empty.title'), text: t('shipment.empty.text') }}
    />
  )
}

/** The labels of everything selected, in the order they stand in the list, as one file for the label printer. */
function PrintLabels({ ids }: { ids: readonly string[] }): ReactNode {
  const t = useT()
  const print = useCommand(() => openFile(`${shipmentsPath}/labels.pdf`, { ids }))
  const tooMany = ids.length > labelsAtOnce
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={tooMany}
      title={tooMany ? t('shipment.labelsLimit', { n: labelsAtOnce }) : undefined}
      loading={print.isPending}
      leftSection={<IconPrinter size={14} aria-hidden="true" />}
      onClick={() => print.mutate(undefined)}
    >
      {t('shipment.labels')}
    </Button>
  )
}
