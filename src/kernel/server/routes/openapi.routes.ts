import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { anyone, declare } from '../http/house.ts'
import { openapiOf } from '../services/openapi.ts'
import { docsCss, docsHtml, docsScript } from '../services/openapi-page.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
const pages: Record<string, { type: string; text: string }> = {
  '/api/docs': { type: 'text/html; charset=utf-8', text: docsHtml },
  '/api/docs/page.css': { type: 'text/css; charset=utf-8', text: docsCss },
  '/api/docs/page.js': { type: 'text/javascript; charset=utf-8', text: docsScript },
}

/** The document of every route and a page to browse it, at the root. */
export function openapiRoutes(app: FastifyInstance): void {
  let document: object | undefined
  declare(app, {
    method: 'GET',
    url: '/api/v1/openapi.json',
    summary: 'This document: every operation with its shape, permission and refusals',
    permission: anyone,
    produces: 'application/json',
    status: 200,
  })
  app.get('/api/v1/openapi.json', (_request, reply) => {
    document ??= openapiDocumentOf(app)
    return reply.header('cache-control', 'public, max-age=300').send(document)
  })
  for (const [url, { type, text }] of Object.entries(pages)) {
    app.get(url, (_request, reply) =>
      reply
        .type(type)
        .header('content-security-policy', policy)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'public, max-age=300')
        .send(text),
    )
  }
}

export function openapiDocumentOf(app: FastifyInstance): object {
  return openapiOf(app.house.contracts, productVersion())
}

function productVersion(): string {
  const manifest = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
