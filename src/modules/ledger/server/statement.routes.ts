import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { todayOf } from '../../../kernel/server/company-clock.ts'
import { query } from '../../../kernel/server/http/routes.ts'
import { amount, amountOf, bookOf, bookQuery } from './book-of.ts'
import { consolidatedSums } from './consolidation.ts'
import { type AccountSum, profitOf, type StatementSection, sectionsOf, sumsOver } from './statements.ts'

const line = z.object({
  accountId: z.uuid(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  amount,
  compared: amount.nullable(),
})
const section = z.object({
  section: z.string(),
  lines: z.array(line),
  total: amount,
  compared: amount.nullable(),
})
const figure = z.object({ value: amount, compared: amount.nullable() })

/** `true`: every currency's book in the base currency, at the newest rates noted up to the last day. */
const consolidated = z.enum(['true', 'false']).optional()

const assetSections = ['current-assets', 'inventories', 'non-current-assets']
const liabilitySections = ['current-liabilities', 'non-current-liabilities']

export function statementRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/books',
    summary: 'The books of the company, one for each currency',
    permission: 'ledger.read',
    response: z.object({
      items: z.array(
        z.object({ currency: z.string(), isBase: z.boolean(), seq: z.string(), summedSeq: z.string() }),
      ),
    }),
    run: async (db, { principal }) => ({
      items: await db.rows(
        'ledger.books_of',
        `select h.currency, h.is_base, h.seq, s.seq as summed_seq
         from ledger.head h join ledger.summed s using (company_id, currency)
         where h.company_id = $1
         order by h.is_base desc, h.currency`,
        [principal.companyId],
      ),
    }),
  })

  query(app, {
    url: '/trial-balance',
    summary: 'Trial balance: debits and credits of every account over a span of business dates',
    permission: 'ledger.read',
    query: bookQuery.extend({ from: z.iso.date().optional(), to: z.iso.date().optional() }),
    response: z.object({
      currency: z.string(),
      from: z.iso.date().nullable(),
      to: z.iso.date(),
      items: z.array(
        z.object({
          accountId: z.uuid(),
          code: z.string(),
          name: z.string(),
          nameEn: z.string(),
          kind: z.string(),
          debit: amount,
          credit: amount,
          debitBalance: amount.nullable(),
          creditBalance: amount.nullable(),
        }),
      ),
      totals: z.object({ debit: amount, credit: amount, debitBalance: amount, creditBalance: amount }),
    }),
    async run(db, { query: asked, principal }) {
      const book = await bookOf(db, principal, asked.currency)
      const to = asked.to ?? (await todayOf(db, principal.companyId))
      const sums = (await sumsOver(db, book, { from: asked.from, to })).filter(
        (account) => account.debitMinor !== 0n || account.creditMinor !== 0n,
      )
      const money = (minor: bigint) => amountOf(minor, book.currency)
      const balanceOf = (account: AccountSum) => account.debitMinor - account.creditMinor
      const total = (of: (account: AccountSum) => bigint) =>
        money(sums.reduce((sum, account) => sum + (of(account) > 0n ? of(account) : 0n), 0n))
      return {
        currency: book.currency,
        from: asked.from ?? null,
        to,
        items: sums.map((account) => ({
          accountId: account.id,
          code: account.code,
          name: account.name,
          nameEn: account.nameEn,
          kind: account.kind,
          debit: money(account.debitMinor),
          credit: money(account.creditMinor),
          debitBalance: balanceOf(account) > 0n ? money(balanceOf(account)) : null,
          creditBalance: balanceOf(account) < 0n ? money(-balanceOf(account)) : null,
        })),
        totals: {
          debit: total((account) => account.debitMinor),
          credit: total((account) => account.creditMinor),
          debitBalance: total(balanceOf),
          creditBalance: total((account) => -balanceOf(account)),
        },
      }
    },
  })

  query(app, {
    url: '/balance-sheet',
    summary: 'Balance sheet at a business date, compared with another date',
    permission: 'ledger.read',
    query: bookQuery.extend({
      on: z.iso.date().optional(),
      comparedOn: z.iso.date().optional(),
      consolidated,
    }),
    response: z.object({
      currency: z.string(),
      on: z.iso.date(),
      comparedOn: z.iso.date().nullable(),
      assets: z.array(section),
      liabilities: z.array(section),
      equity: z.array(section),
      earlierProfit: figure,
      profit: figure,
      translationDifference: figure,
      totals: z.object({ assets: figure, liabilities: figure, equity: figure, liabilitiesAndEquity: figure }),
    }),
    async run(db, { query: asked, principal }) {
      const book = await bookOf(db, principal, asked.consolidated === 'true' ? undefined : asked.currency)
      const sumsIn = asked.consolidated === 'true' ? consolidatedSums : sumsOver
      const on = asked.on ?? (await todayOf(db, principal.companyId))
      const at = await positionAt(on)
      const before = asked.comparedOn === undefined ? undefined : await positionAt(asked.comparedOn)
      const assets = sectionsOf(assetSections, at.all, before?.all)
      const liabilities = sectionsOf(liabilitySections, at.all, before?.all)
      const equity = sectionsOf(['equity'], at.all, before?.all)
      const shown = (value: bigint, compared: bigint | undefined) => figureOf(value, compared, book.currency)
      const sum = (sections: readonly StatementSection[]) => ({
        value: sections.reduce((total, part) => total + part.totalMinor, 0n),
        compared: before && sections.reduce((total, part) => total + (part.comparedMinor ?? 0n), 0n),
      })
      const totalAssets = sum(assets)
      const totalLiabilities = sum(liabilities)
      const entered = sum(equity)
      const totalEquity = {
        value: totalAssets.value - totalLiabilities.value,
        compared: before && (totalAssets.compared ?? 0n) - (totalLiabilities.compared ?? 0n),
      }
      // Zero in one book, whose legs balance; between translated books it is what rates have moved.
      const difference = {
        value: totalEquity.value - entered.value - at.earlierProfit - at.profit,
        compared:
          before &&
          (totalEquity.compared ?? 0n) - (entered.compared ?? 0n) - before.earlierProfit - before.profit,
      }
      return {
        currency: book.currency,
        on,
        comparedOn: asked.comparedOn ?? null,
        assets: assets.map((part) => presented(part, book.currency)),
        liabilities: liabilities.map((part) => presented(part, book.currency)),
        equity: equity.map((part) => presented(part, book.currency)),
        earlierProfit: shown(at.earlierProfit, before?.earlierProfit),
        profit: shown(at.profit, before?.profit),
        translationDifference: shown(difference.value, difference.compared),
        totals: {
          assets: shown(totalAssets.value, totalAssets.compared),
          liabilities: shown(totalLiabilities.value, totalLiabilities.compared),
          equity: shown(totalEquity.value, totalEquity.compared),
          liabilitiesAndEquity: shown(
            totalLiabilities.value + totalEquity.value,
            before && (totalLiabilities.compared ?? 0n) + (totalEquity.compared ?? 0n),
          ),
        },
      }

      /** Profit is not closed into equity by entries: it is told apart here, this year's from that of the years before. */
      async function positionAt(date: string) {
        const all = await sumsIn(db, book, { to: date })
        const thisYear = await sumsIn(db, book, { from: `${date.slice(0, 4)}-01-01`, to: date })
        const profit = profitOf(thisYear)
        return { all, profit, earlierProfit: profitOf(all) - profit }
      }
    },
  })

  query(app, {
    url: '/income-statement',
    summary: 'Income statement over a span of business dates, compared with another span',
    permission: 'ledger.read',
    query: bookQuery.extend({
      from: z.iso.date(),
      to: z.iso.date(),
      comparedFrom: z.iso.date().optional(),
      comparedTo: z.iso.date().optional(),
      consolidated,
    }),
    response: z.object({
      currency: z.string(),
      from: z.iso.date(),
      to: z.iso.date(),
      comparedFrom: z.iso.date().nullable(),
      comparedTo: z.iso.date().nullable(),
      sections: z.array(section),
      totals: z.object({
        grossProfit: figure,
        operatingProfit: figure,
        profitBeforeTax: figure,
        profit: figure,
      }),
    }),
    async run(db, { query: asked, principal }) {
      const book = await bookOf(db, principal, asked.consolidated === 'true' ? undefined : asked.currency)
      const sumsIn = asked.consolidated === 'true' ? consolidatedSums : sumsOver
      const sums = await sumsIn(db, book, { from: asked.from, to: asked.to })
      const compared =
        asked.comparedFrom !== undefined && asked.comparedTo !== undefined
          ? await sumsIn(db, book, { from: asked.comparedFrom, to: asked.comparedTo })
          : undefined
      const sections = sectionsOf(incomeSections, sums, compared)
      const [sales, cost, selling, gains, losses, tax] = sections
      const step = (signed: readonly Step[]) =>
        figureOf(
          signed.reduce((total, [part, sign]) => total + sign * (part?.totalMinor ?? 0n), 0n),
          compared && signed.reduce((total, [part, sign]) => total + sign * (part?.comparedMinor ?? 0n), 0n),
          book.currency,
        )
      const gross: Step[] = [
        [sales, 1n],
        [cost, -1n],
      ]
      const operating: Step[] = [...gross, [selling, -1n]]
      const beforeTax: Step[] = [...operating, [gains, 1n], [losses, -1n]]
      return {
        currency: book.currency,
        from: asked.from,
        to: asked.to,
        comparedFrom: compared ? asked.comparedFrom : null,
        comparedTo: compared ? asked.comparedTo : null,
        sections: sections.map((part) => presented(part, book.currency)),
        totals: {
          grossProfit: step(gross),
          operatingProfit: step(operating),
          profitBeforeTax: step(beforeTax),
          profit: step([...beforeTax, [tax, -1n]]),
        },
      }
    },
  })
}

/** A section and whether it adds or takes away. */
type Step = readonly [StatementSection | undefined, 1n | -1n]

const incomeSections = [
  'sales',
  'cost-of-sales',
  'selling-and-administrative',
  'other-income',
  'other-expense',
  'income-tax',
]

function presented(part: StatementSection, currency: string) {
  return {
    section: part.section,
    total: amountOf(part.totalMinor, currency),
    compared: part.comparedMinor === null ? null : amountOf(part.comparedMinor, currency),
    lines: part.lines.map(({ amountMinor, comparedMinor, ...account }) => ({
      ...account,
      amount: amountOf(amountMinor, currency),
      compared: comparedMinor === null ? null : amountOf(comparedMinor, currency),
    })),
  }
}

function figureOf(value: bigint, compared: bigint | undefined, currency: string) {
  return {
    value: amountOf(value, currency),
    compared: compared === undefined ? null : amountOf(compared, currency),
  }
}
