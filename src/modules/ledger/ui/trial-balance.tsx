import type { ReactNode } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { type Money, MoneyText } from '../../../kernel/ui/values.tsx'
import { StatementTools, useStatementUrl } from './statement-tools.tsx'
import { useT } from './text.ts'

interface Trial {
  items: {
    accountId: string
    code: string
    name: string
    nameEn: string
    debit: Money
    credit: Money
    debitBalance: Money | null
    creditBalance: Money | null
  }[]
  totals: Record<'debit' | 'credit' | 'debitBalance' | 'creditBalance', Money>
}

/** Debits and credits of every account: the four sums must meet in pairs. */
export default function TrialBalance(): ReactNode {
  const t = useT()
  const locale = useLocale()
  const { span, currency } = useStatementUrl('none')
  const query = useEndpoint<Trial>(
    '/api/v1/ledger/trial-balance',
    { ...span, ...(currency ? { currency } : {}) },
    { keep: true },
  )
  return (
    <Page
      title={t('trial.title')}
      tools={<StatementTools comparable={false} consolidable={false} initial="none" />}
    >
      <Await query={query}>
        {(trial) =>
          trial.items.length === 0 ? (
            <Empty title={t('statement.empty')} />
          ) : (
            <Section flush>
              <PlainTable
                caption={t('trial.title')}
                rows={trial.items}
                rowKey={(row) => row.accountId}
                columns={[
                  { key: 'debitBalance', label: t('trial.debitBalance'), kind: 'money' },
                  { key: 'debit', label: t('trial.debit'), kind: 'money' },
                  {
                    key: 'name',
                    label: t('statement.account'),
                    render: (row) => (
                      <Link to={`/ledger/accounts/${row.accountId}?from=${span.from}&to=${span.to}`}>
                        {row.code} {locale === 'ko' ? row.name : row.nameEn}
                      </Link>
                    ),
                  },
                  { key: 'credit', label: t('trial.credit'), kind: 'money' },
                  { key: 'creditBalance', label: t('trial.creditBalance'), kind: 'money' },
                ]}
                footer={
                  <tr>
                    {(['debitBalance', 'debit'] as const).map((key) => (
                      <td key={key} data-number>
                        <MoneyText value={trial.totals[key]} />
                      </td>
                    ))}
                    <th scope="row">{t('statement.total')}</th>
                    {(['credit', 'creditBalance'] as const).map((key) => (
                      <td key={key} data-number>
                        <MoneyText value={trial.totals[key]} />
                      </td>
                    ))}
                  </tr>
                }
              />
            </Section>
          )
        }
      </Await>
    </Page>
  )
}
