import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { DomainError } from '../../shared/errors.ts'
import { claimKeys, keepAnswers } from '../idempotency.ts'
import type { Principal } from '../principal.ts'
import { type KeptFile, keepBytes, maxFileBytes, maxFileMegabytes } from '../services/files/files.ts'
import type { Tx } from '../transaction.ts'
import { declare, requirePermission } from './house.ts'
import { shapeError } from './problem.ts'
import { contextOf, hashOf, idempotencyKey } from './routes.ts'

export interface Upload<Fields> {
  fields: Fields
  file: KeptFile
  bytes: Buffer
  principal: Principal
  request: FastifyRequest
}

const maxFields = 20
const maxFieldBytes = 10_000

/** Lets a scope of routes take `multipart/form-data`. */
export function acceptUploads(app: FastifyInstance): void {
  void app.register(multipart, {
    throwFileSizeLimit: true,
    limits: {
      files: 1,
      fileSize: maxFileBytes,
      fields: maxFields,
      fieldSize: maxFieldBytes,
      parts: maxFields + 1,
    },
  })
}

/**
 * A `POST` of one file with some fields before or after it. The bytes are in the store before the transaction begins;
 * with an `Idempotency-Key` the same file and fields have one effect.
 */
export function uploadRoute<Fields extends z.ZodType, Ready>(
  app: FastifyInstance,
  contract: {
    url: string
    summary: string
    description?: string
    permission: string
    fields: Fields
    response: z.ZodType
    /** What takes time or refuses before the transaction: reading the file, the permission of its record. */
    prepare(upload: Upload<z.output<Fields>>): Promise<Ready>
    run(tx: Tx, upload: Upload<z.output<Fields>>, ready: Ready): Promise<unknown>
  },
): void {
  const status = 201
  declare(app, {
    ...contract,
    method: 'POST',
    body: contract.fields,
    consumes: 'multipart/form-data',
    status,
  })
  app.post(contract.url, async (request, reply) => {
    requirePermission(request, contract.permission)
    const upload = await readUpload(request, contract.fields)
    const ready = await contract.prepare(upload)
    const key = idempotencyKey(request)
    const claim = key && {
      key,
      route: `POST ${request.url.split('?')[0]}`,
      bodyHash: hashOf({ fields: upload.fields, sha256: upload.file.sha256, name: upload.file.name }),
      principalId: request.principal.id,
    }
    const result = await app.house.database.transaction(contextOf(request), async (tx) => {
      if (!claim) return contract.run(tx, upload, ready)
      const [earlier] = await claimKeys(tx, [claim])
      if (earlier instanceof DomainError) throw earlier
      if (earlier) return earlier.response
      const response = await contract.run(tx, upload, ready)
      await keepAnswers(tx, [{ claim, answer: { status, response } }])
      return response
    })
    return reply.code(status).send(result)
  })
}

async function readUpload<Fields extends z.ZodType>(
  request: FastifyRequest,
  schema: Fields,
): Promise<Upload<z.output<Fields>>> {
  const fields: Record<string, unknown> = {}
  let taken: { name: string; bytes: Buffer } | undefined
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file')
        taken = { name: part.filename.replaceAll('%22', '"'), bytes: await part.toBuffer() }
      else fields[part.fieldname] = part.value
    }
  } catch (error) {
    const { code, statusCode } = error as { code?: string; statusCode?: number }
    // What the parser finds wrong with the parts carries no status of its own.
    if (statusCode === undefined) throw new DomainError('kernel.bad-request', {}, 400)
    if (code !== 'FST_REQ_FILE_TOO_LARGE') throw error
    throw new DomainError('file.too-large', { maxMegabytes: maxFileMegabytes }, 413)
  }
  const parsed = schema.safeParse(fields)
  if (!parsed.success) throw shapeError(parsed.error, 'body')
  if (!taken) throw new DomainError('file.none', {}, 400)
  const file = await keepBytes(taken.name, taken.bytes)
  return { fields: parsed.data, file, bytes: taken.bytes, principal: request.principal, request }
}
