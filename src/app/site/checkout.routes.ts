import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { text } from '../../kernel/server/catalogue.ts'
import { DomainError } from '../../kernel/shared/errors.ts'
import type { Basket } from './basket.ts'
import { basketNow, cartPage, type Notice } from './cart.routes.ts'
import {
  type CheckoutField,
  type CheckoutForm,
  emptyCheckout,
  faultsOf,
  payments,
  readCheckout,
} from './checkout.form.ts'
import { ownPage } from './pages.ts'
import { orderOfCheckout, placeOrder } from './place-order.ts'
import { PageMissing, type Scene, type Stand, scene } from './stand.ts'
import { keepCart } from './visitor.ts'

const bankDays = 3
const checkoutsPerMinute = 20
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** From the cart to one order: as a guest, paid by card or by transfer. */
export function checkoutRoutes(app: FastifyInstance, stand: Stand): void {
  app.get('/shop/checkout', async (request, reply) => {
    const at = await scene(stand, request, reply)
    const basket = await basketNow(stand, at)
    if (!basket.orderable) return reply.redirect('/shop/cart', 303)
    return checkoutPage(at, { basket, form: emptyCheckout(randomUUID()) })
  })
  app.post(
    '/shop/checkout',
    { config: { rateLimit: { max: checkoutsPerMinute, timeWindow: '1 minute' } } },
    async (request, reply) => submit(stand, await scene(stand, request, reply)),
  )
  // Where the card company sends the customer back to; it knows the checkout, and the order has its own link.
  app.get('/shop/paid/:key', async (request, reply) => {
    const at = await scene(stand, request, reply)
    const { key } = request.params as { key: string }
    const token = uuid.test(key)
      ? await orderOfCheckout(stand, { companyId: at.shop.companyId, key })
      : undefined
    if (token === undefined) throw new PageMissing('order')
    return reply.redirect(`/shop/orders/${token}`, 303)
  })
}

async function submit(stand: Stand, at: Scene): Promise<FastifyReply> {
  const { request, reply, shop } = at
  const form = readCheckout(request.body)
  if (!form) return reply.redirect('/shop/checkout', 303)
  const earlier = await orderOfCheckout(stand, { companyId: shop.companyId, key: form.key })
  if (earlier !== undefined) {
    keepCart(request, reply, { cart: [], signer: stand.signer })
    return reply.redirect(`/shop/orders/${earlier}`, 303)
  }
  const basket = await basketNow(stand, at)
  if (basket.lines.length === 0) return reply.redirect('/shop/cart', 303)
  if (!basket.orderable) return soldMeanwhile(at, basket)
  const faults = faultsOf(form, shop)
  if (faults.length > 0) return checkoutPage(at, { basket, form, faults, status: 422 })
  if (form.expected !== String(basket.totalMinor)) {
    const { locale } = request.visitor
    const notice = {
      title: text(locale, 'shop.checkout.changed'),
      text: text(locale, 'shop.checkout.changedHint'),
    }
    return checkoutPage(at, { basket, form, notice, status: 409 })
  }
  try {
    const placed = await placeOrder(stand, at, { form, basket, cart: request.visitor.cart })
    keepCart(request, reply, { cart: [], signer: stand.signer })
    const toCard =
      form.payment === 'card' && placed.paymentPath
        ? `${placed.paymentPath}?lang=${request.visitor.locale}`
        : undefined
    return reply.redirect(toCard ?? `/shop/orders/${placed.trackingToken}`, 303)
  } catch (error) {
    if (!(error instanceof DomainError) || !changedMeanwhile.has(error.code)) throw error
    return soldMeanwhile(at, await basketNow(stand, at))
  }
}

const changedMeanwhile = new Set(['order.out-of-stock', 'order.no-price', 'order.unknown-product'])

/** Somebody was quicker: which products, and that nothing was ordered or charged. */
function soldMeanwhile(at: Scene, basket: Basket): Promise<FastifyReply> {
  const { locale } = at.request.visitor
  const notice = {
    title: text(locale, 'shop.cart.soldMeanwhile'),
    text: text(locale, 'shop.cart.soldMeanwhileHint'),
  }
  return cartPage(at, basket, { notice, status: 409 })
}

function checkoutPage(
  at: Scene,
  page: {
    basket: Basket
    form: CheckoutForm
    faults?: readonly CheckoutField[]
    notice?: Notice
    status?: number
  },
): Promise<FastifyReply> {
  const { locale } = at.request.visitor
  const { basket, form, faults = [], notice, status } = page
  const choices = payments.filter((choice) => choice === 'card' || at.shop.bankAccount !== null)
  return ownPage(at, {
    name: 'checkout',
    head: { title: text(locale, 'shop.checkout.title'), path: '/shop/checkout' },
    scope: {
      basket,
      form,
      notice,
      expected: String(basket.totalMinor),
      faults,
      fault: Object.fromEntries(faults.map((field) => [field, text(locale, `shop.checkout.fault.${field}`)])),
      payments: choices.map((code) => ({
        code,
        name: text(locale, `shop.checkout.${code}`),
        hint: text(locale, code === 'card' ? 'shop.checkout.cardHint' : 'shop.checkout.bankHint', {
          days: bankDays,
        }),
        chosen: code === form.payment,
      })),
    },
    categories: at.categories,
    ...(status === undefined ? {} : { status }),
  })
}
