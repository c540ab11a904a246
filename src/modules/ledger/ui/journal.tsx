import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, RecordLink } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { type TransferRow, transfersPath } from './ledger.api.ts'
import { useT } from './text.ts'
import { useRuleNames } from './use-rule-names.ts'

/** Every entry in the order it was posted. */
export default function Journal(): ReactNode {
  const t = useT()
  const ruleName = useRuleNames()
  return (
    <EntityList<TransferRow>
      entity="transfer"
      base={transfersPath}
      title={t('ledger.transfer.plural')}
      defaultSort="-seq"
      open={(row) => `/ledger/journal/${row.id}`}
      create={{ label: t('ledger.transfer.create'), path: '/ledger/journal/new', permission: 'ledger.post' }}
      tools={
        <Button component={Link} to="/ledger/rules" variant="default" size="xs">
          {t('rules.title')}
        </Button>
      }
      views={[
        { name: 'manual', label: t('view.manual'), query: { 'filter[rule]': 'manual' } },
        { name: 'reversals', label: t('view.reversals'), query: { 'filter[rule]': 'reversal' } },
        { name: 'refused', label: t('view.refused'), query: { 'filter[status]': 'refused' } },
      ]}
      columns={[
        { key: 'seq', label: t('ledger.transfer.seq'), kind: 'number', width: 90 },
        {
          key: 'businessDate',
          label: t('ledger.transfer.businessDate'),
          kind: 'date',
          width: 110,
          sortable: false,
        },
        {
          key: 'rule',
          label: t('ledger.transfer.rule'),
          width: 150,
          sortable: false,
          value: (row) => ruleName(row.rule),
        },
        { key: 'amount', label: t('ledger.transfer.amount'), kind: 'money', total: true, sortable: false },
        {
          key: 'refEntity',
          label: t('ledger.transfer.ref'),
          width: 120,
          sortable: false,
          render: (row) => (
            <RecordLink entity={row.refEntity} id={row.refId}>
              {t.loose(`ref.${row.refEntity}`)}
            </RecordLink>
          ),
        },
        { key: 'memo', label: t('ledger.transfer.memo'), width: 240, sortable: false },
        {
          key: 'status',
          label: t('ledger.transfer.status'),
          kind: 'state',
          sortable: false,
          state: (row) => ({
            tone: row.status === 'posted' ? 'good' : 'stopped',
            label: t(`transferStatus.${row.status}`),
          }),
        },
        { key: 'postedAt', label: t('ledger.transfer.postedAt'), kind: 'instant', sortable: false },
      ]}
      filters={[
        { field: 'businessDate', label: t('ledger.transfer.businessDate'), kind: 'date' },
        { field: 'rule', label: t('ledger.transfer.rule'), kind: 'choice', options: ruleName.options },
        { field: 'amount', label: t('ledger.transfer.amount'), kind: 'money' },
        { field: 'currency', label: t('ledger.transfer.currency'), kind: 'text' },
        { field: 'refId', label: t('ledger.transfer.ref'), kind: 'text' },
      ]}
      empty={{ title: t('ledger.transfer.empty.title'), text: t('ledger.transfer.empty.text') }}
    />
  )
}
