import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import type { Tone } from '../../../kernel/ui/values.tsx'
import type { ContactKind, PartyKind, PartyRole } from '../shared/party.ts'

export const base = '/api/v1/parties/parties'

export type PartyState = 'active' | 'dormant' | 'closed'
export const partyTone: Record<PartyState, Tone> = { active: 'good', dormant: 'attention', closed: 'stopped' }

export const kinds: readonly PartyKind[] = ['organisation', 'person']
export const roles: readonly PartyRole[] = [
  'customer',
  'supplier',
  'carrier',
  'partner',
  'employee',
  'bank',
  'public-body',
]

export interface PartyRow {
  id: string
  number: string
  kind: PartyKind
  state: PartyState
  name: string
  nameEn: string | null
  businessNumber: string | null
  corporateNumber: string | null
  phone: string | null
  email: string | null
  languages: string[]
  customerGroup: string | null
  industry: string | null
  note: string | null
  roles: string[]
  mergedInto: string | null
  version: number
  createdAt: string
}

export interface Contact {
  id: string
  kind: ContactKind
  value: string
  label: string | null
  preferred: boolean
}

export interface Address {
  id: string
  kind: string
  recipient: string | null
  phone: string | null
  country: string
  postalCode: string
  region: string
  city: string
  line1: string
  line2: string
  fromOn: string
  toOn: string | null
  isDefault: boolean
}

export interface RoleHeld {
  id: string
  role: string
  fromOn: string
  toOn: string | null
}

export interface Relation {
  id: string
  fromPartyId: string
  toPartyId: string
  kind: 'contact-of' | 'subsidiary-of' | 'agent-of'
  title: string | null
  fromOn: string
  toOn: string | null
  otherId: string
  otherNumber: string
  otherName: string
}

export interface Consent {
  id: string
  purpose: string
  channel: string
  granted: boolean
  at: string
  evidence: string
  recordedByName: string
}

export interface Duplicate {
  id: string
  number: string
  kind: PartyKind
  name: string
  phone: string | null
  email: string | null
  reasons?: string[]
}

export interface Party extends PartyRow {
  mergedIntoNumber: string | null
  contacts: Contact[]
  addresses: Address[]
  roleHistory: RoleHeld[]
  relations: Relation[]
  consents: Consent[]
  consentHistory: Consent[]
  references: { system: string; key: string }[]
  merged: { id: string; number: string; name: string }[]
  duplicates: Duplicate[]
  actions: OfferedAction[]
}

/** '(06236) 서울특별시 강남구 테헤란로 152, 10층'; abroad from small to large with the country. */
export function addressText(address: Address, countryName: (code: string) => string): string {
  const { country, postalCode, region, city, line1, line2 } = address
  const filled = (parts: string[]) => parts.filter((part) => part !== '')
  if (country === 'KR') {
    const place = filled([region, city, line1]).join(' ')
    return filled([postalCode && `(${postalCode})`, filled([place, line2]).join(', ')]).join(' ')
  }
  return filled([line1, line2, city, filled([region, postalCode]).join(' '), countryName(country)]).join(', ')
}

/** A value that was masked must not be sent back. */
export function isMasked(value: string | null): boolean {
  return value?.includes('*') ?? false
}
