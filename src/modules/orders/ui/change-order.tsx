import type { ReactNode } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { addressFields } from './address-fields.ts'
import { type Order, ordersPath, type ShipTo } from './order.api.ts'
import { useT } from './text.ts'

interface Change {
  shipTo: ShipTo
  note: string
}

const noAddress: ShipTo = { name: '', phone: '', postalCode: '', line1: '', line2: '', country: 'KR' }

/** Where an order goes and what is noted on it, before it is picked. */
export default function ChangeOrder({ order, onClose }: { order: Order; onClose: () => void }): ReactNode {
  const t = useT()
  return (
    <Dialog opened onClose={onClose} title={t('change.title')} size="lg">
      <EntityForm<Change>
        layout="dialog"
        initial={{ shipTo: order.shipTo ?? noAddress, note: order.note ?? '' }}
        fields={[
          ...addressFields(t, 'shipTo'),
          { name: 'note', label: t('order.note'), kind: 'longtext', maxLength: 2000 },
        ]}
        url={`${ordersPath}/${order.id}`}
        method="PATCH"
        version={order.version}
        submitLabel={t('action.change')}
        invalidates={['/api/v1/orders', '/api/v1/kernel/timeline']}
        cancel={onClose}
        done={() => {
          onClose()
          return { said: t('change.done') }
        }}
      />
    </Dialog>
  )
}
