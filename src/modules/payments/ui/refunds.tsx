import type { ReactNode } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLive } from '../../../kernel/ui/use-live.tsx'
import { refundsPath, refundTone, type WaitingRefund } from './payments.api.ts'
import { RefundActions } from './refund-actions.tsx'
import { useT } from './text.ts'

/** Refunds that wait for a second person, or for the money to be sent. */
export default function Refunds(): ReactNode {
  const t = useT()
  useLive(['payment'])
  return (
    <Page title={t('payments.refund.waiting')} subtitle={t('payments.refund.waitingWhy')}>
      <Await query={useEndpoint<{ items: WaitingRefund[] }>(refundsPath)}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('payments.refund.noneWaiting')} />
          ) : (
            <Section flush>
              <PlainTable
                caption={t('payments.refund.waiting')}
                rows={items}
                rowKey={(refund) => refund.id}
                columns={[
                  {
                    key: 'paymentNumber',
                    label: t('payments.payment.number'),
                    render: (row) => <Link to={`/payments/${row.paymentId}`}>{row.paymentNumber}</Link>,
                  },
                  {
                    key: 'orderNumber',
                    label: t('payments.payment.order'),
                    render: (row) => (
                      <Link to={`/orders/${row.orderId}`}>
                        {row.orderNumber ?? t('payments.payment.order')}
                      </Link>
                    ),
                  },
                  { key: 'amount', label: t('payments.refund.amount'), kind: 'money' },
                  {
                    key: 'state',
                    label: t('payments.refund.state'),
                    kind: 'state',
                    state: (row) => ({ tone: refundTone[row.state], label: t(`refundState.${row.state}`) }),
                  },
                  { key: 'reason', label: t('payments.refund.reason') },
                  { key: 'requestedByName', label: t('payments.refund.requestedBy') },
                  { key: 'createdAt', label: t('payments.refund.at'), kind: 'instant' },
                  { key: 'id', label: '', render: (row) => <RefundActions refund={row} /> },
                ]}
              />
            </Section>
          )
        }
      </Await>
    </Page>
  )
}
