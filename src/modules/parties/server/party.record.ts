import { z } from 'zod'
import type { Db } from '../../../kernel/server/connection.ts'
import { present, presentedSchema } from '../../../kernel/server/http/present.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import { logPersonalDataRead, mask, maskRow, readPersonalData } from '../../../kernel/server/personal-data.ts'
import { may, type Principal } from '../../../kernel/server/principal.ts'
import type { Entity } from '../../../kernel/shared/entity.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import {
  addressEntity,
  consentEntity,
  contactPointEntity,
  type Party,
  partyEntity,
  relationEntity,
  roleEntity,
} from '../shared/party.ts'
import { type Duplicate, duplicateReasons, likelyDuplicates } from './duplicates.ts'
import { type ContactPoint, type PartyParts, partyParts, type Relation } from './party.queries.ts'
import { parties, partyById } from './party.store.ts'

export const duplicateSchema = z.object({
  id: z.uuid(),
  number: z.string(),
  kind: z.string(),
  state: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  reasons: z.array(z.enum(duplicateReasons)),
})

const other = { otherId: z.uuid(), otherNumber: z.string(), otherName: z.string(), otherKind: z.string() }

export const recordSchema = presentedSchema(partyEntity).extend({
  /** The number of the party it lives on in, when it has been merged. */
  mergedIntoNumber: z.string().nullable(),
  contacts: z.array(presentedSchema(contactPointEntity).omit({ normalised: true })),
  addresses: z.array(presentedSchema(addressEntity)),
  roleHistory: z.array(presentedSchema(roleEntity)),
  relations: z.array(presentedSchema(relationEntity).extend(other)),
  /** What holds now, one entry a purpose and channel. */
  consents: z.array(presentedSchema(consentEntity)),
  consentHistory: z.array(presentedSchema(consentEntity)),
  references: z.array(z.object({ system: z.string(), key: z.string() })),
  merged: z.array(z.object({ id: z.uuid(), number: z.string(), name: z.string() })),
  duplicates: z.array(duplicateSchema),
  actions: z.array(offeredActionSchema),
})

/** A party's whole record as its reader may see it, masked and noted in the access log. */
export async function partyRecord(
  db: Db,
  asked: { id: string; principal: Principal; ip: string },
): Promise<Record<string, unknown>> {
  const { principal } = asked
  const party = await partyById(db, principal.companyId, asked.id)
  if (!party) throw notFound('party', asked.id)
  const parts = await partyParts(db, party.id)
  const [duplicates, into] = await Promise.all([
    party.mergedInto ? [] : likelyDuplicates(db, principal.companyId, probeOf(party, parts)),
    party.mergedInto ? partyById(db, principal.companyId, party.rootId) : undefined,
  ])
  const shown = new Set<string>()
  const row = columnsOf(partyEntity, party)
  for (const field of maskRow(partyEntity, row, principal)) shown.add(field)
  const contacts = parts.contacts.map((contact) => contactShown(contact, principal, shown))
  const addresses = parts.addresses.map((address) => {
    const columns = columnsOf(addressEntity, address)
    for (const field of maskRow(addressEntity, columns, principal)) shown.add(`addresses.${field}`)
    return present(columns)
  })
  await logPersonalDataRead(db, {
    principal,
    entity: 'party',
    recordIds: [party.id],
    fields: [...shown],
    purpose: '/parties/:id',
    ip: asked.ip,
  })
  const history = parts.consents.map((consent) => present(columnsOf(consentEntity, consent)))
  return {
    ...present(row),
    mergedIntoNumber: into?.number ?? null,
    contacts,
    addresses,
    roleHistory: parts.roles.map((role) => present(columnsOf(roleEntity, role))),
    relations: parts.relations.map((relation) => relationShown(relation, principal)),
    consents: latest(history),
    consentHistory: history,
    references: parts.references,
    merged: parts.merged.map((merged) => ({
      id: merged.id,
      number: merged.number,
      name: nameShown(merged, principal),
    })),
    duplicates: duplicates.map((duplicate) => duplicateShown(duplicate, principal)),
    actions: actionsOf(parties, party, principal),
  }
}

/** Another party in passing: enough to tell it by, masked like its own row. */
export function duplicateShown<Row extends Pick<Duplicate, 'kind' | 'name' | 'phone' | 'email'>>(
  row: Row,
  principal: Principal,
): Row {
  if (may(principal, readPersonalData)) return row
  return {
    ...row,
    name: nameShown(row, principal),
    phone: row.phone && mask('phone', row.phone),
    email: row.email && mask('email', row.email),
  }
}

function probeOf(party: Party, { contacts }: PartyParts) {
  const ofKind = (kind: string) =>
    contacts.filter((contact) => contact.kind === kind).map(({ normalised }) => normalised)
  return {
    id: party.id,
    kind: party.kind,
    name: party.name,
    businessNumber: party.businessNumber,
    phones: ofKind('phone'),
    emails: ofKind('email'),
  }
}

function contactShown(
  contact: ContactPoint,
  principal: Principal,
  shown: Set<string>,
): Record<string, unknown> {
  const { normalised: _normalised, ...row } = columnsOf(contactPointEntity, contact)
  const personal = contact.kind === 'web' ? undefined : contact.kind === 'email' ? 'email' : 'phone'
  if (personal && !may(principal, readPersonalData)) row.value = mask(personal, contact.value)
  else if (personal) shown.add(`contacts.${contact.kind}`)
  return present(row)
}

function relationShown(relation: Relation, principal: Principal): Record<string, unknown> {
  const { otherId, otherNumber, otherName, otherKind } = relation
  return {
    ...present(columnsOf(relationEntity, relation)),
    otherId,
    otherNumber,
    otherName: nameShown({ kind: otherKind, name: otherName }, principal),
    otherKind,
  }
}

function nameShown({ kind, name }: { kind: string; name: string }, principal: Principal): string {
  return kind === 'person' && !may(principal, readPersonalData) ? mask('name', name) : name
}

/** History comes newest first, so the first of each purpose and channel is what holds. */
function latest(history: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const held = new Map<string, Record<string, unknown>>()
  for (const entry of history) {
    const key = `${entry.purpose} ${entry.channel}`
    if (!held.has(key)) held.set(key, entry)
  }
  return [...held.values()]
}

/** Only what the entity declares leaves the house: a table's search keys stay in it. */
function columnsOf(entity: Entity, row: object): Record<string, unknown> {
  return Object.fromEntries(entity.columns.map(({ key }) => [key, (row as Record<string, unknown>)[key]]))
}
