import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { projectRoot } from './settings.ts'

const noncePlaceholder = '__CSP_NONCE__'
const yearSeconds = 365 * 24 * 60 * 60

/**
 * The built screens: hashed assets for a year, and one page for every address that is not an API's. The page carries a
 * fresh nonce, the only way a style or script may run.
 */
export async function serveWeb(app: FastifyInstance): Promise<void> {
  await app.register(compress, { global: true, encodings: ['br', 'gzip'], threshold: 1024 })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    reply.header('x-frame-options', 'DENY')
    reply.header('cross-origin-opener-policy', 'same-origin')
  })
  const folder = join(projectRoot, 'dist/web')
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return
  const html = readFileSync(page, 'utf8')
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    maxAge: yearSeconds * 1000,
    immutable: true,
    decorateReply: false,
  })
  app.get('/wheel.svg', (_request, reply) => {
    const file = join(folder, 'wheel.svg')
    return existsSync(file) ? reply.type('image/svg+xml').send(readFileSync(file)) : reply.code(404).send()
  })
  app.setNotFoundHandler((request, reply) => {
    // A script of an older build is gone; the page in its place would only hide that.
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !request.url.startsWith('/assets/')
    if (!isPage) return reply.code(404).send()
    const nonce = randomBytes(16).toString('base64')
    allowNonce(reply, nonce)
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(html.replaceAll(noncePlaceholder, nonce))
  })
}

/** The content security policy of a page: nothing from elsewhere, nothing inline without the page's nonce. */
export function allowNonce(reply: FastifyReply, nonce: string): void {
  reply.header(
    'content-security-policy',
    [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  )
}
