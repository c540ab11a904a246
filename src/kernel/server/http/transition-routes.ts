import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError } from '../../../kernel/shared/errors.ts'
import type { Lifecycle, TransitionInput, TransitionName } from '../../shared/lifecycle.ts'
import { type Document, type Implemented, transition } from '../lifecycle.ts'
import { declare, requirePermission } from './house.ts'
import { shapeError } from './problem.ts'
import { command, contextOf } from './routes.ts'

const idParams = z.object({ id: z.uuid() })
const bulkLimit = 200

const moved = z.object({ id: z.uuid(), state: z.string(), version: z.number() })
const bulkBody = z.object({
  ids: z.array(z.uuid()).min(1).max(bulkLimit),
  input: z.record(z.string(), z.unknown()).default({}),
  /** Only says what would be refused. */
  preview: z.boolean().default(false),
})
const bulkAnswer = z.object({
  items: z.array(z.object({ id: z.uuid(), ok: z.boolean(), code: z.string().nullable() })),
})

/**
 * The routes that follow from a lifecycle: `POST <url>/:id/<transition>`, and `POST <url>/bulk/<transition>`, which
 * answers per record and moves each in a transaction of its own.
 */
export function transitionRoutes<L extends Lifecycle, Doc extends Document>(
  app: FastifyInstance,
  url: string,
  implemented: Implemented<L, Doc>,
): void {
  for (const [key, shape] of Object.entries(implemented.lifecycle.transitions)) {
    const name = key as TransitionName<L>
    const summary = `${implemented.lifecycle.document}: ${name}`
    command(app, {
      url: `${url}/:id/${name}`,
      summary,
      description: `From ${shape.from.join(', ')} to ${shape.to}. Emits ${shape.event}@1.`,
      permission: shape.permission,
      params: idParams,
      body: shape.input,
      response: moved,
      async run(tx, { params, body, version }) {
        const input = body as TransitionInput<L, typeof name>
        const doc = await transition(tx, implemented, { id: params.id, name, input, version })
        return { id: doc.id, state: doc.state, version: doc.version }
      },
    })
    bulkRoute(app, url, implemented, name)
  }
}

function bulkRoute<L extends Lifecycle, Doc extends Document>(
  app: FastifyInstance,
  url: string,
  implemented: Implemented<L, Doc>,
  name: TransitionName<L>,
): void {
  const shape = implemented.lifecycle.transitions[name]
  if (!shape) return
  declare(app, {
    method: 'POST',
    url: `${url}/bulk/${name}`,
    summary: `${implemented.lifecycle.document}: ${name}, many at once`,
    permission: shape.permission,
    body: bulkBody,
    response: bulkAnswer,
    status: 200,
  })
  app.post(`${url}/bulk/${name}`, async (request) => {
    requirePermission(request, shape.permission)
    const body = bulkBody.safeParse(request.body)
    if (!body.success) throw shapeError(body.error, 'body')
    const input = shape.input.safeParse(body.data.input)
    if (!input.success) throw shapeError(input.error, 'body')
    const items: z.infer<typeof bulkAnswer>['items'] = []
    for (const id of body.data.ids) {
      const code = await moveOne(app, request, implemented, {
        id,
        name,
        input: input.data as never,
        preview: body.data.preview,
      })
      items.push({ id, ok: code === null, code })
    }
    return { items }
  })
}

class PreviewOnly extends Error {}

/** Moves one record of a bulk request; a preview runs the whole transition and takes it back. */
async function moveOne<L extends Lifecycle, Doc extends Document>(
  app: FastifyInstance,
  request: Parameters<typeof contextOf>[0],
  implemented: Implemented<L, Doc>,
  move: { id: string; name: TransitionName<L>; input: never; preview: boolean },
): Promise<string | null> {
  try {
    await app.house.database.transaction(contextOf(request), async (tx) => {
      await transition(tx, implemented, move)
      if (move.preview) throw new PreviewOnly()
    })
    return null
  } catch (error) {
    if (error instanceof PreviewOnly) return null
    if (error instanceof DomainError) return error.code
    throw error
  }
}
