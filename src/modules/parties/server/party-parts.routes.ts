import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { command } from '../../../kernel/server/http/routes.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { addressBody, consentBody, contactBody, relationBody, roleBody } from '../shared/party.input.ts'
import { recordConsents } from './consent.service.ts'
import { lockParty } from './party.store.ts'
import {
  addAddress,
  addContact,
  addRole,
  changeAddress,
  endAddress,
  endRelation,
  endRole,
  preferContact,
  relate,
  removeContact,
} from './party-parts.service.ts'

const idParams = z.object({ id: z.uuid() })
const partParams = z.object({ id: z.uuid(), partId: z.uuid() })
const part = z.object({ id: z.uuid(), version: z.number() })
const ending = z.object({ on: z.iso.date().nullish() })
const change = 'party.change'

/** What stands below a party: roles, contact points, addresses, relations, consents. */
export function partyPartRoutes(app: FastifyInstance): void {
  command(app, {
    url: '/parties/:id/contacts',
    summary: 'Adds a phone, e-mail, fax or web address',
    permission: change,
    params: idParams,
    body: contactBody,
    response: part,
    status: 201,
    run: (tx, { params, body }) => addContact(tx, params.id, body),
  })
  command(app, {
    url: '/parties/:id/contacts/:partId/prefer',
    summary: 'Makes a contact point the preferred one of its kind',
    permission: change,
    params: partParams,
    response: part,
    run: (tx, { params }) => preferContact(tx, params.id, params.partId),
  })
  command(app, {
    method: 'DELETE',
    url: '/parties/:id/contacts/:partId',
    summary: 'Removes a contact point',
    permission: change,
    params: partParams,
    response: part,
    run: (tx, { params }) => removeContact(tx, params.id, params.partId),
  })
  command(app, {
    url: '/parties/:id/addresses',
    summary: 'Adds an address',
    permission: change,
    params: idParams,
    body: addressBody,
    response: part,
    status: 201,
    run: (tx, { params, body }) => addAddress(tx, params.id, body),
  })
  command(app, {
    method: 'PATCH',
    url: '/parties/:id/addresses/:partId',
    summary: 'Corrects an address',
    permission: change,
    params: partParams,
    body: addressBody,
    response: part,
    run: (tx, { params, body }) => changeAddress(tx, { partyId: params.id, addressId: params.partId, body }),
  })
  command(app, {
    url: '/parties/:id/addresses/:partId/end',
    summary: 'Ends an address; it stays on record',
    permission: change,
    params: partParams,
    body: ending,
    response: part,
    run: (tx, { params, body }) =>
      endAddress(tx, { partyId: params.id, addressId: params.partId, on: body.on ?? null }),
  })
  command(app, {
    url: '/parties/:id/roles',
    summary: 'Gives a party a role for a time',
    permission: change,
    params: idParams,
    body: roleBody,
    response: part,
    status: 201,
    run: (tx, { params, body }) => addRole(tx, params.id, body),
  })
  command(app, {
    url: '/parties/:id/roles/:partId/end',
    summary: 'Ends a role',
    permission: change,
    params: partParams,
    body: ending,
    response: part,
    run: (tx, { params, body }) =>
      endRole(tx, { partyId: params.id, roleId: params.partId, on: body.on ?? null }),
  })
  command(app, {
    url: '/parties/:id/relations',
    summary: 'Relates a party to another',
    permission: change,
    params: idParams,
    body: relationBody,
    response: part,
    status: 201,
    run: (tx, { params, body }) => relate(tx, params.id, body),
  })
  command(app, {
    url: '/parties/:id/relations/:partId/end',
    summary: 'Ends a relation',
    permission: change,
    params: partParams,
    body: ending,
    response: part,
    run: (tx, { params, body }) =>
      endRelation(tx, { partyId: params.id, relationId: params.partId, on: body.on ?? null }),
  })
  command(app, {
    url: '/parties/:id/consents',
    summary: 'Notes a consent given or withdrawn, with its evidence',
    permission: change,
    params: idParams,
    body: consentBody,
    response: z.object({ id: z.uuid() }),
    status: 201,
    async run(tx, { params, body }) {
      const party = await lockParty(tx, params.id)
      const at = body.at ? new Date(body.at) : tx.now
      if (at > tx.now) throw new DomainError('party.consent-in-future', { at: at.toISOString() })
      await recordConsents(tx, [{ ...body, at, partyId: party.id }])
      return { id: party.id }
    },
  })
}
