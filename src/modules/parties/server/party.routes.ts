import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { businessNumberProblem, registrationDigits } from '../../../kernel/shared/business-number.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { emailValue, phoneValue } from '../shared/contact.ts'
import { changePartyBody, createPartyBody } from '../shared/party.input.ts'
import { partyEntity, partyKinds } from '../shared/party.ts'
import { duplicateGroups, likelyDuplicates } from './duplicates.ts'
import { fill, mergeParties, tellApart, unmergeParty } from './merge.service.ts'
import { partyParts } from './party.queries.ts'
import { duplicateSchema, duplicateShown, partyRecord, recordSchema } from './party.record.ts'
import { changeParty, createParty } from './party.service.ts'
import { parties, partyById } from './party.store.ts'
import { searchParties } from './party-matching.ts'
import { partyPartRoutes } from './party-parts.routes.ts'

const idParams = z.object({ id: z.uuid() })
const versioned = z.object({ id: z.uuid(), version: z.number() })
const mergeAtMost = 20

export function partyRoutes(app: FastifyInstance): void {
  listRoute(app, partyEntity, {
    url: '/parties',
    summary: 'Parties: everyone we deal with, once',
    permission: 'party.read',
    defaultSort: 'name',
    condition: 'merged_into is null',
    search: searchParties,
  })
  duplicateRoutes(app)
  query(app, {
    url: '/parties/:id',
    summary: 'One party with everything known of it',
    description: 'A merged record answers for itself and names its survivor in mergedInto.',
    permission: 'party.read',
    params: idParams,
    response: recordSchema,
    run: (db, { params, principal, request }) =>
      partyRecord(db, { id: params.id, principal, ip: request.ip }),
  })
  command(app, {
    url: '/parties',
    summary: 'Creates a party, or changes the one its reference names',
    permission: 'party.create',
    body: createPartyBody,
    response: z.object({
      id: z.uuid(),
      number: z.string(),
      outcome: z.enum(['created', 'updated', 'unchanged']),
    }),
    status: 201,
    async run(tx, { body, principal }) {
      if (body.reference && !principal.permissions.has('party.change')) {
        throw new DomainError('kernel.forbidden', { permission: 'party.change' }, 403)
      }
      return createParty(tx, body)
    },
  })
  command(app, {
    method: 'PATCH',
    url: '/parties/:id',
    summary: "Changes a party's own facts",
    permission: 'party.change',
    params: idParams,
    body: changePartyBody,
    response: versioned,
    async run(tx, { params, body, version }) {
      const party = await changeParty(tx, { id: params.id, version, body })
      return { id: party.id, version: party.version }
    },
  })
  mergeRoutes(app)
  partyPartRoutes(app)
  transitionRoutes(app, '/parties', parties)
}

function duplicateRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/duplicates/check',
    summary: 'Who may be meant by a name, a number, a phone or an e-mail that is being typed',
    permission: 'party.read',
    query: z.object({
      kind: z.enum(partyKinds).default('organisation'),
      name: z.string().max(200).default(''),
      businessNumber: z.string().max(20).default(''),
      phone: z.string().max(40).default(''),
      email: z.string().max(200).default(''),
    }),
    response: z.object({
      /** What is wrong with the business number so far; null when it is right or not there. */
      businessNumberProblem: z.enum(['length', 'office', 'type', 'serial', 'check-digit']).nullable(),
      items: z.array(duplicateSchema),
    }),
    async run(db, { query: probe, principal }) {
      const phone = phoneValue(probe.phone)?.normalised
      const email = emailValue(probe.email)?.normalised
      const problem = probe.businessNumber === '' ? undefined : businessNumberProblem(probe.businessNumber)
      const items = await likelyDuplicates(db, principal.companyId, {
        kind: probe.kind,
        name: probe.name,
        businessNumber: problem === undefined ? (registrationDigits(probe.businessNumber) ?? null) : null,
        phones: phone ? [phone] : [],
        emails: email ? [email] : [],
      })
      return {
        businessNumberProblem: problem ?? null,
        items: items.map((item) => duplicateShown(item, principal)),
      }
    },
  })
  query(app, {
    url: '/duplicates',
    summary: 'Groups of parties that share a business number, a phone, an e-mail or a name',
    permission: 'party.merge',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
    response: z.object({
      items: z.array(
        z.object({
          reason: z.enum(['business-number', 'phone', 'email', 'name']),
          parties: z.array(duplicateSchema.omit({ state: true, reasons: true })),
        }),
      ),
    }),
    async run(db, { query: { limit }, principal }) {
      const groups = await duplicateGroups(db, principal.companyId, limit)
      return {
        items: groups.map((group) => ({
          ...group,
          parties: group.parties.map((party) => duplicateShown(party, principal)),
        })),
      }
    },
  })
}

function mergeRoutes(app: FastifyInstance): void {
  const preview = z.object({
    fills: z.array(z.object({ field: z.string(), value: z.string() })),
    /** What the merged record brings along. */
    brings: z.object({
      contacts: z.number(),
      addresses: z.number(),
      roles: z.number(),
      consents: z.number(),
      references: z.number(),
    }),
    refusal: z.string().nullable(),
  })
  query(app, {
    url: '/parties/:id/merge-preview',
    summary: 'What a merge would fill and bring; changes nothing',
    permission: 'party.merge',
    params: idParams,
    query: z.object({ with: z.uuid() }),
    response: preview,
    async run(db, { params, query: { with: otherId }, principal }) {
      const survivor = await partyById(db, principal.companyId, params.id)
      const merged = await partyById(db, principal.companyId, otherId)
      if (!survivor || !merged) throw notFound('party', survivor ? otherId : params.id)
      const parts = await partyParts(db, merged.id)
      const refusal =
        survivor.id === merged.id
          ? 'party.merge-itself'
          : survivor.mergedInto !== null || merged.mergedInto !== null
            ? 'party.is-merged'
            : survivor.kind !== merged.kind
              ? 'party.merge-kinds'
              : null
      return {
        fills: Object.entries(fill({ ...survivor }, merged)).map(([field, value]) => ({ field, value })),
        brings: {
          contacts: parts.contacts.length,
          addresses: parts.addresses.length,
          roles: parts.roles.length,
          consents: parts.consents.length,
          references: parts.references.length,
        },
        refusal,
      }
    },
  })
  command(app, {
    url: '/parties/:id/merge',
    summary: 'Makes other records of the same party part of this one',
    permission: 'party.merge',
    params: idParams,
    body: z.object({ ids: z.array(z.uuid()).min(1).max(mergeAtMost) }),
    response: versioned,
    async run(tx, { params, body, version }) {
      const survivor = await mergeParties(tx, { survivorId: params.id, mergedIds: body.ids, version })
      return { id: survivor.id, version: survivor.version }
    },
  })
  command(app, {
    url: '/parties/:id/unmerge',
    summary: 'Takes a merge back: the record stands by itself again',
    permission: 'party.merge',
    params: idParams,
    response: z.object({ id: z.uuid() }),
    run: async (tx, { params }) => ({ id: (await unmergeParty(tx, params.id)).id }),
  })
  command(app, {
    url: '/parties/:id/tell-apart',
    summary: 'Notes that two records are two, so that they are no longer offered as duplicates',
    permission: 'party.merge',
    params: idParams,
    body: z.object({ otherId: z.uuid() }),
    response: z.object({ id: z.uuid() }),
    async run(tx, { params, body }) {
      await tellApart(tx, { id: params.id, otherId: body.otherId })
      return { id: params.id }
    },
  })
}
