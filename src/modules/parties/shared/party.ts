import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { partyLifecycle } from './party.lifecycle.ts'

export const partyKinds = ['person', 'organisation'] as const
export const partyRoles = [
  'customer',
  'supplier',
  'carrier',
  'partner',
  'employee',
  'bank',
  'public-body',
] as const
export const contactKinds = ['phone', 'email', 'fax', 'web'] as const
export const addressKinds = ['main', 'shipping', 'billing', 'branch', 'home'] as const
export const relationKinds = ['contact-of', 'subsidiary-of', 'agent-of'] as const
export const consentPurposes = ['marketing', 'night-marketing', 'third-party', 'profiling'] as const
export const consentChannels = ['email', 'sms', 'phone', 'messenger', 'post', 'any'] as const

export type PartyKind = (typeof partyKinds)[number]
export type PartyRole = (typeof partyRoles)[number]
export type ContactKind = (typeof contactKinds)[number]
export type AddressKind = (typeof addressKinds)[number]
export type RelationKind = (typeof relationKinds)[number]
export type ConsentPurpose = (typeof consentPurposes)[number]
export type ConsentChannel = (typeof consentChannels)[number]

const ofPersons = { key: 'kind', is: 'person' }

export const partyEntity = defineEntity({
  name: 'party',
  table: 'parties.party',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    number: z
      .string()
      .max(40)
      .meta({ label: 'party.number', list: true, filter: true, sort: true, search: true, computed: true }),
    kind: z.enum(partyKinds).meta({ label: 'party.kind', words: 'kind', list: true, filter: true }),
    state: stateEnum(partyLifecycle).meta({
      label: 'party.state',
      words: 'state',
      list: true,
      filter: true,
      computed: true,
    }),
    name: z.string().max(200).meta({
      label: 'party.name',
      list: true,
      sort: true,
      search: true,
      personal: 'name',
      personalWhen: ofPersons,
    }),
    nameEn: z
      .string()
      .max(200)
      .nullable()
      .meta({ label: 'party.nameEn', search: true, personal: 'name', personalWhen: ofPersons }),
    businessNumber: z
      .string()
      .max(10)
      .nullable()
      .meta({ label: 'party.businessNumber', list: true, filter: true }),
    corporateNumber: z.string().max(13).nullable().meta({ label: 'party.corporateNumber', filter: true }),
    phone: z.string().max(40).nullable().meta({ label: 'party.phone', list: true, personal: 'phone' }),
    email: z.string().max(200).nullable().meta({ label: 'party.email', list: true, personal: 'email' }),
    languages: z.array(z.string()).meta({ label: 'party.languages', filter: true }),
    customerGroup: z
      .string()
      .max(40)
      .nullable()
      .meta({ label: 'party.customerGroup', list: true, filter: true }),
    industry: z.string().max(200).nullable().meta({ label: 'party.industry', list: true, filter: true }),
    note: z.string().max(2000).nullable().meta({ label: 'party.note' }),
    roles: z
      .array(z.string())
      .meta({ label: 'party.roles', words: 'roles', list: true, filter: true, computed: true }),
    mergedInto: z.uuid().nullable().meta({ label: 'party.mergedInto', computed: true }),
    version: z.int().meta({ label: 'party.version', computed: true }),
    createdAt: z
      .date()
      .meta({ label: 'party.createdAt', list: true, filter: true, sort: true, computed: true }),
  }),
})

export const addressEntity = defineEntity({
  name: 'party-address',
  table: 'parties.party_address',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    partyId: z.uuid(),
    kind: z.enum(addressKinds).meta({ label: 'address.kind' }),
    recipient: z.string().nullable().meta({ label: 'address.recipient', personal: 'name' }),
    phone: z.string().nullable().meta({ label: 'address.phone', personal: 'phone' }),
    country: z.string().meta({ label: 'address.country' }),
    postalCode: z.string().meta({ label: 'address.postalCode' }),
    region: z.string().meta({ label: 'address.region' }),
    city: z.string().meta({ label: 'address.city' }),
    line1: z.string().meta({ label: 'address.line1', personal: 'address' }),
    line2: z.string().meta({ label: 'address.line2', personal: 'identifier' }),
    fromOn: z.iso.date().meta({ label: 'address.fromOn' }),
    toOn: z.iso.date().nullable().meta({ label: 'address.toOn' }),
    isDefault: z.boolean().meta({ label: 'address.isDefault' }),
  }),
})

export const contactPointEntity = defineEntity({
  name: 'contact-point',
  table: 'parties.contact_point',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    partyId: z.uuid(),
    kind: z.enum(contactKinds).meta({ label: 'contact.kind' }),
    value: z.string().meta({ label: 'contact.value' }),
    normalised: z.string(),
    label: z.string().nullable().meta({ label: 'contact.label' }),
    preferred: z.boolean().meta({ label: 'contact.preferred' }),
  }),
})

export const roleEntity = defineEntity({
  name: 'party-role',
  table: 'parties.party_role',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    partyId: z.uuid(),
    role: z.string().meta({ label: 'role.role' }),
    fromOn: z.iso.date().meta({ label: 'role.fromOn' }),
    toOn: z.iso.date().nullable().meta({ label: 'role.toOn' }),
  }),
})

export const relationEntity = defineEntity({
  name: 'party-relation',
  table: 'parties.party_relation',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    fromPartyId: z.uuid(),
    toPartyId: z.uuid(),
    kind: z.enum(relationKinds).meta({ label: 'relation.kind' }),
    title: z.string().nullable().meta({ label: 'relation.title' }),
    fromOn: z.iso.date().meta({ label: 'relation.fromOn' }),
    toOn: z.iso.date().nullable().meta({ label: 'relation.toOn' }),
  }),
})

export const consentEntity = defineEntity({
  name: 'consent',
  table: 'parties.consent_entry',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    partyId: z.uuid(),
    purpose: z.string().meta({ label: 'consent.purpose' }),
    channel: z.string().meta({ label: 'consent.channel' }),
    granted: z.boolean().meta({ label: 'consent.granted' }),
    at: z.date().meta({ label: 'consent.at' }),
    evidence: z.string().meta({ label: 'consent.evidence' }),
    recordedByName: z.string().meta({ label: 'consent.recordedBy' }),
  }),
})

/** A party as its table holds it. */
export interface Party {
  id: string
  companyId: string
  number: string
  kind: PartyKind
  state: string
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
  rootId: string
  version: number
  createdAt: Date
}

export interface PartyAddress {
  id: string
  companyId: string
  partyId: string
  kind: AddressKind
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
