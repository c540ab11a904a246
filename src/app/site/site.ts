import { randomBytes } from 'node:crypto'
import formbody from '@fastify/formbody'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { loadCatalogue } from '../../kernel/server/catalogue.ts'
import { openIntakeLane } from '../../modules/orders/server/order-intake.lane.ts'
import { allowNonce } from '../web-files.ts'
import { browseRoutes } from './browse.routes.ts'
import { cartRoutes } from './cart.routes.ts'
import { categoryReader } from './categories.ts'
import { checkoutRoutes } from './checkout.routes.ts'
import { orderPageRoutes } from './order-pages.routes.ts'
import { ForeignForm, refusalPage } from './refusal-page.ts'
import { shopReader } from './shop.ts'
import { signerOf } from './site-secret.ts'
import { PageMissing, type Stand } from './stand.ts'
import { fontPath, openTheme } from './theme.ts'
import { formIsOurs, meet } from './visitor.ts'

const requestsPerMinute = 600
const formLimitBytes = 64 * 1024
const yearSeconds = 365 * 24 * 60 * 60

export interface SiteOptions {
  /** Signs carts and forms; every server process of an installation has the same. */
  secret: Buffer
  theme?: string
}

/** The public web shop at `/shop` and the tracking of orders at `/track`. */
export async function serveSite(app: FastifyInstance, options: SiteOptions): Promise<void> {
  loadCatalogue(new URL('./i18n/', import.meta.url))
  const { database } = app.house
  const stand: Stand = {
    database,
    theme: openTheme(options.theme ?? 'plain'),
    signer: signerOf(options.secret),
    lane: openIntakeLane(database),
    shop: shopReader(database),
    categories: categoryReader(database),
  }
  await app.register(async (scope) => {
    scope.decorateRequest('visitor', null as never)
    scope.addHook('onRequest', async (request, reply) => {
      request.visitor = meet(request, reply, stand.signer)
      allowNonce(reply, randomBytes(16).toString('base64'))
    })
    scope.setErrorHandler((error, request, reply) => refusalPage(stand, error, { request, reply }))
    await scope.register(formbody, { bodyLimit: formLimitBytes })
    await scope.register(rateLimit, { max: requestsPerMinute, timeWindow: '1 minute', skipOnError: true })
    scope.addHook('preHandler', async (request) => {
      if (request.method === 'POST' && !formIsOurs(request, stand.signer)) throw new ForeignForm()
    })
    browseRoutes(scope, stand)
    cartRoutes(scope, stand)
    checkoutRoutes(scope, stand)
    orderPageRoutes(scope, stand)
    for (const path of ['/shop/*', '/track', '/track/*'])
      scope.all(path, async () => {
        throw new PageMissing()
      })
  })
  await serveAssets(app, stand)
}

/**
 * True for addresses at which nobody is signed in: a member of staff shops and pays as anyone else, by forms that no
 * script helps. The payment pages know the payment by its own token and look at no cookie.
 */
export function isForStrangers(request: FastifyRequest): boolean {
  return /^\/(shop|track|api\/v1\/payments\/(acquirer\/)?pay)(\/|\?|$)/.test(request.url)
}

async function serveAssets(app: FastifyInstance, { theme }: Stand): Promise<void> {
  for (const asset of theme.assets) {
    app.get(asset.path, (_request, reply) =>
      reply
        .type(asset.type)
        .header('cache-control', `public, max-age=${yearSeconds}, immutable`)
        .send(asset.body),
    )
  }
  await app.register(fastifyStatic, {
    root: theme.fontFolder,
    prefix: fontPath,
    index: false,
    maxAge: yearSeconds * 1000,
    immutable: true,
    decorateReply: false,
  })
  app.get('/robots.txt', (_request, reply) => reply.type('text/plain; charset=utf-8').send(robots))
}

/** Search engines see what is for sale and nothing of anybody. */
const robots = [
  'User-agent: *',
  ...['/shop/cart', '/shop/checkout', '/shop/orders/', '/shop/paid/', '/track/', '/api/'].map(
    (path) => `Disallow: ${path}`,
  ),
  '',
].join('\n')
