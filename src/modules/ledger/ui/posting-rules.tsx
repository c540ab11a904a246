import type { ReactNode } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Await, Page, Section } from '../../../kernel/ui/page.tsx'
import { useList } from '../../../kernel/ui/queries.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { MoneyText } from '../../../kernel/ui/values.tsx'
import { type AccountRow, accountsPath, type PostingRule } from './ledger.api.ts'
import classes from './ledger.module.css'
import { useT } from './text.ts'
import { usePostingRules } from './use-rule-names.ts'

/** Every rule by which the house posts, on one page that an auditor can read. */
export default function PostingRules(): ReactNode {
  const t = useT()
  const locale = useLocale()
  const accounts = useList<AccountRow>(accountsPath, { limit: 200 }).data?.items ?? []
  const nameOf = new Map(
    accounts.map((account) => [account.code, locale === 'ko' ? account.name : account.nameEn]),
  )
  return (
    <Page title={t('rules.title')} subtitle={t('rules.intro')} back="/ledger/journal">
      <Await query={usePostingRules()}>
        {({ items }) => items.map((rule) => <Rule key={rule.rule} rule={rule} nameOf={nameOf} />)}
      </Await>
    </Page>
  )
}

function Rule({ rule, nameOf }: { rule: PostingRule; nameOf: ReadonlyMap<string, string> }): ReactNode {
  const t = useT()
  const locale = useLocale()
  const money = (minor: bigint) => <MoneyText value={{ amount: String(minor), currency: 'KRW' }} />
  return (
    <Section title={rule.name[locale]}>
      <div className={classes.rule}>
        <div>
          <p>{rule.when[locale]}</p>
          <p className={classes.code}>{rule.rule}</p>
        </div>
        <div>
          <p>
            {t('rules.example')}: {rule.example[locale]}
          </p>
          <PlainTable
            caption={`${rule.name[locale]} · ${t('rules.example')}`}
            rows={rule.example.legs}
            rowKey={(leg) => leg.account}
            columns={[
              {
                key: 'account',
                label: t('statement.account'),
                value: (leg) => `${leg.account} ${nameOf.get(leg.account) ?? ''}`,
              },
              {
                key: 'debit',
                label: t('ledger.transfer.debit'),
                kind: 'money',
                render: (leg) => (BigInt(leg.amountMinor) > 0n ? money(BigInt(leg.amountMinor)) : null),
              },
              {
                key: 'credit',
                label: t('ledger.transfer.credit'),
                kind: 'money',
                render: (leg) => (BigInt(leg.amountMinor) < 0n ? money(-BigInt(leg.amountMinor)) : null),
              },
            ]}
          />
        </div>
      </div>
    </Section>
  )
}
