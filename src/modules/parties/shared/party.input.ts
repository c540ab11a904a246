import { z } from 'zod'
import {
  addressKinds,
  consentChannels,
  consentPurposes,
  contactKinds,
  partyKinds,
  partyRoles,
  relationKinds,
} from './party.ts'

const optional = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => text || null)

const line = (max: number) => z.string().trim().max(max).default('')

export const addressBody = z.object({
  kind: z.enum(addressKinds).default('main'),
  recipient: optional(100),
  phone: optional(40),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('KR'),
  postalCode: line(12),
  region: line(100),
  city: line(100),
  line1: z.string().trim().min(1).max(200),
  line2: line(200),
  fromOn: z.iso.date().nullish(),
  isDefault: z.boolean().default(false),
})
export type AddressBody = z.output<typeof addressBody>

export const contactBody = z.object({
  kind: z.enum(contactKinds),
  value: z.string().trim().min(2).max(200),
  label: optional(60),
  preferred: z.boolean().default(false),
})
export type ContactBody = z.output<typeof contactBody>

export const roleBody = z.object({
  role: z.enum(partyRoles),
  fromOn: z.iso.date().nullish(),
  toOn: z.iso.date().nullish(),
})

export const relationBody = z.object({
  toPartyId: z.uuid(),
  kind: z.enum(relationKinds),
  title: optional(100),
  fromOn: z.iso.date().nullish(),
})

export const consentBody = z.object({
  purpose: z.enum(consentPurposes),
  channel: z.enum(consentChannels),
  granted: z.boolean(),
  at: z.iso.datetime({ offset: true }).nullish(),
  evidence: z.string().trim().min(2).max(500),
})

/** Absent keeps what is there, null or blank empties it. */
const clearable = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullable()
    .transform((text) => text || null)
    .optional()

const name = z.string().trim().min(1).max(200)
const languages = z.array(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)).max(10)

/**
 * A change says only what changes: a form that shows masked values must be able to leave them alone. Hyphens in
 * registration numbers are welcome; their check digit is held to.
 */
export const changePartyBody = z.object({
  kind: z.enum(partyKinds).optional(),
  name: name.optional(),
  nameEn: clearable(200),
  businessNumber: clearable(20),
  corporateNumber: clearable(20),
  languages: languages.optional(),
  customerGroup: clearable(40),
  industry: clearable(200),
  note: clearable(2000),
})
export type ChangePartyBody = z.output<typeof changePartyBody>

export const createPartyBody = z.object({
  /** A person unless told otherwise: most calls are from people. */
  kind: z.enum(partyKinds).default('person'),
  name,
  nameEn: optional(200),
  businessNumber: optional(20),
  corporateNumber: optional(20),
  languages: languages.default([]),
  customerGroup: optional(40),
  industry: optional(200),
  note: optional(2000),
  phone: optional(40),
  email: optional(200),
  roles: z.array(z.enum(partyRoles)).max(partyRoles.length).default(['customer']),
  address: addressBody.nullish(),
  reference: z
    .object({ system: z.string().trim().min(1).max(60), key: z.string().trim().min(1).max(120) })
    .nullish(),
})
export type CreatePartyBody = z.output<typeof createPartyBody>
