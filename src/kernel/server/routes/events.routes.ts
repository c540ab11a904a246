import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { localeOf } from '../http/problem.ts'
import { command, query } from '../http/routes.ts'
import {
  consumerStates,
  deadLetterId,
  deadLetters,
  discardDeadLetter,
  retryDeadLetter,
} from '../services/dead-letters.ts'
import { parsePosition, positionText, readBack, readFeed, streamStart } from '../services/event-feed.ts'
import { eventTitle } from '../services/timeline.ts'

export const readEvents = 'event.read'
export const manageDeadLetters = 'dead-letter.manage'

const maxWaitSeconds = 25
const letterId = z.object({ id: z.string().regex(/^[0-9a-f-]{36}\.[\w.@-]{1,120}$/i) })
const event = z.object({
  id: z.uuid(),
  type: z.string(),
  entity: z.string(),
  recordId: z.uuid(),
  refs: z.array(z.string()),
  data: z.record(z.string(), z.unknown()),
  actor: z.object({ id: z.uuid(), name: z.string() }),
  at: z.iso.datetime(),
  traceId: z.string(),
  position: z.string(),
})
const letter = z.object({
  id: z.string(),
  consumer: z.string(),
  state: z.enum(['waiting', 'dead', 'resolved', 'discarded']),
  attempts: z.number(),
  error: z.string(),
  firstAt: z.iso.datetime(),
  nextAt: z.iso.datetime(),
  reason: z.string().nullable(),
  settledBy: z.string().nullable(),
  event: z.object({
    id: z.uuid(),
    type: z.string(),
    title: z.string(),
    entity: z.string(),
    recordId: z.uuid(),
    at: z.iso.datetime(),
  }),
})

/** The event stream for programs, and what became of it inside the house. */
export function eventRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/events',
    summary: 'Everything that happened, in order, from a position on',
    description: `Keep \`next\` and ask again with it: no event is skipped or told twice. With \`wait\` the answer comes with the next news, or empty after so many seconds (at most ${maxWaitSeconds}). With \`order=desc\` the newest come first, \`after\` leads back to older ones, and nothing is waited for.`,
    permission: readEvents,
    query: z.object({
      after: z.string().max(60).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      order: z.enum(['asc', 'desc']).default('asc'),
      wait: z.coerce.number().int().min(0).max(maxWaitSeconds).default(0),
    }),
    response: z.object({ items: z.array(event), next: z.string() }),
    async run(db, { query: { after, limit, order, wait }, principal }) {
      if (order === 'desc') {
        const before = after === undefined ? undefined : parsePosition(after)
        const events = await readBack(db, { companyId: principal.companyId, before, limit })
        return { items: events.map(shownEvent), next: positionText(events.at(-1) ?? before ?? streamStart) }
      }
      const from = after === undefined ? streamStart : parsePosition(after)
      const until = Date.now() + wait * 1000
      for (;;) {
        const events = await readFeed(db, { companyId: principal.companyId, after: from, limit })
        const left = until - Date.now()
        if (events.length > 0 || left <= 0) {
          return { items: events.map(shownEvent), next: positionText(events.at(-1) ?? from) }
        }
        await app.house.news.next(Math.min(left, 1_000))
      }
    },
  })
  query(app, {
    url: '/consumers',
    summary: 'Consumers of the event stream and how far each is behind',
    permission: readEvents,
    response: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          handled: z.string(),
          updatedAt: z.iso.datetime(),
          lag: z.number(),
          lagSeconds: z.number(),
          failing: z.number(),
        }),
      ),
    }),
    run: async (db) => ({ items: await consumerStates(db, app.house.modules) }),
  })
  query(app, {
    url: '/dead-letters',
    summary: 'Events that could not be handled, newest first',
    permission: readEvents,
    query: z.object({
      state: z.enum(['open', 'waiting', 'dead', 'resolved', 'discarded']).default('open'),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    response: z.object({ items: z.array(letter), nextCursor: z.null() }),
    async run(db, { query: { state, limit }, principal, request }) {
      const states = state === 'open' ? ['waiting', 'dead'] : [state]
      const found = await deadLetters(db, { companyId: principal.companyId, states, limit })
      return {
        items: found.map(({ consumer, eventId, settledByName, type, entity, recordId, at, ...rest }) => ({
          ...rest,
          id: deadLetterId({ consumer, eventId }),
          consumer,
          settledBy: settledByName,
          event: { id: eventId, type, title: eventTitle(localeOf(request), type, {}), entity, recordId, at },
        })),
        nextCursor: null,
      }
    },
  })
  command(app, {
    url: '/dead-letters/:id/retry',
    summary: 'Give a failed event to its consumer again',
    permission: manageDeadLetters,
    params: letterId,
    status: 202,
    response: z.object({ id: z.string() }),
    async run(tx, { params }) {
      await retryDeadLetter(tx, params.id)
      return { id: params.id }
    },
  })
  command(app, {
    url: '/dead-letters/:id/discard',
    summary: 'Leave a failed event undone for good',
    permission: manageDeadLetters,
    params: letterId,
    body: z.object({ reason: z.string().trim().min(3).max(500) }),
    response: z.object({ id: z.string() }),
    async run(tx, { params, body }) {
      await discardDeadLetter(tx, params.id, body.reason)
      return { id: params.id }
    },
  })
}

function shownEvent(found: Awaited<ReturnType<typeof readFeed>>[number]): unknown {
  const { companyId: _companyId, actorId, actorName, xact, seq, ...rest } = found
  return { ...rest, actor: { id: actorId, name: actorName }, position: positionText({ xact, seq }) }
}
