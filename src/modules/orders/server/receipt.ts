import { type Locale, text } from '../../../kernel/server/catalogue.ts'
import { type Content, code128, pdfOf, points } from '../../../kernel/server/pdf.ts'
import { dateInZone, timeInZone } from '../../../kernel/shared/calendar.ts'
import { formatDecimal, formatMoney, formatQuantity } from '../../../kernel/shared/format.ts'
import { toCurrency } from '../../../kernel/shared/money.ts'
import type { Order, OrderLineRow } from './order.tables.ts'

const widthMm = 80
const marginMm = 4
const innerWidth = points(widthMm - 2 * marginMm)

export interface Seller {
  name: string
  businessNumber: string | null
  representative: string
  address: string
  phone: string
}

interface Taken {
  method: string
  amountMinor: bigint
}

export interface ReceiptFacts {
  order: Order
  seller: Seller
  /** Money that was taken, by its method. */
  taken: readonly Taken[]
  locale: Locale
  timeZone: string
}

/**
 * A receipt for the 80 mm paper of a counter, as long as what stands on it. It says what the Korean slip must say (who
 * sold, when, what, taxable and exempt amounts, VAT) and does not name the customer.
 */
export async function receipt({ order, seller, taken, locale, timeZone }: ReceiptFacts): Promise<Buffer> {
  const say = (key: string, values: Record<string, unknown> = {}) =>
    text(locale, `saleReceipt.${key}`, values)
  const amount = (amountMinor: bigint) =>
    formatMoney({ amountMinor, currency: toCurrency(order.currency) }, locale, 'none')
  const refunded: [string, string][] =
    order.refundedMinor > 0n ? [[say('refunded'), amount(-order.refundedMinor)]] : []
  return pdfOf({
    pageSize: { width: points(widthMm), height: 'auto' },
    pageMargins: points(marginMm),
    title: `${say('title')} ${order.number}`,
    createdAt: order.orderedAt,
    fontSize: 8.5,
    lineHeight: 1.2,
    content: [
      { text: seller.name, bold: true, fontSize: 13, alignment: 'center' },
      ...sellerLines(seller, say).map((line) => ({ text: line, alignment: 'center' })),
      rule(),
      pairs([
        [say('number'), order.number],
        [say('at'), `${dateInZone(order.orderedAt, timeZone)} ${timeInZone(order.orderedAt, timeZone)}`],
      ]),
      rule(),
      ...order.lines.map((line) => article(line, { amount, say })),
      rule(),
      pairs(sums(order, { amount, say })),
      {
        columns: [
          say('total'),
          { text: amount(order.totalMinor - order.cancelledMinor), alignment: 'right' },
        ],
        bold: true,
        fontSize: 13,
        margin: [0, 4, 0, 0],
      },
      rule(),
      pairs([
        ...taken.map((money): [string, string] => [
          text(locale, `method.${money.method}`),
          amount(money.amountMinor),
        ]),
        ...refunded,
      ]),
      rule(),
      await code128(order.number, { heightMm: 8, width: innerWidth * 0.8, alignment: 'center' }),
      { text: say('thanks'), alignment: 'center', margin: [0, 6, 0, 0] },
    ],
  })
}

type Say = (key: string, values?: Record<string, unknown>) => string

interface Words {
  amount(amountMinor: bigint): string
  say: Say
}

function sellerLines(seller: Seller, say: Say): string[] {
  const number = seller.businessNumber
  return [
    number === null ? '' : say('businessNumber', { number }),
    seller.representative === '' ? '' : say('representative', { name: seller.representative }),
    seller.address,
    seller.phone,
  ].filter((line) => line !== '')
}

/** The name on a line of its own, for names are long and the paper is not; a star where no VAT is in the price. */
function article(line: OrderLineRow, { amount, say }: Words): Content {
  const name = line.kind === 'shipping' ? say('shipping') : (line.name ?? line.sku)
  const units = line.quantity - line.cancelledQuantity
  return {
    stack: [
      { text: line.taxClass === 'taxable' ? name : `${name} *` },
      {
        columns: [
          { text: `${formatDecimal(line.unitPrice)} × ${formatQuantity(units.toString())}`, width: '*' },
          { text: amount(line.totalMinor - line.cancelledMinor), alignment: 'right', width: 'auto' },
        ],
      },
    ],
    margin: [0, 1, 0, 1],
  }
}

function sums(order: Order, { amount, say }: Words): [string, string][] {
  let taxableMinor = 0n
  let exemptMinor = 0n
  let vatMinor = 0n
  for (const line of order.lines) {
    const netMinor = line.netMinor - line.cancelledNetMinor
    vatMinor += line.totalMinor - line.cancelledMinor - netMinor
    if (line.taxClass === 'taxable') taxableMinor += netMinor
    else exemptMinor += netMinor
  }
  return [
    ...(order.discountMinor > 0n
      ? [[say('discount'), amount(-order.discountMinor)] satisfies [string, string]]
      : []),
    [say('taxable'), amount(taxableMinor)],
    [say('vat'), amount(vatMinor)],
    ...(exemptMinor > 0n ? [[say('exempt'), amount(exemptMinor)] satisfies [string, string]] : []),
  ]
}

function pairs(rows: readonly (readonly [string, string])[]): Content {
  return rows.map(([name, value]) => ({ columns: [name, { text: value, alignment: 'right' }] }))
}

function rule(): Content {
  return {
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: innerWidth, y2: 0, lineWidth: 0.6, dash: { length: 2 } }],
    margin: [0, 4, 0, 4],
  }
}
