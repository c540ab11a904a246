import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Currency, extend } from '../../../kernel/shared/money.ts'
import { type Amount, type LineToPrice, nextShare, priceLines } from './amounts.ts'

const runs = { numRuns: 300 }
const taxClass = fc.constantFrom('taxable', 'zero-rated', 'exempt' as const)
const currency = fc.constantFrom<Currency>('KRW', 'USD', 'JPY')
const unitPrice = fc
  .tuple(fc.bigInt(0n, 5_000_000n), fc.integer({ min: 0, max: 3 }))
  .map(([coefficient, scale]) => {
    const digits = coefficient.toString().padStart(scale + 1, '0')
    return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  })

interface Cart {
  lines: LineToPrice[]
  orderDiscountMinor: bigint
  currency: Currency
}

/** Any cart whose discounts do not exceed what they are taken from. */
const cart: fc.Arbitrary<Cart> = fc
  .record({
    currency,
    lines: fc.array(
      fc.record({
        unitPrice,
        quantity: fc.bigInt(1n, 60n),
        discount: fc.integer({ min: 0, max: 100 }),
        taxClass,
        pricesIncludeTax: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    discount: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ currency: unit, lines, discount }) => {
    const priced = lines.map((line) => {
      const base = extend(line.unitPrice, line.quantity, unit, 'half-up')
      return { ...line, discountMinor: (base * BigInt(line.discount)) / 100n, base }
    })
    const sum = priced.reduce((total, line) => total + line.base - line.discountMinor, 0n)
    return { currency: unit, lines: priced, orderDiscountMinor: (sum * BigInt(discount)) / 100n }
  })

describe('the price of an order', () => {
  it('[CORE-01] is what its lines come to less its discounts, to the minor unit', () => {
    fc.assert(
      fc.property(cart, ({ lines, orderDiscountMinor, currency: unit }) => {
        const amounts = priceLines(lines, orderDiscountMinor, unit)
        let discounts = 0n
        lines.forEach((line, index) => {
          const amount = amounts[index]
          if (!amount) throw new Error('a line was lost')
          const base = extend(line.unitPrice, line.quantity, unit, 'half-up')
          const priced =
            line.taxClass === 'taxable' && !line.pricesIncludeTax ? amount.netMinor : amount.totalMinor
          expect(priced).toBe(base - amount.discountMinor)
          expect(amount.netMinor + amount.vatMinor).toBe(amount.totalMinor)
          expect(amount.netMinor >= 0n && amount.vatMinor >= 0n).toBe(true)
          if (line.taxClass !== 'taxable') expect(amount.vatMinor).toBe(0n)
          expect(amount.discountMinor >= line.discountMinor && amount.discountMinor <= base).toBe(true)
          discounts += amount.discountMinor - line.discountMinor
        })
        expect(discounts).toBe(orderDiscountMinor)
      }),
      runs,
    )
  })
})

type Step = { kind: 'cancel' | 'ship' | 'return'; share: number }

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('cancel', 'ship', 'ship', 'return'),
    share: fc.integer({ min: 1, max: 100 }),
  }),
  { maxLength: 25 },
)

interface Pile extends Amount {
  quantity: bigint
}

const empty = (): Pile => ({ quantity: 0n, totalMinor: 0n, netMinor: 0n })

describe('a line cut up over time', () => {
  it('[CORE-01] [OMS-04] loses and makes nothing, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 40n),
        fc.bigInt(0n, 2_000n),
        fc.bigInt(0n, 200n),
        steps,
        (quantity, netMinor, vatMinor, events) => {
          const whole: Pile = { quantity, netMinor, totalMinor: netMinor + vatMinor }
          const piles = { cancel: empty(), ship: empty(), return: empty() }
          for (const event of events) step(whole, piles, event)
          // In the end everything left is shipped, and everything shipped comes back.
          step(whole, piles, { kind: 'ship', share: 100 })
          expect(sum(piles.cancel, piles.ship)).toEqual(whole)
          step(whole, piles, { kind: 'return', share: 100 })
          expect(piles.return).toEqual(piles.ship)
        },
      ),
      { numRuns: 3_000 },
    )
  })
})

function step(whole: Pile, piles: Record<Step['kind'], Pile>, { kind, share }: Step): void {
  const from = kind === 'return' ? piles.ship : whole
  const taken = kind === 'return' ? piles.return : sum(piles.cancel, piles.ship)
  const left = from.quantity - taken.quantity
  const quantity = (left * BigInt(share) + 99n) / 100n
  if (quantity === 0n) return
  const piece = nextShare(from, taken, quantity)
  expect(piece.netMinor >= 0n, `net of a piece is ${piece.netMinor}`).toBe(true)
  expect(piece.totalMinor >= piece.netMinor, `VAT of a piece is ${piece.totalMinor - piece.netMinor}`).toBe(
    true,
  )
  Object.assign(piles[kind], sum(piles[kind], { quantity, ...piece }))
  expect(piles[kind].totalMinor <= from.totalMinor).toBe(true)
}

function sum(a: Pile, b: Pile): Pile {
  return {
    quantity: a.quantity + b.quantity,
    totalMinor: a.totalMinor + b.totalMinor,
    netMinor: a.netMinor + b.netMinor,
  }
}
