import { newId } from '../../../kernel/shared/ids.ts'
import { lenientContactValue } from '../shared/contact.ts'
import type {
  AddressKind,
  ConsentChannel,
  ConsentPurpose,
  ContactKind,
  PartyKind,
  PartyRole,
} from '../shared/party.ts'

/** What other modules, imports and the demo company say of a party; absent fields of a known party stay as they are. */
export interface PartyDraft {
  id?: string
  kind: PartyKind
  name: string
  nameEn?: string | null
  /** Digits or hyphened; the caller has checked it. */
  businessNumber?: string | null
  corporateNumber?: string | null
  phone?: string | null
  email?: string | null
  contacts?: readonly { kind: ContactKind; value: string; label?: string | null }[]
  languages?: readonly string[]
  customerGroup?: string | null
  industry?: string | null
  note?: string | null
  roles?: readonly (PartyRole | { role: PartyRole; fromOn?: string | null; toOn?: string | null })[]
  addresses?: readonly PartyAddressDraft[]
  consents?: readonly {
    purpose: ConsentPurpose
    channel: ConsentChannel
    granted: boolean
    evidence: string
    at?: Date
  }[]
  /** The record's key in the system it comes from; a second draft with the same key changes the same party. */
  reference?: { system: string; key: string } | null
}

export interface PartyAddressDraft {
  kind?: AddressKind
  recipient?: string | null
  phone?: string | null
  country?: string
  postalCode?: string
  region?: string
  city?: string
  line1: string
  line2?: string
  fromOn?: string | null
}

export interface ContactRow {
  id: string
  party_id: string
  kind: ContactKind
  value: string
  normalised: string
  label: string | null
  first: boolean
}

/** Contact points of a draft, each once, the first of a kind marked. */
export function contactRows(partyId: string, draft: PartyDraft): ContactRow[] {
  const country = draft.addresses?.[0]?.country ?? 'KR'
  const given = [
    ...(draft.phone ? [{ kind: 'phone' as const, value: draft.phone }] : []),
    ...(draft.email ? [{ kind: 'email' as const, value: draft.email }] : []),
    ...(draft.contacts ?? []),
  ]
  const rows = new Map<string, ContactRow>()
  const kinds = new Set<string>()
  for (const { kind, value, ...rest } of given) {
    const kept = lenientContactValue(kind, value, country)
    const key = `${kind} ${kept.normalised}`
    if (kept.normalised === '' || rows.has(key)) continue
    const label = 'label' in rest ? (rest.label ?? null) : null
    rows.set(key, { id: newId(), party_id: partyId, kind, ...kept, label, first: !kinds.has(kind) })
    kinds.add(kind)
  }
  return [...rows.values()]
}

export function roleRows(partyId: string, draft: PartyDraft, today: string) {
  return (draft.roles ?? []).map((given) => {
    const { role, fromOn, toOn } =
      typeof given === 'string' ? { role: given, fromOn: null, toOn: null } : given
    return { id: newId(), party_id: partyId, role, from_on: fromOn ?? today, to_on: toOn ?? null }
  })
}

export function addressRows(partyId: string, draft: PartyDraft, today: string) {
  return (draft.addresses ?? []).map((address, index) => ({
    id: newId(),
    party_id: partyId,
    kind: address.kind ?? 'main',
    recipient: address.recipient ?? null,
    phone: address.phone ?? null,
    country: address.country ?? 'KR',
    postal_code: address.postalCode ?? '',
    region: address.region ?? '',
    city: address.city ?? '',
    line1: address.line1,
    line2: address.line2 ?? '',
    from_on: address.fromOn ?? today,
    first: index === 0,
  }))
}

/** Drafts of one reference become one: what a later one says goes over what an earlier one said. */
export function foldDrafts(drafts: readonly PartyDraft[]): { folded: PartyDraft[]; placeOf: number[] } {
  const folded: PartyDraft[] = []
  const places = new Map<string, number>()
  const placeOf = drafts.map((draft) => {
    const key = draft.reference ? `${draft.reference.system}\u0000${draft.reference.key}` : undefined
    const known = key === undefined ? undefined : places.get(key)
    const earlier = known === undefined ? undefined : folded[known]
    if (known === undefined || earlier === undefined) {
      if (key !== undefined) places.set(key, folded.length)
      return folded.push({ ...draft }) - 1
    }
    folded[known] = joined(earlier, draft)
    return known
  })
  return { folded, placeOf }
}

function joined(earlier: PartyDraft, later: PartyDraft): PartyDraft {
  const said = Object.fromEntries(
    Object.entries(later).filter(([, value]) => value !== undefined && value !== null),
  )
  const { phone, email, ...rest } = earlier
  return {
    ...rest,
    ...said,
    ...((phone ?? later.phone) ? { phone: phone ?? later.phone } : {}),
    ...((email ?? later.email) ? { email: email ?? later.email } : {}),
    contacts: [
      ...(earlier.contacts ?? []),
      ...(later.contacts ?? []),
      ...(later.phone ? [{ kind: 'phone' as const, value: later.phone }] : []),
      ...(later.email ? [{ kind: 'email' as const, value: later.email }] : []),
    ],
    roles: [
      ...new Map(
        [...(earlier.roles ?? []), ...(later.roles ?? [])].map((role) => [JSON.stringify(role), role]),
      ).values(),
    ],
    addresses: earlier.addresses?.length ? earlier.addresses : (later.addresses ?? []),
    consents: [...(earlier.consents ?? []), ...(later.consents ?? [])],
    ...(earlier.id ? { id: earlier.id } : {}),
  }
}
