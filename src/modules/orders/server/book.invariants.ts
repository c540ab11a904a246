import type { Db } from '../../../kernel/server/connection.ts'
import { awaitedAmounts } from '../../../kernel/server/invariants.ts'
import type { Invariant } from '../../../kernel/server/module.ts'
import { stockValues } from '../../inventory/api.ts'
import { ruledBalances } from '../../ledger/api.ts'
import { account } from '../../ledger/shared/accounts.ts'
import { takenByBook } from '../../payments/api.ts'
import { postStock } from './stock-posting.reaction.ts'

/** The books follow the orders: what a company holds for its customers and what they owe it, in each currency. */
export const bookInvariants: readonly Invariant[] = [
  {
    name: 'advances (선수금) less receivables (외상매출금) are what orders took less what they delivered',
    capability: 'CORE-10',
    find: booksFollowMoney,
  },
  {
    name: 'advances are the orders paid ahead, receivables the orders delivered ahead',
    capability: 'CORE-10',
    find: booksFollowPositions,
  },
  {
    name: 'sales, returns and their VAT in the books are what orders shipped and took back',
    capability: 'CORE-10',
    find: booksFollowSales,
  },
  {
    name: 'merchandise (상품) in the books is what the stock is worth',
    capability: 'CORE-10',
    find: booksFollowStock,
  },
]

interface BookSums {
  companyId: string
  currency: string
  orders: bigint
  /** Paid ahead and delivered ahead, both positive. */
  aheadMinor: bigint
  owedMinor: bigint
  paidMinor: bigint
  deliveredMinor: bigint
  soldNetMinor: bigint
  returnedNetMinor: bigint
  vatMinor: bigint
}

function booksOfOrders(db: Db): Promise<BookSums[]> {
  return db.rows<BookSums>(
    'orders.invariant_books',
    `with line as (
       select order_id, sum(shipped_net_minor) as sold_net, sum(returned_net_minor) as returned_net,
         sum(shipped_minor - shipped_net_minor - returned_minor + returned_net_minor) as vat
       from orders.order_line group by order_id
     )
     select o.company_id, o.currency, count(*) as orders,
       sum(greatest(p.position, 0))::bigint as ahead_minor, sum(greatest(-p.position, 0))::bigint as owed_minor,
       sum(o.paid_minor - o.refunded_minor)::bigint as paid_minor,
       sum(o.shipped_minor - o.returned_minor)::bigint as delivered_minor,
       sum(l.sold_net)::bigint as sold_net_minor, sum(l.returned_net)::bigint as returned_net_minor,
       sum(l.vat)::bigint as vat_minor
     from orders.sales_order o
     join line l on l.order_id = o.id
     cross join lateral (
       select o.paid_minor - o.refunded_minor - o.shipped_minor + o.returned_minor as position
     ) p
     group by o.company_id, o.currency`,
  )
}

/** What came back without an order of ours to match: its sale and its money stand in the books alone. */
function unmatchedReturns(db: Db): Promise<{ companyId: string; currency: string; netMinor: bigint }[]> {
  return db.rows(
    'orders.invariant_unmatched',
    `select n.company_id, n.currency, (-sum(l.total_minor))::bigint as net_minor
     from orders.credit_note n join orders.credit_note_line l on l.credit_note_id = n.id
     where n.kind = 'cancellation' and l.order_id is null
     group by n.company_id, n.currency`,
  )
}

/** True at every moment, for money is posted in the transaction that takes it. */
async function booksFollowMoney(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const [books, sums, taken] = [await readBooks(db), await booksOfOrders(db), await takenByBook(db)]
  const takenOf = new Map(taken.map((row) => [keyOf(row), row.takenMinor]))
  const deliveredOf = new Map(sums.map((row) => [keyOf(row), row.deliveredMinor]))
  return compare(sums, books, (key) => ({
    'advances less receivables': {
      books:
        -(books.get(key)?.[account.advanceReceived] ?? 0n) -
        (books.get(key)?.[account.tradeReceivable] ?? 0n),
      orders: (takenOf.get(key) ?? 0n) - (deliveredOf.get(key) ?? 0n),
    },
  }))
}

