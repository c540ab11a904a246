import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { DateText, StateBadge, When } from '../../../kernel/ui/values.tsx'
import { type PeriodRow, periodsPath, type TransferRow, transfersPath } from './ledger.api.ts'
import { useT } from './text.ts'
import { useRuleNames } from './use-rule-names.ts'

export default function PeriodDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const query = useRecord<PeriodRow>(periodsPath, params.id ?? '')
  return (
    <RecordPage<PeriodRow>
      entity="period"
      base={periodsPath}
      query={query}
      back="/ledger/periods"
      title={(period) => period.code}
      state={(period) => (
        <StateBadge
          tone={period.state === 'open' ? 'waiting' : 'good'}
          label={t(`periodState.${period.state}`)}
        />
      )}
      facts={(period) => [
        { label: t('ledger.period.startsOn'), value: <DateText on={period.startsOn} /> },
        { label: t('ledger.period.endsOn'), value: <DateText on={period.endsOn} /> },
        { label: t('ledger.period.closedAt'), value: period.closedAt ? <When at={period.closedAt} /> : '–' },
        { label: t('ledger.period.closedBy'), value: period.closedBy ?? '–' },
      ]}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{
        reopen: [{ name: 'reason', label: t('input.reason'), kind: 'text', required: true, wide: true }],
      }}
    >
      {(period) => <Entries period={period} />}
    </RecordPage>
  )
}

function Entries({ period }: { period: PeriodRow }): ReactNode {
  const t = useT()
  const ruleName = useRuleNames()
  return (
    <EntityList<TransferRow>
      bare
      entity="transfer"
      base={transfersPath}
      title={t('ledger.transfer.plural')}
      columnsKey="period.transfers"
      defaultSort="-seq"
      permanent={{ 'filter[businessDate][gte]': period.startsOn, 'filter[businessDate][lte]': period.endsOn }}
      open={(row) => `/ledger/journal/${row.id}`}
      columns={[
        { key: 'seq', label: t('ledger.transfer.seq'), kind: 'number', width: 90 },
        { key: 'businessDate', label: t('ledger.transfer.businessDate'), kind: 'date', sortable: false },
        {
          key: 'rule',
          label: t('ledger.transfer.rule'),
          sortable: false,
          value: (row) => ruleName(row.rule),
        },
        { key: 'amount', label: t('ledger.transfer.amount'), kind: 'money', sortable: false, total: true },
        { key: 'memo', label: t('ledger.transfer.memo'), sortable: false },
      ]}
    />
  )
}
