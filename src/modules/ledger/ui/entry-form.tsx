import type { ReactNode } from 'react'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { LinesInput } from '../../../kernel/ui/form/lines-input.tsx'
import { today } from '../../../kernel/ui/format.ts'
import { useMe } from '../../../kernel/ui/me.ts'
import { Page } from '../../../kernel/ui/page.tsx'
import { useList } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { type Money, MoneyText } from '../../../kernel/ui/values.tsx'
import { type AccountRow, accountsPath, transfersPath } from './ledger.api.ts'
import { useT } from './text.ts'

interface Line {
  account: string | null
  debit: Money | null
  credit: Money | null
}

interface Entry {
  businessDate: string
  memo: string
  lines: Line[]
}

const newLine = (): Line => ({ account: null, debit: null, credit: null })

export default function EntryForm(): ReactNode {
  const t = useT()
  const locale = useLocale()
  const { company } = useMe()
  const accounts =
    useList<AccountRow>(accountsPath, { limit: 200, 'filter[currency]': company.currency }).data?.items ?? []
  return (
    <Page title={t('ledger.transfer.create')} back="/ledger/journal">
      <EntityForm<Entry, { id: string; seq: string }>
        name="ledger.entry"
        initial={{ businessDate: today(), memo: '', lines: [newLine(), newLine()] }}
        fields={[
          { name: 'businessDate', label: t('ledger.transfer.businessDate'), kind: 'date', required: true },
          {
            name: 'memo',
            label: t('ledger.transfer.memo'),
            kind: 'text',
            required: true,
            wide: true,
            maxLength: 500,
          },
        ]}
        submit={(values, key) =>
          request('POST', transfersPath, {
            idempotencyKey: key,
            body: {
              businessDate: values.businessDate,
              memo: values.memo,
              currency: company.currency,
              legs: values.lines
                .filter((line) => line.account !== null)
                .map((line) => ({ account: line.account, amountMinor: String(netOf(line)) })),
            },
          })
        }
        submitLabel={t('ledger.transfer.create')}
        done={(answer) => ({
          path: `/ledger/journal/${answer.id}`,
          said: t('ledger.transfer.created', { seq: answer.seq }),
        })}
      >
        {(form) => (
          <LinesInput<Entry, Line>
            form={form}
            name="lines"
            title={t('ledger.transfer.legs')}
            newLine={newLine}
            columns={[
              {
                name: 'account',
                label: t('statement.account'),
                kind: 'choice',
                width: 280,
                options: accounts
                  .filter((account) => account.active)
                  .map((account) => ({
                    value: account.code,
                    label: `${account.code} ${locale === 'ko' ? account.name : account.nameEn}`,
                  })),
              },
              { name: 'debit', label: t('ledger.transfer.debit'), kind: 'money', currency: company.currency },
              {
                name: 'credit',
                label: t('ledger.transfer.credit'),
                kind: 'money',
                currency: company.currency,
              },
            ]}
            footer={
              <Sums lines={(form.get('lines') as Line[] | undefined) ?? []} currency={company.currency} />
            }
          />
        )}
      </EntityForm>
    </Page>
  )
}

/** Both sums side by side, and what is missing between them. */
function Sums({ lines, currency }: { lines: readonly Line[]; currency: string }): ReactNode {
  const t = useT()
  const sum = (side: 'debit' | 'credit') =>
    lines.reduce((total, line) => total + BigInt(line[side]?.amount ?? '0'), 0n)
  const money = (minor: bigint) => ({ amount: String(minor), currency })
  const difference = sum('debit') - sum('credit')
  return (
    <tr>
      <td />
      <td>
        <b>{t('ledger.transfer.total')}</b>
      </td>
      <td data-number>
        <MoneyText value={money(sum('debit'))} />
      </td>
      <td data-number>
        <MoneyText value={money(sum('credit'))} />
      </td>
      <td colSpan={2} role="status">
        {difference === 0n ? null : (
          <>
            {t('ledger.transfer.difference')} <MoneyText value={money(difference)} signed />
          </>
        )}
      </td>
    </tr>
  )
}

function netOf(line: Line): bigint {
  return BigInt(line.debit?.amount ?? '0') - BigInt(line.credit?.amount ?? '0')
}
