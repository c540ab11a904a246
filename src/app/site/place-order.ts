import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { contextOf, hashOf } from '../../kernel/server/http/routes.ts'
import { claimKeys, keepAnswers } from '../../kernel/server/idempotency.ts'
import type { Principal } from '../../kernel/server/principal.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import { DomainError } from '../../kernel/shared/errors.ts'
import { trackingTokenOf } from '../../modules/orders/api.ts'
import type { OrderDraft } from '../../modules/orders/shared/order.ts'
import {
  type ConsentDraft,
  createParties,
  partiesById,
  partiesByReference,
  recordConsent,
} from '../../modules/parties/api.ts'
import { emailValue, phoneValue } from '../../modules/parties/shared/contact.ts'
import type { Basket } from './basket.ts'
import type { CartLine } from './cart.ts'
import type { CheckoutForm } from './checkout.form.ts'
import type { Scene, Stand } from './stand.ts'
import { customerPrincipal } from './visitor.ts'

export interface PlacedByShop {
  trackingToken: string
  /** The payment's page; absent on a repeat under changed words. */
  paymentPath?: string
}

/** Orders of the shop carry their checkout's key under this name. */
const shopSystem = 'web-shop'
/** For customers with terms of their own, whom a stranger's form must not borrow. */
const guestSystem = 'web-guest'
const route = 'POST /shop/checkout'

/** The order a checkout already became. */
export async function orderOfCheckout(
  { database }: Stand,
  { companyId, key }: { companyId: string; key: string },
): Promise<string | undefined> {
  return trackingTokenOf(database, { companyId, system: shopSystem, key })
}

/**
 * Turns a checkout into exactly one order: the same form sent twice, at once or later, gets the first answer, and the
 * checkout's key stands on the order for good. Refuses as the capture does: order.out-of-stock, order.no-price …
 */
export async function placeOrder(
  stand: Stand,
  { request, shop }: Scene,
  { form, basket, cart }: { form: CheckoutForm; basket: Basket; cart: readonly CartLine[] },
): Promise<PlacedByShop> {
  const principal = customerPrincipal(request.visitor, shop.companyId)
  const partyId = await recognise(stand, request, { principal, form })
  const draft: OrderDraft = {
    channel: shop.channelCode,
    partyId,
    customerName: form.name,
    currency: shop.currency,
    lines: cart.map(({ variantId, quantity }) => ({ variantId, quantity: BigInt(quantity) })),
    ...(basket.deliveryMinor > 0n ? { shippingFee: basket.deliveryMinor } : {}),
    shipTo: {
      name: form.name,
      phone: phoneValue(form.phone)?.value ?? form.phone,
      postalCode: form.postalCode,
      line1: form.line1,
      line2: form.line2,
      country: 'KR',
    },
    ...(form.note === '' ? {} : { note: form.note }),
    externalRef: { system: shopSystem, key: form.key },
    payment:
      form.payment === 'bank-transfer'
        ? { terms: 'bank-transfer' }
        : { terms: 'card', returnUrl: `/shop/paid/${form.key}` },
    draft: false,
  }
  try {
    const { response } = await stand.lane.submit({
      draft,
      act: { principal, traceId: request.traceId },
      key: { key: form.key, route, bodyHash: hashOf({ ...form, cart }) },
    })
    return response as PlacedByShop
  } catch (error) {
    const taken =
      error instanceof DomainError &&
      ['kernel.idempotency-mismatch', 'kernel.already-there'].includes(error.code)
    const earlier = taken
      ? await orderOfCheckout(stand, { companyId: shop.companyId, key: form.key })
      : undefined
    if (earlier === undefined) throw error
    return { trackingToken: earlier }
  }
}

/**
 * The party of a guest, known again by e-mail and phone together. A known one is left exactly as it is: a form from the
 * street may neither change nor show what is on record. Consents are noted once per checkout.
 */
async function recognise(
  { database }: Stand,
  request: FastifyRequest,
  { principal, form }: { principal: Principal; form: CheckoutForm },
): Promise<string> {
  const email = emailValue(form.email)
  const phone = phoneValue(form.phone)
  const contact = createHash('sha256').update(`${email?.normalised}|${phone?.normalised}`).digest('hex')
  const same = hashOf([form.key, contact, form.name, form.marketingEmail, form.marketingSms])
  const claim = { key: `party:${same}`, route, bodyHash: same, principalId: principal.id }
  return database.transaction({ ...contextOf(request), principal }, async (tx) => {
    const [earlier] = await claimKeys(tx, [claim])
    if (earlier instanceof DomainError) throw earlier
    if (earlier) return (earlier.response as { partyId: string }).partyId
    const known = await knownGuest(tx, contact)
    const partyId =
      known.id ?? (await createGuest(tx, { form, reference: { system: known.system, key: contact } }))
    await recordConsent(
      tx,
      consentsOf(form).map((consent) => ({ ...consent, partyId })),
    )
    await keepAnswers(tx, [{ claim, answer: { status: 201, response: { partyId } } }])
    return partyId
  })
}

/** Whom the contact stands for, or under which name a new party may claim it. */
async function knownGuest(tx: Tx, key: string): Promise<{ system: string; id?: string }> {
  for (const system of [shopSystem, guestSystem]) {
    const id = (await partiesByReference(tx, tx.principal.companyId, { system, keys: [key] })).get(key)
    if (id === undefined) return { system }
    const [party] = await partiesById(tx, [id])
    if (party && party.customerGroup === null) return { system, id: party.currentId }
  }
  throw new DomainError('kernel.try-again', {}, 503)
}

async function createGuest(
  tx: Tx,
  { form, reference }: { form: CheckoutForm; reference: { system: string; key: string } },
): Promise<string> {
  const phone = phoneValue(form.phone)?.value ?? form.phone
  const [party] = await createParties(tx, [
    {
      kind: 'person',
      name: form.name,
      phone,
      email: form.email,
      languages: [tx.principal.locale],
      roles: ['customer'],
      addresses: [
        {
          kind: 'shipping',
          recipient: form.name,
          phone,
          postalCode: form.postalCode,
          line1: form.line1,
          line2: form.line2,
        },
      ],
      reference,
    },
  ])
  if (!party) throw new DomainError('kernel.try-again', {}, 503)
  return party.id
}

function consentsOf(form: CheckoutForm): Omit<ConsentDraft, 'partyId'>[] {
  const given = { purpose: 'marketing', granted: true, evidence: `web shop checkout ${form.key}` } as const
  return [
    ...(form.marketingEmail ? [{ ...given, channel: 'email' as const }] : []),
    ...(form.marketingSms ? [{ ...given, channel: 'sms' as const }] : []),
  ]
}
