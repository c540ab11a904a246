import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { RecordLink } from '../../../kernel/ui/link.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { DateText, type Money, MoneyText, StateBadge, When } from '../../../kernel/ui/values.tsx'
import { attemptTone, type Payment, paymentsPath, paymentTone, refundTone } from './payments.api.ts'
import { RefundActions } from './refund-actions.tsx'
import { type PaymentsT, useT } from './text.ts'

export default function PaymentDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const query = useRecord<Payment>(paymentsPath, params.id ?? '')
  return (
    <RecordPage<Payment>
      entity="payment"
      base={paymentsPath}
      query={query}
      back="/payments"
      title={(payment) => payment.number}
      subtitle={(payment) => <MoneyText value={payment.amount} />}
      state={(payment) => (
        <StateBadge tone={paymentTone[payment.state]} label={t(`paymentState.${payment.state}`)} />
      )}
      facts={(payment) => factsOf(payment, t)}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{
        void: [{ name: 'reason', label: t('input.reason'), kind: 'text', required: true, wide: true }],
        refund: (payment) => [
          {
            name: 'amount',
            label: t('input.amount'),
            kind: 'money',
            currency: payment.amount.currency,
            required: true,
            hint: (
              <>
                {t('payments.payment.refundable')} <MoneyText value={payment.refundable} />
              </>
            ),
          },
          { name: 'reason', label: t('input.reason'), kind: 'text', required: true, wide: true },
        ],
      }}
      related={(payment) => [
        {
          title: t('payments.payment.order'),
          items: [
            { title: payment.orderNumber ?? t('payments.payment.order'), path: `/orders/${payment.orderId}` },
          ],
        },
        {
          title: t('payments.payment.entries'),
          items: payment.entries.map((entry) => ({
            title: t('payments.payment.entry', { seq: entry.seq }),
            path: `/ledger/journal/${entry.id}`,
            note: <MoneyText value={entry.amount} />,
          })),
        },
        ...(payment.settlementId
          ? [
              {
                title: t('payments.payment.settlement'),
                items: [
                  {
                    title: t('payments.settlement.singular'),
                    path: `/payments/settlements/${payment.settlementId}`,
                  },
                ],
              },
            ]
          : []),
      ]}
      tools={(payment) =>
        payment.payPath ? (
          <Button component="a" href={payment.payPath} target="_blank" rel="noreferrer" variant="default">
            {t('payments.payment.payPage')}
          </Button>
        ) : null
      }
    >
      {(payment) => (
        <>
          <Attempts payment={payment} />
          <Refunds payment={payment} />
          <Webhooks payment={payment} />
        </>
      )}
    </RecordPage>
  )
}

function factsOf(payment: Payment, t: PaymentsT) {
  const money = (label: string, value: Money) =>
    value.amount === '0' ? [] : [{ label, value: <MoneyText value={value} /> }]
  const when = (label: string, at: string | null) => (at === null ? [] : [{ label, value: <When at={at} /> }])
  return [
    { label: t('payments.payment.amount'), value: <MoneyText value={payment.amount} /> },
    { label: t('payments.payment.method'), value: t(`method.${payment.method}`) },
    ...money(t('payments.payment.authorised'), payment.authorised),
    ...money(t('payments.payment.captured'), payment.captured),
    ...money(t('payments.payment.refunded'), payment.refunded),
    ...money(t('payments.payment.refunding'), payment.refunding),
    ...(payment.provider
      ? [
          { label: t('payments.payment.provider'), value: t.loose(`providerName.${payment.provider}`) },
          { label: t('payments.payment.capture'), value: t(`capture.${payment.capture}`) },
        ]
      : []),
    ...(payment.partyId
      ? [
          {
            label: t('payments.payment.party'),
            value: (
              <RecordLink entity="party" id={payment.partyId}>
                {payment.partyNumber ?? t('payments.payment.party')}
              </RecordLink>
            ),
          },
        ]
      : []),
    ...(payment.failureCode
      ? [{ label: t('payments.payment.failure'), value: t.loose(`failure.${payment.failureCode}`) }]
      : []),
    ...(payment.businessDate
      ? [{ label: t('payments.payment.businessDate'), value: <DateText on={payment.businessDate} /> }]
      : []),
    { label: t('payments.payment.createdAt'), value: <When at={payment.createdAt} /> },
    ...when(t('payments.payment.capturedAt'), payment.capturedAt),
    ...when(t('payments.payment.cancelRequestedAt'), payment.cancelRequestedAt),
    ...(payment.state === 'created' || payment.state === 'pending'
      ? when(t('payments.payment.expiresAt'), payment.expiresAt)
      : []),
    ...(payment.reference ? [{ label: t('payments.payment.reference'), value: payment.reference }] : []),
    ...(payment.providerKey
      ? [{ label: t('payments.payment.providerKey'), value: payment.providerKey, wide: true }]
      : []),
  ]
}

