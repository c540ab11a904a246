import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { declare, requirePermission } from '../http/house.ts'
import { shapeError } from '../http/problem.ts'

/**
 * A POST that opens its own transactions and of which nothing is kept for replay: because it carries a secret, because
 * a failed login must still be counted, or because it reads for so long that a transaction would hold up the stream.
 */
export function directRoute<Params extends z.ZodType, Body extends z.ZodType>(
  app: FastifyInstance,
  contract: {
    method?: 'POST' | 'PUT' | 'DELETE'
    url: string
    summary: string
    description?: string
    permission: string
    params?: Params
    body: Body
    response?: z.ZodType
    /** Content type when the answer is not JSON. */
    produces?: string
    status?: 200 | 201 | 204
    run(call: {
      body: z.output<Body>
      params: z.output<Params>
      request: FastifyRequest
      reply: FastifyReply
    }): Promise<unknown>
  },
): void {
  const method = contract.method ?? 'POST'
  const status = contract.status ?? 200
  const { run, ...declared } = contract
  declare(app, { ...declared, method, status })
  app.route({
    method,
    url: contract.url,
    handler: async (request, reply) => {
      requirePermission(request, contract.permission)
      const params = contract.params?.safeParse(request.params)
      if (params && !params.success) throw shapeError(params.error, 'params')
      const body = contract.body.safeParse(request.body ?? {})
      if (!body.success) throw shapeError(body.error, 'body')
      const answer = await run({ body: body.data, params: params?.data as z.output<Params>, request, reply })
      return reply.code(status).send(answer)
    },
  })
}
