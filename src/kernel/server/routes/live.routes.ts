import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError, forbidden } from '../../shared/errors.ts'
import { isId } from '../../shared/ids.ts'
import { declare, type House, requirePermission, signedIn } from '../http/house.ts'
import { shapeError } from '../http/problem.ts'
import { may, type Principal } from '../principal.ts'
import { type FeedEvent, parsePosition, positionText, readFeed } from '../services/event-feed.ts'
import { seeRecord } from '../services/presence.ts'
import { readPermissionOf, requireReadable } from '../services/record-access.ts'

interface Topic {
  entity: string
  id: string | undefined
}

const maxTopics = 50
const heartbeatMs = 20_000
/** A connection is closed after this long, so that whoever has lost a session or a permission stops hearing. */
const lifetimeMs = 15 * 60_000
const maxPerPrincipal = 20
const maxBacklogBytes = 256 * 1024
const maxReplay = 500
const notificationTopic = 'notification'

const presentBody = z.object({ entity: z.string().max(60), id: z.uuid() })
const liveQuery = z.object({
  topics: z.string().min(1).max(4000),
  lastEventId: z.string().max(60).optional(),
})

/** Server-sent events: which records changed, of the entities and records a screen shows. */
export function liveRoutes(app: FastifyInstance): void {
  const open = new Map<string, number>()
  declare(app, {
    method: 'GET',
    url: '/live',
    summary: 'Hear at once which records change',
    description:
      'Topics `order` or `order:ID`, parted by commas. Each message is {"type","entity","id"}; topics the caller may not read are told in an event `refused`. Resumes from Last-Event-ID; a comment every 20 s.',
    permission: signedIn,
    query: liveQuery,
    produces: 'text/event-stream',
    status: 200,
  })
  // A HEAD would hold its connection open and never be told anything.
  app.get('/live', { exposeHeadRoute: false }, async (request, reply) => {
    requirePermission(request, signedIn)
    const asked = liveQuery.safeParse(request.query)
    if (!asked.success) throw shapeError(asked.error, 'query')
    const { principal } = request
    const { allowed, refused } = sortTopics(app.house, principal, asked.data.topics)
    const first = refused[0]
    if (allowed.length === 0) throw forbidden((first && readPermissionOf(app.house, first.entity)) ?? 'live')
    const count = (open.get(principal.id) ?? 0) + 1
    if (count > maxPerPrincipal) throw new DomainError('kernel.slow-down', {}, 429)
    open.set(principal.id, count)
    const header = request.headers['last-event-id']
    const last = typeof header === 'string' && header !== '' ? header : asked.data.lastEventId
    const after = last === undefined ? undefined : parsePosition(last)
    await stream(app, { request, reply, allowed, refused, after }, () => {
      const left = (open.get(principal.id) ?? 1) - 1
      if (left > 0) open.set(principal.id, left)
      else open.delete(principal.id)
    })
  })
}

/** Two people on one record see each other. Not a command: it is repeated while the screen is open, and leaves no trace. */
export function presenceRoutes(app: FastifyInstance): void {
  declare(app, {
    method: 'POST',
    url: '/presence',
    summary: 'Say that I have a record open, and hear who else has',
    permission: signedIn,
    body: presentBody,
    response: z.object({ items: z.array(z.object({ name: z.string() })) }),
    status: 200,
  })
  app.post('/presence', async (request) => {
    requirePermission(request, signedIn)
    const body = presentBody.safeParse(request.body)
    if (!body.success) throw shapeError(body.error, 'body')
    const { principal } = request
    await requireReadable(app.house.database, app.house, { ...body.data, principal })
    return { items: await seeRecord(app.house.database, { ...body.data, principal }) }
  })
}

async function stream(
  app: FastifyInstance,
  given: {
    request: FastifyRequest
    reply: FastifyReply
    allowed: readonly Topic[]
    refused: readonly Topic[]
    after: { xact: string; seq: bigint } | undefined
  },
  onEnd: () => void,
): Promise<void> {
  const { request, reply, allowed, refused } = given
  const { house } = app
  const { principal } = request
  reply.hijack()
  const raw = reply.raw
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-trace-id': request.traceId,
  })
  const write = (text: string) => {
    if (raw.writableEnded) return
    raw.write(text)
    // A reader that does not read is let go; it comes back and reads anew.
    if (raw.writableLength > maxBacklogBytes) raw.destroy()
  }
  write(': hello\n\n')
  for (const topic of refused)
    write(`event: refused\ndata: ${JSON.stringify({ topic: topicText(topic) })}\n\n`)
  let sending = Promise.resolve()
  const tell = (events: readonly FeedEvent[]) => {
    sending = sending
      .then(() => send(house, principal, allowed, events, write))
      .catch(() => void raw.destroy())
  }
  const silence = house.news.listen(tell)
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs)
  const lifetime = setTimeout(() => raw.end(), lifetimeMs)
  const leave = () => raw.end()
  house.leaving.add(leave)
  raw.on('close', () => {
    silence()
    clearInterval(heartbeat)
    clearTimeout(lifetime)
    house.leaving.delete(leave)
    onEnd()
  })
  if (given.after) {
    tell(
      await readFeed(house.database, {
        companyId: principal.companyId,
        after: given.after,
        limit: maxReplay,
      }),
    )
  }
}

async function send(
  house: House,
  principal: Principal,
  topics: readonly Topic[],
  events: readonly FeedEvent[],
  write: (text: string) => void,
): Promise<void> {
  for (const event of events) {
    if (event.companyId !== principal.companyId) continue
    if (
      !topics.some(({ entity, id }) => entity === event.entity && (id === undefined || id === event.recordId))
    )
      continue
    if (!(await concerns(house, principal, event))) continue
    const data = JSON.stringify({ type: event.type, entity: event.entity, id: event.recordId })
    write(`id: ${positionText(event)}\ndata: ${data}\n\n`)
  }
}

/** Notifications go to their addressee; records outside a person's units are not spoken of. */
async function concerns(house: House, principal: Principal, event: FeedEvent): Promise<boolean> {
  if (event.entity === notificationTopic) {
    const { permission } = event.data
    return (
      event.refs.includes(`user:${principal.id}`) ||
      (typeof permission === 'string' && may(principal, permission))
    )
  }
  if (principal.orgUnitIds === null) return true
  return requireReadable(house.database, house, { entity: event.entity, id: event.recordId, principal }).then(
    () => true,
    () => false,
  )
}

function sortTopics(
  house: House,
  principal: Principal,
  text: string,
): { allowed: Topic[]; refused: Topic[] } {
  const topics = text.split(',').map(topicOf)
  if (topics.length > maxTopics) throw new DomainError('kernel.bad-limit', { max: maxTopics }, 400)
  const allowed: Topic[] = []
  const refused: Topic[] = []
  for (const topic of topics) {
    const permission = readPermissionOf(house, topic.entity)
    const open =
      topic.entity === notificationTopic || (permission !== undefined && may(principal, permission))
    if (open) allowed.push(topic)
    else refused.push(topic)
  }
  return { allowed, refused }
}

function topicOf(text: string): Topic {
  const [entity = '', id] = text.split(':')
  if (!/^[a-z][\w-]{0,59}$/i.test(entity) || (id !== undefined && !isId(id))) {
    throw new DomainError('live.bad-topic', { topic: text.slice(0, 100) }, 400)
  }
  return { entity, id }
}

function topicText({ entity, id }: Topic): string {
  return id === undefined ? entity : `${entity}:${id}`
}
