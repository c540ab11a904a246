import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Locale, text } from '../../kernel/server/catalogue.ts'
import { contextOf } from '../../kernel/server/http/routes.ts'
import { clearAttempts, takeAttempt } from '../../kernel/server/identity/login-attempts.ts'
import { dateInZone, timeInZone } from '../../kernel/shared/calendar.ts'
import { DomainError } from '../../kernel/shared/errors.ts'
import { formatBusinessDate } from '../../kernel/shared/format.ts'
import { toCurrency } from '../../kernel/shared/money.ts'
import {
  type CustomerOrder,
  type CustomerParcel,
  cancelByCustomer,
  customerOrder,
} from '../../modules/orders/api.ts'
import { payablePath } from '../../modules/payments/api.ts'
import type { Notice } from './cart.routes.ts'
import { shown } from './goods.ts'
import { ownPage } from './pages.ts'
import type { Shop } from './shop.ts'
import { PageMissing, type Scene, type Stand, scene, textOf } from './stand.ts'
import { customerPrincipal } from './visitor.ts'

const looksPerMinute = 120
const triesPerHour = 10
const liveSeconds = 20
/** While the card company's word is awaited. */
const paymentLiveSeconds = 3
const reasons = ['changed-mind', 'mistake', 'late', 'other'] as const
const steps = ['placed', 'paid', 'preparing', 'shipped', 'delivered'] as const
const tokenShape = /^[\w-]{20,60}$/

/** What the holder of an order's link sees and may do; the link is the only key, and it cannot be guessed. */
export function orderPageRoutes(app: FastifyInstance, stand: Stand): void {
  const looks = { config: { rateLimit: { max: looksPerMinute, timeWindow: '1 minute' } } }
  app.get('/shop/orders/:token', looks, async (request, reply) => {
    const at = await scene(stand, request, reply)
    return orderPage(stand, at, await orderOf(stand, request))
  })
  app.get('/track/:token', looks, async (request, reply) => {
    const at = await scene(stand, request, reply)
    return trackPage(at, await orderOf(stand, request))
  })
  app.post(
    '/shop/orders/:token/cancel',
    { config: { rateLimit: { max: triesPerHour, timeWindow: '1 hour', keyGenerator: tokenKey } } },
    async (request, reply) => cancel(stand, await scene(stand, request, reply)),
  )
}

function tokenKey(request: FastifyRequest): string {
  return `cancel:${(request.params as { token: string }).token}`
}

async function orderOf({ database }: Stand, request: FastifyRequest): Promise<CustomerOrder> {
  const { token } = request.params as { token: string }
  const order = tokenShape.test(token) ? await customerOrder(database, token) : undefined
  if (!order) throw new PageMissing('order')
  return order
}

async function orderPage(
  { database }: Stand,
  at: Scene,
  order: CustomerOrder,
  { notice, fault, status }: { notice?: Notice; fault?: string; status?: number } = {},
): Promise<FastifyReply> {
  const { request, shop } = at
  const { locale } = request.visitor
  const { token } = request.params as { token: string }
  const waits = order.state === 'awaiting-payment'
  const payPath =
    waits && order.paymentTerms === 'card' ? await payablePath(database, order.id, new Date()) : undefined
  const money = (minor: bigint): string => shown(minor, toCurrency(order.currency), locale)
  const contact = shop.seller.phone || shop.seller.email || (locale === 'en' ? shop.nameEn : shop.name)
  return ownPage(at, {
    name: 'order',
    head: {
      title: text(locale, 'shop.order.title', { number: order.number }),
      path: `/shop/orders/${token}`,
      ...(isOver(order) ? {} : { liveSeconds: waits ? paymentLiveSeconds : liveSeconds }),
    },
    scope: {
      notice,
      order: {
        ...headOf(order, shop, locale),
        total: money(order.totalMinor),
        paid: order.paidMinor > 0n ? money(order.paidMinor) : '',
        refunded: order.refundedMinor > 0n ? money(order.refundedMinor) : '',
        lines: order.lines.map((line) => ({
          name: line.kind === 'shipping' ? text(locale, 'shop.order.delivery') : (line.name ?? line.sku),
          units: line.kind === 'shipping' ? '' : text(locale, 'shop.order.each', { count: line.quantity }),
          cancelled:
            line.cancelledQuantity > 0n && line.kind !== 'shipping'
              ? text(locale, 'shop.order.cancelledUnits', { count: line.cancelledQuantity })
              : '',
          total: money(line.totalMinor),
        })),
      },
      waits,
      card: order.paymentTerms === 'card',
      payPath: payPath ? `${payPath}?lang=${locale}` : '',
      payUntil: order.payBefore ? moment(order.payBefore, { locale, timeZone: shop.timeZone }) : '',
      bank: waits && order.paymentTerms === 'bank-transfer' ? (shop.bankAccount ?? { bank: '' }) : undefined,
      due: money(order.totalMinor - order.cancelledMinor - order.paidMinor),
      contact,
      trackPath: `/track/${token}`,
      cancel: {
        offered: mayAsk(order),
        path: `/shop/orders/${token}/cancel`,
        fault: fault ?? '',
        reasons: reasons.map((code) => ({ code, name: text(locale, `shop.cancel.reasons.${code}`) })),
      },
    },
    categories: at.categories,
    ...(status === undefined ? {} : { status }),
  })
}