/** Orders follow late money by events, so this is looked at where every order has followed. */
async function booksFollowPositions(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const [books, sums, taken] = [await readBooks(db), await booksOfOrders(db), await takenByBook(db)]
  const takenOf = new Map(taken.map((row) => [keyOf(row), row.takenMinor]))
  const settled = sums.filter((row) => (takenOf.get(keyOf(row)) ?? 0n) === row.paidMinor)
  const sumOf = new Map(settled.map((row) => [keyOf(row), row]))
  return compare(settled, books, (key): Sides => {
    const sum = sumOf.get(key)
    if (!sum) return {}
    return {
      advances: { books: -(books.get(key)?.[account.advanceReceived] ?? 0n), orders: sum.aheadMinor },
      receivables: { books: books.get(key)?.[account.tradeReceivable] ?? 0n, orders: sum.owedMinor },
    }
  })
}

async function booksFollowSales(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const [books, sums, unmatched] = [await readBooks(db), await booksOfOrders(db), await unmatchedReturns(db)]
  const sumOf = new Map(sums.map((row) => [keyOf(row), row]))
  const unmatchedOf = new Map(unmatched.map((row) => [keyOf(row), row.netMinor]))
  return compare(sums, books, (key) => ({
    sales: {
      books: -((books.get(key)?.[account.sales] ?? 0n) + (books.get(key)?.[account.shippingIncome] ?? 0n)),
      orders: sumOf.get(key)?.soldNetMinor ?? 0n,
    },
    returns: {
      books: books.get(key)?.[account.salesReturns] ?? 0n,
      orders: (sumOf.get(key)?.returnedNetMinor ?? 0n) + (unmatchedOf.get(key) ?? 0n),
    },
    VAT: { books: -(books.get(key)?.[account.vatReceived] ?? 0n), orders: sumOf.get(key)?.vatMinor ?? 0n },
  }))
}

async function booksFollowStock(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const [books, values, waiting] = [
    await readBooks(db),
    await stockValues(db),
    // Receipts and counts reach the books by events.
    await awaitedAmounts(db, postStock, 'valueMinor'),
  ]
  const waitingOf = new Map(waiting.map((row) => [keyOf(row), row.amountMinor]))
  const worthOf = new Map(values.map((row) => [keyOf(row), row.valueMinor]))
  return compare(values, books, (key) => ({
    merchandise: {
      books: (books.get(key)?.[account.merchandise] ?? 0n) + (waitingOf.get(key) ?? 0n),
      orders: worthOf.get(key) ?? 0n,
    },
  }))
}

type Sides = Record<string, { books: bigint; orders: bigint }>

/** By company and currency, then by account. */
type Books = Map<string, Partial<Record<string, bigint>>>

const accounts = [
  account.advanceReceived,
  account.tradeReceivable,
  account.sales,
  account.shippingIncome,
  account.salesReturns,
  account.vatReceived,
  account.merchandise,
]

async function readBooks(db: Db): Promise<Books> {
  const books: Books = new Map()
  for (const row of await ruledBalances(db, accounts)) {
    const book = books.get(keyOf(row)) ?? {}
    book[row.code] = row.postedMinor
    books.set(keyOf(row), book)
  }
  return books
}

function compare(
  sums: readonly { companyId: string; currency: string; orders?: bigint }[],
  books: Books,
  sides: (key: string) => Sides,
): { checked: bigint; faults: string[] } {
  const keys = new Set([...sums.map(keyOf), ...books.keys()])
  const faults = [...keys].flatMap((key) =>
    Object.entries(sides(key))
      .filter(([, { books: inBooks, orders }]) => inBooks !== orders)
      .map(
        ([what, { books: inBooks, orders }]) =>
          `${what} of ${key}: the books hold ${inBooks}, the records ${orders}`,
      ),
  )
  const checked = sums.reduce((sum, { orders }) => sum + (orders ?? 1n), 0n)
  return { checked, faults }
}

function keyOf({ companyId, currency }: { companyId: string; currency: string }): string {
  return `${companyId}/${currency}`
}
