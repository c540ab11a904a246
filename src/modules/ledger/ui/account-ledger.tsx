import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { today } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link, RecordLink, useUrl } from '../../../kernel/ui/link.tsx'
import { Await, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint, useRecord } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { type Money, MoneyText, StateBadge } from '../../../kernel/ui/values.tsx'
import { type Account, accountsPath } from './ledger.api.ts'
import classes from './ledger.module.css'
import { monthOf } from './spans.ts'
import { useT } from './text.ts'
import { useRuleNames } from './use-rule-names.ts'

interface Posting {
  seq: string
  leg: number
  businessDate: string
  transferId: string
  rule: string
  refEntity: string
  refId: string
  memo: string | null
  debit: Money | null
  credit: Money | null
  balance: Money
}

interface PostingPage {
  opening: Money
  closing: Money
  items: Posting[]
  nextCursor: string | null
}

/** Every posting of an account over a span, with the balance it left. */
export default function AccountLedger({ params }: ScreenProps): ReactNode {
  const t = useT()
  const locale = useLocale()
  const id = params.id ?? ''
  const [url, set] = useUrl()
  const to = url.to ?? today()
  const span = { from: url.from ?? monthOf(to).from, to }
  const account = useRecord<Account>(accountsPath, id)
  const date = (name: 'from' | 'to', label: string) => (
    <TextInput
      size="xs"
      type="date"
      max="9999-12-31"
      label={label}
      value={span[name]}
      onChange={(event) => event.currentTarget.value && set({ [name]: event.currentTarget.value })}
    />
  )
  return (
    <Await query={account}>
      {(found) => (
        <Page
          title={`${found.code} ${locale === 'ko' ? found.name : found.nameEn}`}
          subtitle={`${t.loose(`kind.${found.kind}`)} · ${t.loose(`section.${found.section}`)}`}
          badge={found.active ? undefined : <StateBadge tone="stopped" label={t('ledger.account.active')} />}
          back="/ledger/accounts"
          tools={
            <div className={classes.tools}>
              {date('from', t('statement.from'))}
              {date('to', t('statement.to'))}
            </div>
          }
        >
          <Postings key={`${span.from}/${span.to}`} id={id} span={span} />
        </Page>
      )}
    </Await>
  )
}

function Postings({ id, span }: { id: string; span: { from: string; to: string } }): ReactNode {
  const t = useT()
  const ruleName = useRuleNames()
  const path = `${accountsPath}/${id}/postings`
  const query = useEndpoint<PostingPage>(path, span)
  const [more, setMore] = useState<Posting[]>([])
  const [cursor, setCursor] = useState<string | null>()
  async function readOn(at: string): Promise<void> {
    const page = await api.get<PostingPage>(path, { ...span, cursor: at })
    setMore((earlier) => [...earlier, ...page.items])
    setCursor(page.nextCursor)
  }
  return (
    <Await query={query}>
      {(first) => {
        const rows = [...first.items, ...more]
        const next = cursor === undefined ? first.nextCursor : cursor
        return (
          <Section
            title={t('ledger.account.ledger')}
            flush
            actions={
              <span>
                {t('ledger.account.opening')} <MoneyText value={first.opening} /> ·{' '}
                {t('ledger.account.closing')} <MoneyText value={first.closing} />
              </span>
            }
          >
            {rows.length === 0 ? <p className={classes.none}>{t('ledger.account.noPostings')}</p> : null}
            {rows.length === 0 ? null : (
              <PlainTable
                caption={t('ledger.account.ledger')}
                rows={rows}
                rowKey={(row) => `${row.seq}/${row.leg}`}
                columns={[
                  { key: 'businessDate', label: t('ledger.transfer.businessDate'), kind: 'date' },
                  {
                    key: 'seq',
                    label: t('ledger.transfer.singular'),
                    render: (row) => <Link to={`/ledger/journal/${row.transferId}`}>{row.seq}</Link>,
                  },
                  { key: 'rule', label: t('ledger.transfer.rule'), value: (row) => ruleName(row.rule) },
                  {
                    key: 'refEntity',
                    label: t('ledger.transfer.ref'),
                    render: (row) => (
                      <RecordLink entity={row.refEntity} id={row.refId}>
                        {t.loose(`ref.${row.refEntity}`)}
                      </RecordLink>
                    ),
                  },
                  { key: 'memo', label: t('ledger.transfer.memo') },
                  { key: 'debit', label: t('ledger.transfer.debit'), kind: 'money' },
                  { key: 'credit', label: t('ledger.transfer.credit'), kind: 'money' },
                  { key: 'balance', label: t('ledger.account.running'), kind: 'money' },
                ]}
              />
            )}
            {next ? (
              <Button variant="subtle" onClick={() => void readOn(next)}>
                {t('ledger.account.more')}
              </Button>
            ) : null}
          </Section>
        )
      }}
    </Await>
  )
}
