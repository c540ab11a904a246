import { IconBarcode, IconPhoneCall } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { ButtonLink } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { type OrderRow, ordersPath } from './order.api.ts'
import { orderStates, orderTone } from './order-state.ts'
import { type OrdersT, useT } from './text.ts'
import { useChannelNames } from './use-channel-names.ts'

export default function OrderList(): ReactNode {
  const t = useT()
  const mayCreate = useMay('order.create')
  const channelNames = useChannelNames()
  return (
    <EntityList<OrderRow>
      entity="order"
      base={ordersPath}
      title={t('order.plural')}
      columns={columnsOf(t, channelNames)}
      defaultSort="-orderedAt"
      open={(row) => `/orders/${row.id}`}
      views={viewsOf(t)}
      filters={[
        {
          field: 'state',
          label: t('order.state'),
          kind: 'choice',
          options: orderStates.map((value) => ({ value, label: t(`orderState.${value}`) })),
        },
        {
          field: 'channelCode',
          label: t('order.channel'),
          kind: 'choice',
          options: [...channelNames].map(([value, label]) => ({ value, label })),
        },
        { field: 'orderedAt', label: t('order.orderedAt'), kind: 'date' },
        { field: 'total', label: t('order.total'), kind: 'money' },
        {
          field: 'paymentTerms',
          label: t('order.paymentTerms'),
          kind: 'choice',
          options: (['received', 'card', 'bank-transfer', 'on-account'] as const).map((value) => ({
            value,
            label: t(`terms.${value}`),
          })),
        },
        { field: 'externalKey', label: t('order.externalKey'), kind: 'text' },
      ]}
      bulk={[
        { transition: 'release', label: t('action.release') },
        { transition: 'hold', label: t('action.hold'), inputs: [reasonField(t)] },
        { transition: 'resume', label: t('action.resume') },
        { transition: 'cancel', label: t('action.cancel'), tone: 'danger', inputs: [reasonField(t)] },
      ]}
      tools={
        mayCreate ? (
          <>
            <ButtonLink
              to="/orders/counter"
              variant="default"
              leftSection={<IconBarcode size={15} aria-hidden="true" />}
            >
              {t('counter.nav')}
            </ButtonLink>
            <ButtonLink to="/orders/desk" leftSection={<IconPhoneCall size={15} aria-hidden="true" />}>
              {t('desk.title')}
            </ButtonLink>
          </>
        ) : undefined
      }
      empty={{ title: t('order.empty.title'), text: t('order.empty.text') }}
    />
  )
}

function columnsOf(t: OrdersT, channelNames: ReadonlyMap<string, string>): Column<OrderRow>[] {
  return [
    { key: 'number', label: t('order.number'), width: 136 },
    {
      key: 'partyName',
      label: t('order.customer'),
      width: 140,
      sortable: false,
      value: (row) => row.partyName ?? t('order.noCustomer'),
    },
    {
      key: 'state',
      label: t('order.state'),
      kind: 'state',
      width: 104,
      sortable: false,
      state: (row) => ({ tone: orderTone[row.state], label: t(`orderState.${row.state}`) }),
    },
    { key: 'total', label: t('order.total'), kind: 'money', width: 116, total: true },
    { key: 'paid', label: t('order.paid'), kind: 'money', width: 116, total: true, sortable: false },
    {
      key: 'paymentTerms',
      label: t('order.paymentTerms'),
      width: 118,
      sortable: false,
      render: (row) => t(`terms.${row.paymentTerms}`),
    },
    {
      key: 'channelCode',
      label: t('order.channel'),
      width: 108,
      sortable: false,
      render: (row) => channelNames.get(row.channelCode) ?? row.channelCode,
    },
    { key: 'orderedAt', label: t('order.orderedAt'), kind: 'instant' },
    { key: 'businessDate', label: t('order.businessDate'), kind: 'date', sortable: false, hidden: true },
    { key: 'refunded', label: t('order.refunded'), kind: 'money', sortable: false, hidden: true },
    { key: 'externalKey', label: t('order.externalKey'), width: 150, sortable: false, hidden: true },
  ]
}

function viewsOf(t: OrdersT) {
  const of = (name: string, label: string, state: string) => ({
    name,
    label,
    query: { 'filter[state]': state },
  })
  return [
    of('awaiting', t('view.awaiting'), 'awaiting-payment'),
    of('confirmed', t('view.confirmed'), 'confirmed'),
    of('fulfilling', t('view.fulfilling'), 'fulfilling'),
    of('shipped', t('view.shipped'), 'shipped'),
    of('onHold', t('view.onHold'), 'on-hold'),
    of('cancelled', t('view.cancelled'), 'cancelled'),
  ]
}

export function reasonField(t: OrdersT) {
  return { name: 'reason', label: t('order.reason'), kind: 'text', required: true, maxLength: 500 } as const
}
