import type { ReactNode } from 'react'
import { Await, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import type { Figure, StatementSection } from './ledger.api.ts'
import classes from './ledger.module.css'
import { FigureRow, SectionRows, StatementTable } from './statement-table.tsx'
import { StatementTools, useStatementUrl } from './statement-tools.tsx'
import { useT } from './text.ts'

interface Sheet {
  comparedOn: string | null
  assets: StatementSection[]
  liabilities: StatementSection[]
  equity: StatementSection[]
  earlierProfit: Figure
  profit: Figure
  translationDifference: Figure
  totals: Record<'assets' | 'liabilities' | 'equity' | 'liabilitiesAndEquity', Figure>
}

export default function BalanceSheet(): ReactNode {
  const t = useT()
  const { span, compared, book } = useStatementUrl()
  const query = useEndpoint<Sheet>(
    '/api/v1/ledger/balance-sheet',
    { on: span.to, ...(compared ? { comparedOn: compared.to } : {}), ...book },
    { keep: true },
  )
  const ledgerQuery = `from=${span.to.slice(0, 4)}-01-01&to=${span.to}`
  return (
    <Page title={t('sheet.title')} tools={<StatementTools point />}>
      <Await query={query}>
        {(sheet) => (
          <div className={classes.sides}>
            <Section title={t('sheet.assets')} flush>
              <StatementTable caption={t('sheet.assets')} compared={sheet.comparedOn !== null}>
                {sheet.assets.map((part) => (
                  <SectionRows key={part.section} part={part} ledgerQuery={ledgerQuery} />
                ))}
                <FigureRow label={t('sheet.totalAssets')} figure={sheet.totals.assets} grand />
              </StatementTable>
            </Section>
            <Section title={`${t('sheet.liabilities')} · ${t('sheet.equity')}`} flush>
              <StatementTable caption={t('sheet.totalBoth')} compared={sheet.comparedOn !== null}>
                {sheet.liabilities.map((part) => (
                  <SectionRows key={part.section} part={part} ledgerQuery={ledgerQuery} />
                ))}
                <FigureRow label={t('sheet.totalLiabilities')} figure={sheet.totals.liabilities} />
                {sheet.equity.map((part) => (
                  <SectionRows key={part.section} part={part} ledgerQuery={ledgerQuery} />
                ))}
                <FigureRow label={t('sheet.earlierProfit')} figure={sheet.earlierProfit} />
                <FigureRow label={t('sheet.profit')} figure={sheet.profit} />
                {sheet.translationDifference.value.amount === '0' ? null : (
                  <FigureRow label={t('sheet.translationDifference')} figure={sheet.translationDifference} />
                )}
                <FigureRow label={t('sheet.totalEquity')} figure={sheet.totals.equity} />
                <FigureRow label={t('sheet.totalBoth')} figure={sheet.totals.liabilitiesAndEquity} grand />
              </StatementTable>
            </Section>
          </div>
        )}
      </Await>
    </Page>
  )
}