function Attempts({ payment }: { payment: Payment }): ReactNode {
  const t = useT()
  if (payment.provider === null) return null
  return (
    <Section title={t('payments.attempt.plural')} flush={payment.attempts.length > 0}>
      {payment.attempts.length === 0 ? (
        t('payments.attempt.none')
      ) : (
        <PlainTable
          caption={t('payments.attempt.plural')}
          rows={payment.attempts}
          rowKey={(attempt) => attempt.id}
          columns={[
            {
              key: 'operation',
              label: t('payments.attempt.operation'),
              value: (row) => t.loose(`operation.${row.operation}`),
            },
            {
              key: 'state',
              label: t('payments.attempt.state'),
              kind: 'state',
              state: (row) => ({ tone: attemptTone[row.state], label: t(`attemptState.${row.state}`) }),
            },
            { key: 'amount', label: t('payments.attempt.amount'), kind: 'money' },
            { key: 'tries', label: t('payments.attempt.tries'), kind: 'number' },
            {
              key: 'code',
              label: t('payments.attempt.code'),
              value: (row) => row.code && t.loose(`failure.${row.code}`),
            },
            { key: 'createdAt', label: t('payments.attempt.at'), kind: 'instant' },
          ]}
        />
      )}
    </Section>
  )
}

function Refunds({ payment }: { payment: Payment }): ReactNode {
  const t = useT()
  if (payment.refunds.length === 0) return null
  return (
    <Section title={t('payments.refund.plural')} flush>
      <PlainTable
        caption={t('payments.refund.plural')}
        rows={payment.refunds}
        rowKey={(refund) => refund.id}
        columns={[
          { key: 'amount', label: t('payments.refund.amount'), kind: 'money' },
          {
            key: 'state',
            label: t('payments.refund.state'),
            kind: 'state',
            state: (row) => ({ tone: refundTone[row.state], label: t(`refundState.${row.state}`) }),
          },
          { key: 'reason', label: t('payments.refund.reason') },
          { key: 'requestedByName', label: t('payments.refund.requestedBy') },
          { key: 'decidedByName', label: t('payments.refund.decidedBy') },
          { key: 'createdAt', label: t('payments.refund.at'), kind: 'instant' },
          { key: 'id', label: '', render: (row) => <RefundActions refund={row} /> },
        ]}
      />
    </Section>
  )
}

function Webhooks({ payment }: { payment: Payment }): ReactNode {
  const t = useT()
  if (payment.webhooks.length === 0) return null
  return (
    <Section title={t('payments.webhook.plural')} flush>
      <PlainTable
        caption={t('payments.webhook.plural')}
        rows={payment.webhooks}
        rowKey={(webhook) => webhook.id}
        columns={[
          {
            key: 'type',
            label: t('payments.webhook.type'),
            value: (row) => t.loose(`messageType.${row.type}`),
          },
          {
            key: 'outcome',
            label: t('payments.webhook.outcome'),
            value: (row) => t.loose(`outcome.${row.outcome}`),
          },
          { key: 'deliveries', label: t('payments.webhook.deliveries'), kind: 'number' },
          { key: 'receivedAt', label: t('payments.webhook.at'), kind: 'instant' },
        ]}
      />
    </Section>
  )
}
