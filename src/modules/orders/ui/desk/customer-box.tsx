import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { LookupInput } from '../../../../kernel/ui/form/lookup-input.tsx'
import { Link } from '../../../../kernel/ui/link.tsx'
import { useList, useRecord } from '../../../../kernel/ui/queries.ts'
import { MoneyText, StateBadge, When } from '../../../../kernel/ui/values.tsx'
import { usePartyLookup } from '../../../parties/ui/public.ts'
import { type OrderRow, ordersPath, type ShipTo } from '../order.api.ts'
import { orderTone } from '../order-state.ts'
import { useT } from '../text.ts'
import classes from './desk.module.css'

const partiesPath = '/api/v1/parties/parties'

export interface Party {
  id: string
  number: string
  name: string
  phone: string | null
  customerGroup: string | null
  addresses: {
    recipient: string | null
    phone: string | null
    country: string
    postalCode: string
    region: string
    city: string
    line1: string
    line2: string
    isDefault: boolean
    toOn: string | null
  }[]
}

interface CustomerBoxProps {
  partyId: string | null
  customerName: string
  onParty: (partyId: string | null) => void
  onName: (name: string) => void
}

/** Who calls: found by the last digits of a phone number, a name or its initials, or registered where one stands. */
export function CustomerBox({ partyId, customerName, onParty, onName }: CustomerBoxProps): ReactNode {
  const t = useT()
  const lookup = usePartyLookup({ role: 'customer' })
  return (
    <div className={classes.customer}>
      <LookupInput
        lookup={lookup}
        aria-label={t('desk.customer.title')}
        placeholder={t('desk.customer.placeholder')}
        size="sm"
        value={partyId}
        onChange={onParty}
      />
      {partyId ? (
        <KnownCustomer partyId={partyId} />
      ) : (
        <TextInput
          size="sm"
          aria-label={t('desk.customer.guestName')}
          placeholder={`${t('desk.customer.guestName')} (${t('desk.customer.guest')})`}
          maxLength={200}
          value={customerName}
          onChange={(event) => onName(event.currentTarget.value)}
        />
      )}
    </div>
  )
}

function KnownCustomer({ partyId }: { partyId: string }): ReactNode {
  const t = useT()
  const party = useRecord<Party>(partiesPath, partyId)
  const recent = useList<OrderRow>(ordersPath, { 'filter[partyId]': partyId, sort: '-orderedAt', limit: 3 })
  return (
    <div className={classes.known}>
      <p>{[party.data?.number, party.data?.phone, party.data?.customerGroup].filter(Boolean).join(' · ')}</p>
      {recent.data?.items.length === 0 ? <p>{t('desk.customer.none')}</p> : null}
      <ul aria-label={t('desk.customer.recent')}>
        {recent.data?.items.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`}>{order.number}</Link>
            <When at={order.orderedAt} />
            <MoneyText value={order.total} />
            <StateBadge tone={orderTone[order.state]} label={t(`orderState.${order.state}`)} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The address goods usually go to; nothing when it may not be seen, for a masked one must never be sent. */
export function addressOf(party: Party): ShipTo | undefined {
  const valid = party.addresses.filter((address) => address.toOn === null)
  const address = valid.find((candidate) => candidate.isDefault) ?? valid[0]
  if (!address || address.line1.includes('***')) return undefined
  return {
    name: address.recipient ?? party.name,
    phone: address.phone ?? party.phone ?? '',
    postalCode: address.postalCode,
    line1: [address.region, address.city, address.line1].filter(Boolean).join(' '),
    line2: address.line2,
    country: address.country,
  }
}
