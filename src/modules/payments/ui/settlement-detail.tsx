import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { DateText, MoneyText } from '../../../kernel/ui/values.tsx'
import { type Settlement, settlementsPath } from './payments.api.ts'
import { useT } from './text.ts'

export default function SettlementDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const query = useRecord<Settlement>(settlementsPath, params.id ?? '')
  return (
    <RecordPage<Settlement>
      entity="settlement"
      base={settlementsPath}
      query={query}
      back="/payments/settlements"
      title={(payout) => payout.number}
      subtitle={(payout) => t.loose(`providerName.${payout.provider}`)}
      facts={(payout) => [
        { label: t('payments.settlement.settledOn'), value: <DateText on={payout.settledOn} /> },
        { label: t('payments.settlement.items'), value: payout.itemCount },
        { label: t('payments.settlement.gross'), value: <MoneyText value={payout.gross} /> },
        { label: t('payments.settlement.fee'), value: <MoneyText value={payout.fee} /> },
        { label: t('payments.settlement.feeVat'), value: <MoneyText value={payout.feeVat} /> },
        { label: t('payments.settlement.net'), value: <MoneyText value={payout.net} /> },
      ]}
      actionLabel={(name) => t.loose(`action.${name}`)}
      related={(payout) => [
        {
          title: t('payments.payment.entries'),
          items: [{ title: t('payments.payment.entries'), path: `/ledger/journal?refId=${payout.id}` }],
        },
      ]}
    >
      {(payout) => (
        <Section title={t('payments.settlement.list')} flush>
          <PlainTable
            caption={t('payments.settlement.list')}
            rows={payout.items}
            rowKey={(item, index) => `${item.paymentId}/${index}`}
            columns={[
              {
                key: 'number',
                label: t('payments.payment.number'),
                render: (item) => <Link to={`/payments/${item.paymentId}`}>{item.number}</Link>,
              },
              {
                key: 'orderNumber',
                label: t('payments.payment.order'),
                render: (item) => (
                  <Link to={`/orders/${item.orderId}`}>
                    {item.orderNumber ?? t('payments.payment.order')}
                  </Link>
                ),
              },
              {
                key: 'kind',
                label: t('payments.settlement.kind'),
                value: (item) => t(`itemKind.${item.kind}`),
              },
              { key: 'businessDate', label: t('payments.payment.businessDate'), kind: 'date' },
              { key: 'amount', label: t('payments.attempt.amount'), kind: 'money' },
            ]}
          />
        </Section>
      )}
    </RecordPage>
  )
}
