import type { z } from 'zod'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { AddressBody, ContactBody, relationBody, roleBody } from '../shared/party.input.ts'
import type { Party, PartyAddress } from '../shared/party.ts'
import { refreshDerived } from './derived.ts'
import { checkAddress, checkedContact } from './party.check.ts'
import { lockParty, noteChange, type PartyChange } from './party.store.ts'

export interface Part {
  id: string
  /** Of the party the part stands below. */
  version: number
}

/** A contact point more; the first of its kind, and one so marked, becomes the preferred one. */
export async function addContact(tx: Tx, partyId: string, body: ContactBody): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const { value, normalised } = checkedContact(body.kind, body.value, { pointer: '/value' })
  if (body.preferred) await unprefer(tx, partyId, body.kind)
  const id = newId()
  await tx.exec(
    'parties.add_contact',
    `insert into parties.contact_point (id, company_id, party_id, kind, value, normalised, label, preferred, created_at)
     values ($1, $2, $3, $4, $5, $6, $7,
       not exists (select 1 from parties.contact_point where party_id = $3 and kind = $4 and preferred), $8)`,
    [id, party.companyId, partyId, body.kind, value, normalised, body.label, tx.now],
  )
  return told(tx, party, id, {
    action: 'party.add-contact',
    fields: ['contacts'],
    after: { kind: body.kind, value },
  })
}

/** Makes a contact point the one lists and orders show. */
export async function preferContact(tx: Tx, partyId: string, contactId: string): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const contact = await partOf<{ kind: string; partyId: string }>(tx, 'contact_point', partyId, contactId)
  await unprefer(tx, contact.partyId, contact.kind)
  await tx.exec('parties.prefer_contact', 'update parties.contact_point set preferred = true where id = $1', [
    contactId,
  ])
  return told(tx, party, contactId, { action: 'party.prefer-contact', fields: ['contacts'] })
}

export async function removeContact(tx: Tx, partyId: string, contactId: string): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const contact = await partOf<{ kind: string; value: string }>(tx, 'contact_point', partyId, contactId)
  await tx.exec('parties.remove_contact', 'delete from parties.contact_point where id = $1', [contactId])
  return told(tx, party, contactId, {
    action: 'party.remove-contact',
    fields: ['contacts'],
    before: { kind: contact.kind, value: contact.value },
  })
}

/** An address more; the first, and one so marked, becomes the default. */
export async function addAddress(tx: Tx, partyId: string, body: AddressBody): Promise<Part> {
  const party = await lockParty(tx, partyId)
  checkAddress(body, '')
  if (body.isDefault) await dropDefault(tx, partyId)
  const id = newId()
  await tx.exec(
    'parties.add_address',
    `insert into parties.party_address
       (id, company_id, party_id, kind, recipient, phone, country, postal_code, region, city, line1, line2, from_on,
        is_default, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
       not exists (select 1 from parties.party_address where party_id = $3 and is_default), $14)`,
    [id, party.companyId, partyId, ...addressValues(body, tx), tx.now],
  )
  return told(tx, party, id, { action: 'party.add-address', fields: ['addresses'], after: body })
}

/** Corrects an address. A move is another address: end the old one and add the new. */
export async function changeAddress(
  tx: Tx,
  { partyId, addressId, body }: { partyId: string; addressId: string; body: AddressBody },
): Promise<Part> {
  const party = await lockParty(tx, partyId)
  checkAddress(body, '')
  const before = await partOf<PartyAddress>(tx, 'party_address', partyId, addressId)
  if (before.toOn !== null) throw new DomainError('party.address-ended', { on: before.toOn }, 409)
  if (body.isDefault && !before.isDefault) await dropDefault(tx, before.partyId)
  await tx.exec(
    'parties.change_address',
    `update parties.party_address
     set kind = $2, recipient = $3, phone = $4, country = $5, postal_code = $6, region = $7, city = $8, line1 = $9,
       line2 = $10, from_on = $11, is_default = is_default or $12
     where id = $1`,
    [addressId, ...addressValues({ ...body, fromOn: body.fromOn ?? before.fromOn }, tx), body.isDefault],
  )
  return told(tx, party, addressId, {
    action: 'party.change-address',
    fields: ['addresses'],
    before,
    after: body,
  })
}

/** From that day on nothing goes there; the address stays on record. */
export async function endAddress(
  tx: Tx,
  { partyId, addressId, on }: { partyId: string; addressId: string; on: string | null },
): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const before = await partOf<PartyAddress>(tx, 'party_address', partyId, addressId)
  const endsOn = on ?? businessDate(tx)
  if (endsOn < before.fromOn)
    throw new DomainError('party.ends-before-it-begins', { from: before.fromOn, on: endsOn })
  await tx.exec(
    'parties.end_address',
    'update parties.party_address set to_on = $2, is_default = false where id = $1',
    [addressId, endsOn],
  )
  return told(tx, party, addressId, {
    action: 'party.end-address',
    fields: ['addresses'],
    after: { toOn: endsOn },
  })
}

