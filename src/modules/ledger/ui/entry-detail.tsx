import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { today } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link, RecordLink } from '../../../kernel/ui/link.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { useErrorText, useLocale } from '../../../kernel/ui/text.ts'
import { DateText, MoneyText, StateBadge, When } from '../../../kernel/ui/values.tsx'
import { type Transfer, transfersPath } from './ledger.api.ts'
import { type LedgerT, useT } from './text.ts'
import { useRuleNames } from './use-rule-names.ts'

export default function EntryDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const errorText = useErrorText()
  const ruleName = useRuleNames()
  const query = useRecord<Transfer>(transfersPath, params.id ?? '')
  return (
    <RecordPage<Transfer>
      entity="transfer"
      base={transfersPath}
      query={query}
      back="/ledger/journal"
      title={(entry) => t('ledger.transfer.title', { seq: entry.seq })}
      subtitle={(entry) => entry.memo}
      state={(entry) => (
        <StateBadge
          tone={entry.status === 'posted' ? 'good' : 'stopped'}
          label={`${t.loose(`transferKind.${entry.kind}`)} · ${t(`transferStatus.${entry.status}`)}`}
        />
      )}
      facts={(entry) => [
        { label: t('ledger.transfer.businessDate'), value: <DateText on={entry.businessDate} /> },
        { label: t('ledger.transfer.postedAt'), value: <When at={entry.postedAt} /> },
        { label: t('ledger.transfer.rule'), value: ruleName(entry.rule) },
        {
          label: t('ledger.transfer.ref'),
          value: (
            <RecordLink entity={entry.refEntity} id={entry.refId}>
              {t.loose(`ref.${entry.refEntity}`)}
            </RecordLink>
          ),
        },
        ...(entry.code
          ? [{ label: t('ledger.transfer.code'), value: errorText(entry.code), wide: true }]
          : []),
      ]}
      related={(entry) => related(entry, t)}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{
        reverse: [
          {
            name: 'businessDate',
            label: t('ledger.transfer.businessDate'),
            kind: 'date',
            required: true,
            placeholder: today(),
          },
          { name: 'reason', label: t('input.reason'), kind: 'text', required: true, wide: true },
        ],
      }}
    >
      {(entry) => <Legs entry={entry} />}
    </RecordPage>
  )
}

function Legs({ entry }: { entry: Transfer }): ReactNode {
  const t = useT()
  const locale = useLocale()
  return (
    <Section title={t('ledger.transfer.legs')} flush>
      <PlainTable
        caption={t('ledger.transfer.legs')}
        rows={entry.legs}
        columns={[
          { key: 'code', label: t('ledger.account.code'), width: 90 },
          {
            key: 'name',
            label: t('statement.account'),
            render: (leg) => (
              <Link to={`/ledger/accounts/${leg.accountId}`}>{locale === 'ko' ? leg.name : leg.nameEn}</Link>
            ),
          },
          { key: 'debit', label: t('ledger.transfer.debit'), kind: 'money' },
          { key: 'credit', label: t('ledger.transfer.credit'), kind: 'money' },
        ]}
        footer={
          <tr>
            <th colSpan={2} scope="row">
              {t('ledger.transfer.total')}
            </th>
            <td data-number>
              <MoneyText value={entry.amount} />
            </td>
            <td data-number>
              <MoneyText value={entry.amount} />
            </td>
          </tr>
        }
      />
    </Section>
  )
}

function related(entry: Transfer, t: LedgerT) {
  const one = (title: string, id: string | null) =>
    id === null
      ? []
      : [{ title, items: [{ title: t('ledger.transfer.singular'), path: `/ledger/journal/${id}` }] }]
  return [
    ...one(t('ledger.transfer.pendingOf'), entry.pendingId),
    ...one(t('ledger.transfer.resolvedBy'), entry.resolvedById),
    ...one(t('ledger.transfer.reversedBy'), entry.reversedById),
    ...one(t('ledger.transfer.reversalOf'), entry.reversalOfId),
  ]
}
