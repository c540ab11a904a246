import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Locale } from '../../kernel/server/catalogue.ts'
import type { Principal } from '../../kernel/server/principal.ts'
import { type CartLine, readCart, unitsOf, writeCart } from './cart.ts'
import type { Signer } from './site-secret.ts'

/** Whoever looks at the shop: no account, only what the browser carries. */
export interface Visitor {
  /** Random; names the browser, never a person. */
  id: string
  locale: Locale
  cart: readonly CartLine[]
  /** What every form of this browser must send along. */
  formToken: string
}

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor
  }
}

const visitCookie = 'shop_visit'
const languageCookie = 'shop_lang'
const cartCookie = 'shop_cart'
const monthSeconds = 30 * 24 * 60 * 60
const yearSeconds = 365 * 24 * 60 * 60
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Reads who visits, and leaves a cookie for what is new: the browser's name, the language asked for by `?lang=`. */
export function meet(request: FastifyRequest, reply: FastifyReply, signer: Signer): Visitor {
  const known = request.cookies[visitCookie]
  const id = known !== undefined && uuid.test(known) ? known : randomUUID()
  if (id !== known) setCookie(request, reply, { name: visitCookie, value: id, maxAge: yearSeconds })
  const asked = (request.query as { lang?: unknown } | undefined)?.lang
  const kept = request.cookies[languageCookie]
  const chosen = isLocale(asked) ? asked : isLocale(kept) ? kept : 'ko'
  if (isLocale(asked) && asked !== kept)
    setCookie(request, reply, { name: languageCookie, value: asked, maxAge: yearSeconds })
  return {
    id,
    locale: chosen,
    cart: readCart(request.cookies[cartCookie], signer),
    formToken: signer.sign('form', id),
  }
}

export function keepCart(
  request: FastifyRequest,
  reply: FastifyReply,
  { cart, signer }: { cart: readonly CartLine[]; signer: Signer },
): void {
  request.visitor = { ...request.visitor, cart }
  if (unitsOf(cart) === 0) void reply.clearCookie(cartCookie, { path: '/' })
  else setCookie(request, reply, { name: cartCookie, value: writeCart(cart, signer), maxAge: monthSeconds })
}

/** The form was drawn for this very browser, and not sent from another site. */
export function formIsOurs(request: FastifyRequest, signer: Signer): boolean {
  const { csrf } = (request.body ?? {}) as { csrf?: unknown }
  if (request.headers['sec-fetch-site'] === 'cross-site' || request.cookies[visitCookie] === undefined)
    return false
  return typeof csrf === 'string' && signer.matches('form', request.visitor.id, csrf)
}

/** A stranger may place an order and, having shown that it is theirs, take it back; nothing else. */
export function customerPrincipal(visitor: Visitor, companyId: string): Principal {
  return {
    kind: 'customer',
    id: visitor.id,
    name: 'web shop customer',
    companyId,
    permissions: new Set(['order.create']),
    orgUnitIds: [],
    locale: visitor.locale,
  }
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, maxAge }: { name: string; value: string; maxAge: number },
): void {
  void reply.setCookie(name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge,
  })
}

function isLocale(value: unknown): value is Locale {
  return value === 'ko' || value === 'en'
}
