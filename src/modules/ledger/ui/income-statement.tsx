import type { ReactNode } from 'react'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import type { Figure, StatementSection } from './ledger.api.ts'
import { FigureRow, SectionRows, StatementTable } from './statement-table.tsx'
import { StatementTools, useStatementUrl } from './statement-tools.tsx'
import { useT } from './text.ts'

interface Income {
  comparedFrom: string | null
  sections: StatementSection[]
  totals: Record<'grossProfit' | 'operatingProfit' | 'profitBeforeTax' | 'profit', Figure>
}

/** Which profit stands under which section. */
const profitAfter = {
  'cost-of-sales': 'grossProfit',
  'selling-and-administrative': 'operatingProfit',
  'other-expense': 'profitBeforeTax',
} as const

export default function IncomeStatement(): ReactNode {
  const t = useT()
  const { span, compared, book } = useStatementUrl()
  const query = useEndpoint<Income>(
    '/api/v1/ledger/income-statement',
    {
      ...span,
      ...(compared ? { comparedFrom: compared.from, comparedTo: compared.to } : {}),
      ...book,
    },
    { keep: true },
  )
  const ledgerQuery = `from=${span.from}&to=${span.to}`
  return (
    <Page title={t('income.title')} tools={<StatementTools />}>
      <Await query={query}>
        {(income) =>
          income.sections.every((part) => part.lines.length === 0) ? (
            <Empty title={t('statement.empty')} />
          ) : (
            <Section flush>
              <StatementTable caption={t('income.title')} compared={income.comparedFrom !== null}>
                {income.sections.map((part) => {
                  const profit = profitAfter[part.section as keyof typeof profitAfter]
                  return (
                    <Part key={part.section}>
                      <SectionRows part={part} ledgerQuery={ledgerQuery} />
                      {profit ? (
                        <FigureRow label={t(`income.${profit}`)} figure={income.totals[profit]} />
                      ) : null}
                    </Part>
                  )
                })}
                <FigureRow label={t('income.profit')} figure={income.totals.profit} grand />
              </StatementTable>
            </Section>
          )
        }
      </Await>
    </Page>
  )
}

function Part({ children }: { children: ReactNode }): ReactNode {
  return children
}