function trackPage(at: Scene, order: CustomerOrder): Promise<FastifyReply> {
  const { request, shop } = at
  const { locale } = request.visitor
  const { token } = request.params as { token: string }
  return ownPage(at, {
    name: 'track',
    head: {
      title: `${text(locale, 'shop.track.title')} ${order.number}`,
      path: `/track/${token}`,
      ...(isOver(order) ? {} : { liveSeconds }),
    },
    scope: {
      order: headOf(order, shop, locale),
      over: isOver(order),
      parcels: order.parcels.map((parcel) => parcelShown(parcel, shop, locale)),
      orderPath: `/shop/orders/${token}`,
    },
    categories: at.categories,
  })
}

/**
 * The link and four digits of the phone. Wrong digits are counted in the database, for every server together; after a
 * few the order is closed to guesses for a while.
 */
async function cancel(stand: Stand, at: Scene): Promise<FastifyReply> {
  const { request, reply, shop } = at
  const { locale } = request.visitor
  const order = await orderOf(stand, request)
  const { token } = request.params as { token: string }
  const body = (request.body ?? {}) as Record<string, unknown>
  const digits = textOf(body.digits, 10)
  const refuse = (fault: string, status: number) => orderPage(stand, at, order, { fault, status })
  if (!/^\d{4}$/.test(digits)) return refuse(text(locale, 'shop.cancel.badDigits'), 422)
  const chosen = reasons.find((code) => code === body.reason) ?? 'other'
  const subject = { email: `order:${order.id}`, ip: request.ip }
  const asked = customerPrincipal(request.visitor, shop.companyId)
  const principal = { ...asked, permissions: new Set([...asked.permissions, 'order.cancel']) }
  try {
    await takeAttempt(stand.database, subject)
    await stand.database.transaction({ ...contextOf(request), principal }, (tx) =>
      cancelByCustomer(tx, {
        token,
        phoneDigits: digits,
        reason: text('ko', `shop.cancel.reasons.${chosen}`),
      }),
    )
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    if (error.code === 'order.phone-does-not-match')
      return refuse(text(locale, 'shop.cancel.wrongPhone'), 403)
    if (error.code === 'identity.locked') {
      const minutes = Math.ceil(Number(error.details.seconds ?? 60) / 60)
      return refuse(text(locale, 'shop.cancel.locked', { minutes }), 429)
    }
    if (error.status !== 409) throw error
    await clearAttempts(stand.database, subject)
    return refuse(text(locale, 'shop.cancel.tooLate'), 409)
  }
  await clearAttempts(stand.database, subject)
  return reply.redirect(`/shop/orders/${token}`, 303)
}

function headOf(order: CustomerOrder, { timeZone }: Shop, locale: Locale): object {
  const reached = stepOf(order)
  return {
    number: order.number,
    state: order.state,
    stateName: text(locale, `shop.order.state.${order.state}`),
    recipient: order.recipient,
    date: moment(order.orderedAt, { locale, timeZone }),
    cancelled: order.state === 'cancelled',
    /** Nothing has left yet: the moment for thanks. */
    fresh: order.parcels.length === 0,
    steps: steps.map((step, index) => ({
      name: text(locale, `shop.track.step.${step}`),
      state: order.state === 'delivered' || index < reached ? 'done' : index === reached ? 'now' : 'next',
    })),
  }
}

function stepOf(order: CustomerOrder): number {
  const reached: Record<string, number> = {
    draft: 0,
    'awaiting-payment': 0,
    confirmed: 2,
    'on-hold': 2,
    fulfilling: order.parcels.some((parcel) => parcel.state === 'shipped') ? 3 : 2,
    shipped: 3,
    delivered: 4,
  }
  return reached[order.state] ?? 0
}

function parcelShown(parcel: CustomerParcel, { timeZone }: Shop, locale: Locale): object {
  const late = parcel.expectedOn !== null && parcel.expectedOn < dateInZone(new Date(), timeZone)
  return {
    late,
    stateName: text(locale, `shop.track.parcelState.${parcel.state}`),
    state: parcel.state,
    carrier: parcel.carrier?.[locale] ?? '',
    waybill: parcel.waybillNumber ?? '',
    expected: parcel.expectedOn && !late ? formatBusinessDate(parcel.expectedOn, locale, 'medium') : '',
    arrived: parcel.deliveredAt ? moment(parcel.deliveredAt, { locale, timeZone }) : '',
    events: parcel.events.map((event) => ({
      at: event.at.toISOString(),
      moment: moment(event.at, { locale, timeZone }),
      words: text(locale, `shop.track.code.${event.code}`),
      place: event.place,
    })),
  }
}

function isOver(order: CustomerOrder): boolean {
  return order.state === 'delivered' || order.state === 'cancelled'
}

/** The lifecycle decides; this only spares a form that could not succeed. */
function mayAsk(order: CustomerOrder): boolean {
  return !isOver(order) && !order.parcels.some((parcel) => parcel.shippedAt !== null)
}

/** On the shop's own clock. */
function moment(at: Date, { locale, timeZone }: { locale: Locale; timeZone: string }): string {
  return `${formatBusinessDate(dateInZone(at, timeZone), locale, 'medium')} ${timeInZone(at, timeZone)}`
}
