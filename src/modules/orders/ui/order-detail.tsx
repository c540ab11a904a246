import { Anchor, Button, CopyButton } from '@mantine/core'
import { IconCopy, IconPrinter } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { RecordLink } from '../../../kernel/ui/link.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { DateText, MoneyText, StateBadge, When } from '../../../kernel/ui/values.tsx'
import { AllocationReasons } from './allocation-reasons.tsx'
import { type Order, ordersPath, type PaymentRow } from './order.api.ts'
import { OrderLines } from './order-lines.tsx'
import { reasonField } from './order-list.tsx'
import { type OfferName, OrderOffers } from './order-offers.tsx'
import { orderTone, paymentTone, shipmentTone } from './order-state.ts'
import { ShipToText } from './ship-to-text.tsx'
import { type OrdersT, useT } from './text.ts'
import { useChannelNames } from './use-channel-names.ts'
import { shownWaybill } from './waybill.ts'

const CancelUnits = lazy(() => import('./cancel-units.tsx'))
const TakeReturn = lazy(() => import('./take-return.tsx'))
const ChangeOrder = lazy(() => import('./change-order.tsx'))

export default function OrderDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const query = useRecord<Order>(ordersPath, params.id ?? '')
  const channelNames = useChannelNames()
  const [asking, setAsking] = useState<OfferName>()
  const close = () => setAsking(undefined)
  return (
    <RecordPage<Order>
      entity="order"
      base={ordersPath}
      query={query}
      back="/orders"
      title={(order) => order.number}
      state={(order) => <StateBadge tone={orderTone[order.state]} label={t(`orderState.${order.state}`)} />}
      facts={(order) => factsOf(order, t, channelNames)}
      related={(order) => [
        {
          title: t('order.shipments'),
          none: t('order.noShipments'),
          items: order.shipments.map((shipment) => ({
            title: shipment.waybillNumber ? (
              <>
                {shipment.number}
                <br />
                <small>{shownWaybill(shipment.waybillNumber)}</small>
              </>
            ) : (
              shipment.number
            ),
            path: `/shipments/${shipment.id}`,
            state: { tone: shipmentTone[shipment.state], label: t(`shipmentState.${shipment.state}`) },
          })),
        },
      ]}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{ hold: [reasonField(t)], cancel: [reasonField(t)] }}
      tools={(order) => (
        <>
          {order.paid.amount === '0' ? null : (
            <Button
              component="a"
              variant="default"
              href={`${ordersPath}/${order.id}/receipt.pdf`}
              target="_blank"
              rel="noopener"
              leftSection={<IconPrinter size={14} aria-hidden="true" />}
            >
              {t('saleReceipt.print')}
            </Button>
          )}
          <OrderOffers offers={order.offers} onChoose={setAsking} />
        </>
      )}
    >
      {(order) => (
        <>
          <OrderLines order={order} />
          <Payments payments={order.payments} />
          <AllocationReasons choices={order.explanations} />
          <Suspense>
            {asking === 'cancel-lines' ? <CancelUnits order={order} onClose={close} /> : null}
            {asking === 'return' ? <TakeReturn order={order} onClose={close} /> : null}
            {asking === 'change' ? <ChangeOrder order={order} onClose={close} /> : null}
          </Suspense>
        </>
      )}
    </RecordPage>
  )
}

function factsOf(order: Order, t: OrdersT, channelNames: ReadonlyMap<string, string>) {
  const money = (label: string, value: Order['total']) => ({ label, value: <MoneyText value={value} /> })
  const some = (value: Order['total']) => value.amount !== '0'
  return [
    {
      label: t('order.customer'),
      value: order.partyId ? (
        <RecordLink entity="party" id={order.partyId}>
          {order.partyName ?? order.partyId}
        </RecordLink>
      ) : (
        (order.partyName ?? t('order.noCustomer'))
      ),
    },
    { label: t('order.orderedAt'), value: <When at={order.orderedAt} /> },
    money(t('order.total'), order.total),
    { label: t('order.businessDate'), value: <DateText on={order.businessDate} /> },
    money(t('order.paid'), order.paid),
    { label: t('order.paymentTerms'), value: t(`terms.${order.paymentTerms}`) },
    money(t('order.due'), order.due),
    { label: t('order.channel'), value: channelNames.get(order.channelCode) ?? order.channelCode },
    ...(some(order.cancelled) ? [money(t('order.cancelledAmount'), order.cancelled)] : []),
    ...(some(order.returned) ? [money(t('order.returned'), order.returned)] : []),
    ...(some(order.refunded) ? [money(t('order.refunded'), order.refunded)] : []),
    ...(some(order.position) ? [money(t('order.position'), order.position)] : []),
    ...(order.externalKey ? [{ label: t('order.externalKey'), value: order.externalKey }] : []),
    {
      label: t('order.shipTo'),
      value: order.shipTo ? <ShipToText shipTo={order.shipTo} /> : t('order.noShipTo'),
      wide: true,
    },
    ...(order.note ? [{ label: t('order.note'), value: order.note, wide: true }] : []),
    ...(order.holdReason ? [{ label: t('order.holdReason'), value: order.holdReason, wide: true }] : []),
    ...(order.cancelReason
      ? [{ label: t('order.cancelReason'), value: order.cancelReason, wide: true }]
      : []),
    { label: t('order.tracking'), value: <TrackingLink path={order.trackingPath} />, wide: true },
  ]
}

/** What the customer may be sent: the link alone shows where the order is, and nothing else. */
function TrackingLink({ path }: { path: string }): ReactNode {
  const t = useT()
  const address = new URL(path, location.origin).href
  return (
    <>
      <Anchor href={path} target="_blank" rel="noopener" inherit>
        {path}
      </Anchor>{' '}
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconCopy size={14} aria-hidden="true" />}
            onClick={copy}
          >
            {copied ? t('tracking.copied') : t('tracking.copy')}
          </Button>
        )}
      </CopyButton>
    </>
  )
}

function Payments({ payments }: { payments: readonly PaymentRow[] }): ReactNode {
  const t = useT()
  if (payments.length === 0) return null
  return (
    <Section title={t('order.payments')} flush>
      <PlainTable
        caption={t('order.payments')}
        rows={payments}
        rowKey={(payment) => payment.id}
        columns={[
          {
            key: 'method',
            label: t('payment.method'),
            render: (payment) => (
              <RecordLink entity="payment" id={payment.id}>
                {t(`method.${payment.method}`)}
              </RecordLink>
            ),
          },
          {
            key: 'state',
            label: t('payment.state'),
            state: (payment) => ({
              tone: paymentTone[payment.state] ?? 'neutral',
              label: t.loose(`paymentState.${payment.state}`),
            }),
          },
          { key: 'amount', label: t('payment.amount'), kind: 'money' },
          { key: 'captured', label: t('payment.captured'), kind: 'money' },
          { key: 'refunded', label: t('payment.refunded'), kind: 'money' },
          { key: 'createdAt', label: t('payment.at'), kind: 'instant' },
        ]}
      />
    </Section>
  )
}
