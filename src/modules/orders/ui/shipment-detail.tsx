import { Button } from '@mantine/core'
import { IconCopy, IconPrinter } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { RecordLink } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { notify } from '../../../kernel/ui/notify.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { PersonalValue } from '../../../kernel/ui/record/personal-value.tsx'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import { type Shipment, shipmentsPath } from './order.api.ts'
import { shipmentTone } from './order-state.ts'
import { ShipToText } from './ship-to-text.tsx'
import { useT } from './text.ts'
import { TrackingSteps } from './tracking-steps.tsx'
import { shownWaybill } from './waybill.ts'

export default function ShipmentDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const mayPrint = useMay('shipment.ship')
  const query = useRecord<Shipment>(shipmentsPath, params.id ?? '')
  return (
    <RecordPage<Shipment>
      entity="shipment"
      base={shipmentsPath}
      query={query}
      back="/shipments"
      title={(shipment) => shipment.number}
      state={(shipment) => (
        <>
          <StateBadge tone={shipmentTone[shipment.state]} label={t(`shipmentState.${shipment.state}`)} />
          {shipment.urgent ? <StateBadge tone="attention" label={t('shipment.urgent')} /> : null}
        </>
      )}
      facts={(shipment) => [
        {
          label: t('order.number'),
          value: (
            <RecordLink entity="order" id={shipment.orderId}>
              {shipment.orderNumber}
            </RecordLink>
          ),
        },
        {
          label: t('shipment.recipient'),
          value: (
            <PersonalValue
              entity="shipment"
              id={shipment.id}
              field="recipient"
              label={t('shipment.recipient')}
              value={shipment.recipient}
            />
          ),
        },
        {
          label: t('shipment.carrier'),
          value: shipment.carrierCode === null ? null : t.loose(`carrierName.${shipment.carrierCode}`),
        },
        { label: t('shipment.waybill'), value: <Waybill shipment={shipment} /> },
        { label: t('shipment.createdAt'), value: <When at={shipment.createdAt} /> },
        {
          label: t('shipment.shippedAt'),
          value: shipment.shippedAt ? <When at={shipment.shippedAt} /> : null,
        },
        {
          label: t('shipment.deliveredAt'),
          value: shipment.deliveredAt ? <When at={shipment.deliveredAt} /> : null,
        },
        { label: t('shipment.weight'), value: weightOf(shipment) },
        { label: t('shipment.address'), value: <ShipToText shipTo={shipment.shipTo} />, wide: true },
      ]}
      tools={(shipment) =>
        mayPrint && shipment.waybillNumber ? (
          <Button
            component="a"
            variant="default"
            href={`${shipmentsPath}/${shipment.id}/label.pdf`}
            target="_blank"
            rel="noopener"
            leftSection={<IconPrinter size={14} aria-hidden="true" />}
          >
            {t('shipment.label')}
          </Button>
        ) : null
      }
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{
        deliver: [{ name: 'receivedBy', label: t('shipment.receivedBy'), kind: 'text', maxLength: 100 }],
      }}
    >
      {(shipment) => (
        <>
          <Section title={t('shipment.contents')} flush>
            <PlainTable
              caption={t('shipment.contents')}
              rows={shipment.lines}
              rowKey={(line) => line.lineId}
              columns={[
                { key: 'sku', label: t('line.sku') },
                { key: 'name', label: t('line.name') },
                { key: 'quantity', label: t('line.quantity'), kind: 'quantity' },
              ]}
            />
          </Section>
          <Section title={t('shipment.tracking')}>
            <TrackingSteps events={shipment.tracking} />
          </Section>
        </>
      )}
    </RecordPage>
  )
}

function Waybill({ shipment }: { shipment: Shipment }): ReactNode {
  const t = useT()
  const number = shipment.waybillNumber
  if (number === null) {
    return shipment.state === 'packed' ? <StateBadge tone="waiting" label={t('shipment.noWaybill')} /> : null
  }
  return (
    <>
      {shownWaybill(number)}{' '}
      <Button
        variant="subtle"
        size="compact-xs"
        aria-label={t('shipment.copyWaybill')}
        title={t('shipment.copyWaybill')}
        onClick={() =>
          void navigator.clipboard.writeText(number).then(() => notify.done(t('shipment.copied')))
        }
      >
        <IconCopy size={14} aria-hidden="true" />
      </Button>
    </>
  )
}

function weightOf(shipment: Shipment): string | null {
  const grams = Number(shipment.weightGrams)
  return grams === 0 ? null : `${numberText((grams / 1000).toString())} kg`
}
