import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { anyone, declare } from '../../../kernel/server/http/house.ts'
import { shapeError } from '../../../kernel/server/http/problem.ts'
import { receiveWebhook } from './receive-webhook.ts'

const params = z.object({ provider: z.string().regex(/^[a-z-]{2,20}$/) })
const maxBytes = 256 * 1024

/** Where providers tell what happened. Signatures are over bytes, so the body stays as it came until it is verified. */
export async function webhookRoutes(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, done) =>
      done(null, body),
    )
    const url = '/webhooks/:provider'
    declare(scope, {
      method: 'POST',
      url,
      summary: 'A payment provider’s message',
      description:
        'Signed (Standard Webhooks) or verified with the provider. Duplicates and any order are harmless.',
      permission: anyone,
      params,
      status: 200,
      response: z.object({ outcome: z.string() }),
    })
    scope.post(url, async (request) => {
      const parsed = params.safeParse(request.params)
      if (!parsed.success) throw shapeError(parsed.error, 'params')
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      return receiveWebhook(app.house.database, parsed.data.provider, { headers: request.headers, body })
    })
  })
}
