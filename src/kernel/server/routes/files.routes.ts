import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError, forbidden } from '../../shared/errors.ts'
import type { Db } from '../connection.ts'
import { signedIn } from '../http/house.ts'
import { command, query } from '../http/routes.ts'
import { uploadRoute } from '../http/upload-route.ts'
import { may, type Principal } from '../principal.ts'
import { shownInline } from '../services/files/content-type.ts'
import {
  fileById,
  filesOfRecord,
  readBytes,
  recordFile,
  releaseFile,
  removeFile,
  type StoredFile,
} from '../services/files/files.ts'
import { sendFile } from '../services/files/send-file.ts'
import { requireReadable } from '../services/record-access.ts'

const idParams = z.object({ id: z.uuid() })
const owner = z.object({ entity: z.string().max(60), id: z.uuid() })
const fileShape = z.object({
  id: z.uuid(),
  name: z.string(),
  contentType: z.string(),
  sizeBytes: z.number(),
  state: z.enum(['clean', 'quarantined']),
  quarantineReason: z.string().nullable(),
  entity: z.string().nullable(),
  recordId: z.uuid().nullable(),
  createdBy: z.object({ id: z.uuid(), name: z.string() }),
  createdAt: z.iso.datetime(),
})

export const manageFiles = 'file.manage'

export function fileRoutes(app: FastifyInstance): void {
  uploadRoute(app, {
    url: '/files',
    summary: 'Upload a file, alone or for a record',
    description:
      'Multipart with `file`, and `entity` and `id` when it belongs to a record. The type is told by its content.',
    permission: 'file.upload',
    fields: z
      .object({ entity: owner.shape.entity.optional(), id: owner.shape.id.optional() })
      .refine(({ entity, id }) => (entity === undefined) === (id === undefined)),
    response: fileShape,
    async prepare({ fields, principal }) {
      const record = owner.safeParse(fields).data ?? null
      if (record) await requireReadable(app.house.database, app.house, { ...record, principal })
      return record
    },
    run: async (tx, { file }, record) => shown(await recordFile(tx, file, record)),
  })
  query(app, {
    url: '/files',
    summary: 'Files of a record',
    permission: signedIn,
    query: owner,
    response: z.object({ items: z.array(fileShape) }),
    async run(db, { query: record, principal }) {
      await requireReadable(db, app.house, { ...record, principal })
      return { items: (await filesOfRecord(db, principal.companyId, record)).map(shown) }
    },
  })
  query(app, {
    url: '/files/:id',
    summary: 'What is known of a file',
    permission: signedIn,
    params: idParams,
    response: fileShape,
    run: async (db, { params, principal }) => shown(await readableFile(app, db, params.id, principal)),
  })
  query(app, {
    url: '/files/:id/content',
    summary: 'The bytes of a file',
    description: 'Pictures and PDF may be shown by a browser; everything else is handed out for saving.',
    permission: signedIn,
    params: idParams,
    produces: 'application/octet-stream',
    async run(db, { params, principal, reply }) {
      const file = await readableFile(app, db, params.id, principal)
      if (file.state === 'quarantined' && !may(principal, manageFiles))
        throw new DomainError('file.quarantined', {}, 403)
      const bytes = await readBytes(file)
      return sendFile(reply, {
        ...file,
        inline: file.state === 'clean' && shownInline.has(file.contentType),
      }).send(bytes)
    },
  })
  command(app, {
    url: '/files/:id/release',
    summary: 'Let a file out of quarantine',
    permission: manageFiles,
    params: idParams,
    body: z.object({ reason: z.string().min(3).max(500) }),
    response: fileShape,
    run: async (tx, { params, body }) => shown(await releaseFile(tx, params.id, body.reason)),
  })
  command(app, {
    method: 'DELETE',
    url: '/files/:id',
    summary: 'Remove a file',
    description: 'Whoever uploaded it, or who handles all files.',
    permission: signedIn,
    params: idParams,
    status: 204,
    async run(tx, { params, principal }) {
      const file = await fileById(tx, principal.companyId, params.id)
      if (file.createdBy !== principal.id && !may(principal, manageFiles)) throw forbidden(manageFiles)
      await removeFile(tx, file)
    },
  })
}

async function readableFile(
  app: FastifyInstance,
  db: Db,
  id: string,
  principal: Principal,
): Promise<StoredFile> {
  const file = await fileById(db, principal.companyId, id)
  if (file.createdBy === principal.id || may(principal, manageFiles)) return file
  if (file.entity === null || file.recordId === null) throw forbidden(manageFiles)
  await requireReadable(db, app.house, { entity: file.entity, id: file.recordId, principal })
  return file
}

function shown(file: StoredFile): z.input<typeof fileShape> {
  const { id, name, contentType, state, quarantineReason, entity, recordId } = file
  return {
    ...{ id, name, contentType, state, quarantineReason, entity, recordId },
    sizeBytes: Number(file.sizeBytes),
    createdBy: { id: file.createdBy, name: file.createdByName },
    createdAt: file.createdAt.toISOString(),
  }
}
