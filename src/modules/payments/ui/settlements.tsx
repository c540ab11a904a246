import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { type SettlementRow, settlementsPath } from './payments.api.ts'
import { useT } from './text.ts'

export default function Settlements(): ReactNode {
  const t = useT()
  const mayTake = useMay('payment.manage-provider')
  return (
    <EntityList<SettlementRow>
      entity="settlement"
      base={settlementsPath}
      title={t('payments.settlement.plural')}
      defaultSort="-settledOn"
      open={(row) => `/payments/settlements/${row.id}`}
      tools={mayTake ? <TakeIn /> : null}
      columns={[
        { key: 'number', label: t('payments.settlement.number'), width: 150, sortable: false },
        { key: 'settledOn', label: t('payments.settlement.settledOn'), kind: 'date' },
        {
          key: 'provider',
          label: t('payments.settlement.provider'),
          sortable: false,
          value: (row) => t.loose(`providerName.${row.provider}`),
        },
        { key: 'itemCount', label: t('payments.settlement.items'), kind: 'number', sortable: false },
        { key: 'gross', label: t('payments.settlement.gross'), kind: 'money', sortable: false, total: true },
        { key: 'fee', label: t('payments.settlement.fee'), kind: 'money', sortable: false, total: true },
        {
          key: 'feeVat',
          label: t('payments.settlement.feeVat'),
          kind: 'money',
          sortable: false,
          total: true,
        },
        { key: 'net', label: t('payments.settlement.net'), kind: 'money', sortable: false, total: true },
      ]}
      filters={[{ field: 'settledOn', label: t('payments.settlement.settledOn'), kind: 'date' }]}
      empty={{ title: t('payments.settlement.empty.title'), text: t('payments.settlement.empty.text') }}
    />
  )
}

function TakeIn(): ReactNode {
  const t = useT()
  const run = useCommand(
    (_input: undefined, key) =>
      api.post<{ settlementIds: string[] }>(settlementsPath, {}, { idempotencyKey: key }),
    {
      invalidates: [settlementsPath],
      said: (answer) => t('payments.settlement.taken', { n: answer.settlementIds.length }),
    },
  )
  return (
    <Button size="xs" variant="default" loading={run.isPending} onClick={() => run.mutate(undefined)}>
      {t('payments.settlement.take')}
    </Button>
  )
}
