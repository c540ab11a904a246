import { divideRounded } from '../../../kernel/shared/decimal.ts'
import { allocate, type Currency, extend, vatExcluded, vatIncluded } from '../../../kernel/shared/money.ts'

export type TaxClass = 'taxable' | 'zero-rated' | 'exempt'

export interface LineToPrice {
  unitPrice: string
  quantity: bigint
  /** Taken off this line, minor units, before any tax. */
  discountMinor: bigint
  taxClass: TaxClass
  pricesIncludeTax: boolean
}

export interface LineAmounts {
  discountMinor: bigint
  /** 공급가액 after discounts. */
  netMinor: bigint
  vatMinor: bigint
  /** What the customer pays for the line. */
  totalMinor: bigint
}

/**
 * Prices the lines of one order. The rounding place is the line: unit price × quantity rounds half-up to the minor
 * unit, then discounts come off, then the tax splits by `vatIncluded` or `vatExcluded`. An order discount is spread
 * over the lines once, by their amounts and without loss, and belongs to the lines from then on: what happens to one
 * line later can never re-spread it over the others.
 *
 * @throws RangeError when discounts exceed the line or the order.
 */
export function priceLines(
  lines: readonly LineToPrice[],
  orderDiscountMinor: bigint,
  currency: Currency,
): LineAmounts[] {
  const bases = lines.map((line) => {
    const base = extend(line.unitPrice, line.quantity, currency, 'half-up') - line.discountMinor
    if (line.discountMinor < 0n || base < 0n) throw new RangeError('discount exceeds the line')
    return base
  })
  const sum = bases.reduce((total, base) => total + base, 0n)
  if (orderDiscountMinor < 0n || orderDiscountMinor > sum) throw new RangeError('discount exceeds the order')
  const shares = orderDiscountMinor === 0n ? bases.map(() => 0n) : allocate(orderDiscountMinor, bases)
  return lines.map((line, index) => {
    const share = shares[index] ?? 0n
    const amount = (bases[index] ?? 0n) - share
    const discountMinor = line.discountMinor + share
    if (line.taxClass !== 'taxable')
      return { discountMinor, netMinor: amount, vatMinor: 0n, totalMinor: amount }
    const split = line.pricesIncludeTax ? vatIncluded(amount) : vatExcluded(amount)
    return { discountMinor, ...pick(split), totalMinor: split.netMinor + split.vatMinor }
  })
}

function pick({ netMinor, vatMinor }: { netMinor: bigint; vatMinor: bigint }): {
  netMinor: bigint
  vatMinor: bigint
} {
  return { netMinor, vatMinor }
}

/** An amount with its net part; the rest is tax. */
export interface Amount {
  totalMinor: bigint
  netMinor: bigint
}

/**
 * What the next units of a line are worth when `takenQuantity` of `quantity` units with `taken` money are gone: the
 * share of all units gone afterwards, less what was already taken. However a line is cut up over time, its pieces sum
 * to the line, and no minor unit is made or lost. Net and tax are shared each by itself, so that no piece carries a
 * negative tax.
 */
export function nextShare(
  whole: Amount & { quantity: bigint },
  taken: Amount & { quantity: bigint },
  quantity: bigint,
): Amount {
  const after = taken.quantity + quantity
  const share = (all: bigint, gone: bigint) => {
    const due = divideRounded(all * after, whole.quantity, 'half-up')
    // A whole that grew since, as what was shipped does between two returns, may have given a unit too much before.
    return due > gone ? due - gone : 0n
  }
  const netMinor = share(whole.netMinor, taken.netMinor)
  const vatMinor = share(whole.totalMinor - whole.netMinor, taken.totalMinor - taken.netMinor)
  return { netMinor, totalMinor: netMinor + vatMinor }
}

/** What the customer has paid beyond what was delivered: an advance when positive, a receivable when negative. */
export function positionOf(order: {
  paidMinor: bigint
  refundedMinor: bigint
  shippedMinor: bigint
  returnedMinor: bigint
}): bigint {
  return order.paidMinor - order.refundedMinor - order.shippedMinor + order.returnedMinor
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