/** A role for a time. Refuses with `party.role-held` when the party holds it then already. */
export async function addRole(tx: Tx, partyId: string, body: z.output<typeof roleBody>): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const fromOn = body.fromOn ?? businessDate(tx)
  const toOn = body.toOn ?? null
  if (toOn !== null && toOn < fromOn)
    throw new DomainError('party.ends-before-it-begins', { from: fromOn, on: toOn })
  const id = newId()
  const added = await tx.exec(
    'parties.add_role',
    `insert into parties.party_role (id, company_id, party_id, role, from_on, to_on, created_at)
     select $1, $2, $3, $4, $5, $6, $7
     where not exists (
       select 1
       from parties.party f join parties.party_role r on r.party_id = f.id
       where f.root_id = $3 and r.role = $4
         and (r.to_on is null or r.to_on >= $5::date) and ($6::date is null or $6::date >= r.from_on))`,
    [id, party.companyId, partyId, body.role, fromOn, toOn, tx.now],
  )
  if (added === 0) throw new DomainError('party.role-held', { role: body.role }, 409)
  return told(tx, party, id, {
    action: 'party.add-role',
    fields: ['roles'],
    after: { role: body.role, fromOn, toOn },
  })
}

export async function endRole(
  tx: Tx,
  { partyId, roleId, on }: { partyId: string; roleId: string; on: string | null },
): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const role = await partOf<{ role: string; fromOn: string }>(tx, 'party_role', partyId, roleId)
  const endsOn = on ?? businessDate(tx)
  if (endsOn < role.fromOn)
    throw new DomainError('party.ends-before-it-begins', { from: role.fromOn, on: endsOn })
  await tx.exec('parties.end_role', 'update parties.party_role set to_on = $2 where id = $1', [
    roleId,
    endsOn,
  ])
  return told(tx, party, roleId, {
    action: 'party.end-role',
    fields: ['roles'],
    after: { role: role.role, toOn: endsOn },
  })
}

/** Relates two parties: a person is contact of a company, a company subsidiary or agent of another. */
export async function relate(tx: Tx, partyId: string, body: z.output<typeof relationBody>): Promise<Part> {
  const party = await lockParty(tx, partyId)
  if (party.id === body.toPartyId) throw new DomainError('party.relation-to-itself', {})
  const other = await tx.row<Party>(
    'parties.relation_target',
    'select p.* from parties.party asked join parties.party p on p.id = asked.root_id where asked.id = $1 and asked.company_id = $2',
    [body.toPartyId, party.companyId],
  )
  if (!other) throw notFound('party', body.toPartyId)
  const id = newId()
  await tx.exec(
    'parties.relate',
    `insert into parties.party_relation (id, company_id, from_party_id, to_party_id, kind, title, from_on, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, party.companyId, partyId, other.id, body.kind, body.title, body.fromOn ?? businessDate(tx), tx.now],
  )
  return told(tx, party, id, {
    action: 'party.relate',
    fields: ['relations'],
    after: { kind: body.kind, toPartyId: other.id },
  })
}

export async function endRelation(
  tx: Tx,
  { partyId, relationId, on }: { partyId: string; relationId: string; on: string | null },
): Promise<Part> {
  const party = await lockParty(tx, partyId)
  const endsOn = on ?? businessDate(tx)
  const ended = await tx.exec(
    'parties.end_relation',
    `update parties.party_relation r
     set to_on = greatest($3::date, r.from_on)
     from parties.party f
     where r.id = $1 and f.root_id = $2 and f.id in (r.from_party_id, r.to_party_id)`,
    [relationId, partyId, endsOn],
  )
  if (ended === 0) throw notFound('party-relation', relationId)
  return told(tx, party, relationId, {
    action: 'party.end-relation',
    fields: ['relations'],
    after: { toOn: endsOn },
  })
}

type PartTable = 'contact_point' | 'party_address' | 'party_role'

/** A part of the party or of what is merged into it. */
async function partOf<Row>(tx: Tx, table: PartTable, partyId: string, id: string): Promise<Row> {
  const row = await tx.row<Row>(
    `parties.part_of_${table}`,
    `select x.* from parties.${table} x join parties.party f on f.id = x.party_id where x.id = $1 and f.root_id = $2`,
    [id, partyId],
  )
  if (!row) throw notFound(table.replace('_', '-'), id)
  return row
}

async function told(tx: Tx, party: Party, id: string, change: PartyChange): Promise<Part> {
  await refreshDerived(tx, [party.id], businessDate(tx))
  return { id, version: await noteChange(tx, party, change) }
}

async function unprefer(tx: Tx, partyId: string, kind: string): Promise<void> {
  await tx.exec(
    'parties.unprefer',
    'update parties.contact_point set preferred = false where party_id = $1 and kind = $2 and preferred',
    [partyId, kind],
  )
}

async function dropDefault(tx: Tx, partyId: string): Promise<void> {
  await tx.exec(
    'parties.drop_default',
    'update parties.party_address set is_default = false where party_id = $1 and is_default',
    [partyId],
  )
}

function addressValues(body: AddressBody, tx: Tx): unknown[] {
  return [
    body.kind,
    body.recipient,
    body.phone,
    body.country,
    body.postalCode,
    body.region,
    body.city,
    body.line1,
    body.line2,
    body.fromOn ?? businessDate(tx),
  ]
}
