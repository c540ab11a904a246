import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { RecordLink } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { Await, Empty, Section } from '../../../kernel/ui/page.tsx'
import { type ListAnswer, useEndpoint } from '../../../kernel/ui/queries.ts'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import { movementsPath, type Reservation, reservationsPath, reservationTone } from './inventory.ts'
import { useMovementColumns } from './movement-columns.tsx'
import { useT } from './text.ts'
import { WhyDialog } from './why-dialog.tsx'

const shownReservations = 50
const movementsHeightPx = 420

/** Who was promised some of it, from where, and why from there. */
export function ReservationsOf({ variantId }: { variantId: string }): ReactNode {
  const t = useT()
  const [asked, setAsked] = useState<string>()
  const reservations = useEndpoint<ListAnswer<Reservation>>(reservationsPath, {
    'filter[variantId]': variantId,
    limit: shownReservations,
  })
  return (
    <Section flush title={t('reservation.plural')}>
      <Await query={reservations}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('reservation.empty.title')} text={t('reservation.empty.text')} />
          ) : (
            <PlainTable<Reservation>
              caption={t('reservation.plural')}
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: 'orderId',
                  label: t('reservation.order'),
                  render: (row) => (
                    <RecordLink entity="order" id={row.orderId}>
                      {row.reference || t('reservation.order')}
                    </RecordLink>
                  ),
                },
                { key: 'warehouseCode', label: t('movement.warehouse') },
                { key: 'quantity', label: t('reservation.quantity'), kind: 'quantity' },
                { key: 'openQuantity', label: t('reservation.open'), kind: 'quantity' },
                {
                  key: 'state',
                  label: t('reservation.state'),
                  render: ({ state }) => (
                    <StateBadge tone={reservationTone[state]} label={t(`reservation.states.${state}`)} />
                  ),
                },
                {
                  key: 'expiresAt',
                  label: t('reservation.expiresAt'),
                  render: (row) => (row.expiresAt ? <When at={row.expiresAt} /> : t('reservation.forever')),
                },
                { key: 'createdAt', label: t('reservation.createdAt'), kind: 'instant' },
                {
                  key: 'why',
                  label: '',
                  render: (row) => (
                    <Button variant="subtle" size="compact-xs" onClick={() => setAsked(row.orderId)}>
                      {t('why.show')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Await>
      <WhyDialog orderId={asked} onClose={() => setAsked(undefined)} />
    </Section>
  )
}

export function MovementsOf({ variantId }: { variantId: string }): ReactNode {
  const t = useT()
  const columns = useMovementColumns().filter(({ key }) => key !== 'sku' && key !== 'productName')
  return (
    <Section title={t('movement.plural')}>
      <EntityList
        bare
        entity="movement"
        base={movementsPath}
        title={t('movement.plural')}
        columns={columns}
        columnsKey="inventory.movements.of"
        permanent={{ 'filter[variantId]': variantId }}
        defaultSort="-createdAt"
        height={movementsHeightPx}
        empty={{ title: t('movement.empty.title'), text: t('movement.empty.text') }}
      />
    </Section>
  )
}
