import type { FastifyInstance } from 'fastify'
import { text } from '../../kernel/server/catalogue.ts'
import { type Basket, basketOf } from './basket.ts'
import { type CartLine, maxCartLines, maxUnits, withQuantity, withUnits } from './cart.ts'
import { ownPage } from './pages.ts'
import { type Scene, type Stand, scene } from './stand.ts'
import { keepCart } from './visitor.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export interface Notice {
  title: string
  text: string
}

/** The cart lives in the browser; every look at it is priced and held against the shelves anew. */
export function cartRoutes(app: FastifyInstance, stand: Stand): void {
  app.get('/shop/cart', async (request, reply) => {
    const at = await scene(stand, request, reply)
    return cartPage(at, await basketNow(stand, at))
  })
  app.post('/shop/cart/add', async (request, reply) => {
    const line = lineOf(request.body)
    const { locale, cart } = request.visitor
    if (line && line.quantity > 0) {
      const filled = withUnits(cart, line)
      if (filled === 'full') {
        const at = await scene(stand, request, reply)
        const notice = {
          title: text(locale, 'shop.cart.full', { max: maxCartLines }),
          text: text(locale, 'shop.cart.fullHint'),
        }
        return cartPage(at, await basketNow(stand, at), { notice, status: 409 })
      }
      keepCart(request, reply, { cart: filled, signer: stand.signer })
    }
    return reply.redirect('/shop/cart', 303)
  })
  app.post('/shop/cart/change', async (request, reply) => {
    const line = lineOf(request.body)
    if (line)
      keepCart(request, reply, { cart: withQuantity(request.visitor.cart, line), signer: stand.signer })
    return reply.redirect('/shop/cart', 303)
  })
}

export async function basketNow(stand: Stand, { request, shop }: Scene): Promise<Basket> {
  const { cart, locale } = request.visitor
  return basketOf(stand.database, shop, { cart, locale })
}

export function cartPage(
  at: Scene,
  basket: Basket,
  { notice, status = 200 }: { notice?: Notice; status?: number } = {},
): ReturnType<typeof ownPage> {
  const { locale } = at.request.visitor
  return ownPage(at, {
    name: 'cart',
    head: { title: text(locale, 'shop.cart.title'), path: '/shop/cart' },
    scope: { basket, notice, maxUnits },
    categories: at.categories,
    status,
  })
}

/** One variant and a quantity from a form; what cannot be read changes nothing. */
function lineOf(body: unknown): CartLine | undefined {
  const { variant, quantity, remove } = (body ?? {}) as Record<string, unknown>
  if (typeof variant !== 'string' || !uuid.test(variant)) return undefined
  if (remove !== undefined) return { variantId: variant, quantity: 0 }
  const units =
    typeof quantity === 'string' && /^\d{1,5}$/.test(quantity.trim()) ? Number(quantity) : undefined
  return units === undefined ? undefined : { variantId: variant, quantity: Math.min(units, maxUnits) }
}
