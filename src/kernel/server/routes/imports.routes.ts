import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { signedIn } from '../http/house.ts'
import { localeOf } from '../http/problem.ts'
import { command, query } from '../http/routes.ts'
import { uploadRoute } from '../http/upload-route.ts'
import { recordFile } from '../services/files/files.ts'
import { sendFile } from '../services/files/send-file.ts'
import { errorFile, type FileFormat, templateFile } from '../services/transfer/import-files.ts'
import { importShape, shownImport } from '../services/transfer/import-view.ts'
import {
  changedPlan,
  createImport,
  importById,
  importSourceOf,
  planOf,
  requireImport,
  savePlan,
  startImport,
} from '../services/transfer/imports.ts'

const idParams = z.object({ id: z.uuid() })
const contentTypes: Record<FileFormat, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
const change = z.object({
  encoding: z.enum(['utf-8', 'cp949', 'utf-16le', 'xlsx']).optional(),
  sheet: z.string().max(100).optional(),
  headerRow: z.number().int().min(1).max(100).optional(),
  mapping: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(60).nullable()).optional(),
  mode: z.enum(['create', 'upsert']).optional(),
})

/** Bringing records in from files: upload, look, correct, start; each step asks for the source's own permission. */
export function importRoutes(app: FastifyInstance): void {
  const { modules, database } = app.house
  query(app, {
    url: '/imports/template',
    summary: 'An empty file with the headers of a kind of record',
    permission: signedIn,
    query: z.object({ entity: z.string().max(60), format: z.enum(['csv', 'xlsx']).default('xlsx') }),
    produces: contentTypes.xlsx,
    async run(_db, { query: { entity, format }, principal, request, reply }) {
      const source = importSourceOf(modules, entity)
      requireImport(source, principal)
      const name = `${entity}-template.${format}`
      return sendFile(reply, { name, contentType: contentTypes[format] }).send(
        templateFile(source, format, localeOf(request)),
      )
    },
  })
  uploadRoute(app, {
    url: '/imports',
    summary: 'Upload a CSV or XLSX file to be imported',
    description:
      'Encoding, delimiter and columns are found by looking; every row is checked without writing any.',
    permission: signedIn,
    fields: z.object({ entity: z.string().max(60) }),
    response: importShape,
    async prepare({ fields, file, bytes, principal }) {
      const source = importSourceOf(modules, fields.entity)
      requireImport(source, principal)
      return { source, planned: await planOf(database, source, { ...file, bytes }, principal.companyId) }
    },
    async run(tx, { file, request }, { source, planned }) {
      const record = await createImport(tx, source, await recordFile(tx, file), planned)
      return shownImport(tx, source, record, localeOf(request))
    },
  })
  query(app, {
    url: '/imports/:id',
    summary: 'An import: its columns, its preview, its progress',
    permission: signedIn,
    params: idParams,
    response: importShape,
    async run(db, { params, principal, request }) {
      const record = await importById(db, principal.companyId, params.id)
      const source = importSourceOf(modules, record.entity)
      requireImport(source, principal)
      return shownImport(db, source, record, localeOf(request))
    },
  })
  command(app, {
    method: 'PATCH',
    url: '/imports/:id',
    summary: 'Correct how a file is read, and check it again',
    permission: signedIn,
    params: idParams,
    body: change,
    response: importShape,
    async run(tx, { params, body, principal, request }) {
      const record = await importById(tx, principal.companyId, params.id)
      const source = importSourceOf(modules, record.entity)
      requireImport(source, principal)
      const saved = await savePlan(tx, record, await changedPlan(tx, source, record, body))
      return shownImport(tx, source, saved, localeOf(request))
    },
  })
  command(app, {
    url: '/imports/:id/start',
    summary: 'Bring the rows in, as a job',
    permission: signedIn,
    params: idParams,
    response: z.object({ jobId: z.uuid() }),
    status: 202,
    async run(tx, { params, principal }) {
      const record = await importById(tx, principal.companyId, params.id)
      const source = importSourceOf(modules, record.entity)
      requireImport(source, principal)
      return { jobId: await startImport(tx, source, record) }
    },
  })
  for (const format of ['csv', 'xlsx'] as const) {
    query(app, {
      url: `/imports/:id/errors.${format}`,
      summary: `The refused rows with their reasons, as ${format.toUpperCase()}`,
      permission: signedIn,
      params: idParams,
      produces: contentTypes[format],
      async run(db, { params, principal, request, reply }) {
        const record = await importById(db, principal.companyId, params.id)
        const source = importSourceOf(modules, record.entity)
        requireImport(source, principal)
        const charset = record.encoding === 'xlsx' ? 'utf-8' : record.encoding
        const contentType = format === 'csv' ? `text/csv; charset=${charset}` : contentTypes.xlsx
        const name = `${record.fileName.replace(/\.[^.]*$/, '')}-errors.${format}`
        return sendFile(reply, { name, contentType }).send(
          errorFile(db, { record, source, format, locale: localeOf(request) }),
        )
      },
    })
  }
}
