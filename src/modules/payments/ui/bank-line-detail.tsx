import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand, useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { DateText, MoneyText, StateBadge } from '../../../kernel/ui/values.tsx'
import { type BankLine, bankLinesPath, bankTone } from './payments.api.ts'
import { useT } from './text.ts'

export default function BankLineDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const query = useRecord<BankLine>(bankLinesPath, params.id ?? '')
  return (
    <RecordPage<BankLine>
      entity="bank-line"
      base={bankLinesPath}
      query={query}
      back="/payments/bank"
      title={(line) => line.payer || t('payments.bank.singular')}
      subtitle={(line) => <MoneyText value={line.amount} />}
      state={(line) => <StateBadge tone={bankTone[line.state]} label={t(`bankState.${line.state}`)} />}
      facts={(line) => [
        { label: t('payments.bank.bookedOn'), value: <DateText on={line.bookedOn} /> },
        { label: t('payments.bank.amount'), value: <MoneyText value={line.amount} /> },
        { label: t('payments.bank.memo'), value: line.memo || '–', wide: true },
        ...(line.paymentId
          ? [
              {
                label: t('payments.bank.payment'),
                value: <Link to={`/payments/${line.paymentId}`}>{t('payments.payment.singular')}</Link>,
              },
              { label: t('payments.bank.matchedBy'), value: line.matchedByName ?? '–' },
            ]
          : []),
      ]}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{
        match: (line) => [
          {
            name: 'paymentId',
            label: t('input.payment'),
            kind: 'choice',
            required: true,
            wide: true,
            options: line.candidates.map((candidate) => ({
              value: candidate.id,
              label: `${candidate.orderNumber ?? candidate.number} · ${candidate.amount.amount} ${candidate.amount.currency}`,
            })),
          },
        ],
        ignore: [{ name: 'reason', label: t('input.reason'), kind: 'text', required: true, wide: true }],
      }}
    >
      {(line) => (line.state === 'open' ? <Candidates line={line} /> : null)}
    </RecordPage>
  )
}

function Candidates({ line }: { line: BankLine }): ReactNode {
  const t = useT()
  return (
    <Section title={t('payments.bank.candidates')} flush={line.candidates.length > 0}>
      {line.candidates.length === 0 ? (
        t('payments.bank.noCandidates')
      ) : (
        <PlainTable
          caption={t('payments.bank.candidates')}
          rows={line.candidates}
          rowKey={(candidate) => candidate.id}
          columns={[
            {
              key: 'number',
              label: t('payments.payment.number'),
              render: (row) => <Link to={`/payments/${row.id}`}>{row.number}</Link>,
            },
            {
              key: 'orderNumber',
              label: t('payments.payment.order'),
              render: (row) => (
                <Link to={`/orders/${row.orderId}`}>{row.orderNumber ?? t('payments.payment.order')}</Link>
              ),
            },
            { key: 'amount', label: t('payments.payment.amount'), kind: 'money' },
            { key: 'createdAt', label: t('payments.payment.createdAt'), kind: 'instant' },
            {
              key: 'likeness',
              label: t('payments.bank.likely'),
              render: (row) =>
                row.likeness > 0 ? <StateBadge tone="good" label={t('payments.bank.likely')} /> : null,
            },
            { key: 'id', label: '', render: (row) => <Match line={line} paymentId={row.id} /> },
          ]}
        />
      )}
    </Section>
  )
}

function Match({ line, paymentId }: { line: BankLine; paymentId: string }): ReactNode {
  const t = useT()
  const run = useCommand(
    (_input: undefined, key) =>
      request('POST', `${bankLinesPath}/${line.id}/match`, {
        body: { paymentId },
        ifMatch: line.version,
        idempotencyKey: key,
      }),
    { invalidates: [bankLinesPath] },
  )
  return (
    <Button size="compact-xs" loading={run.isPending} onClick={() => run.mutate(undefined)}>
      {t('payments.bank.match')}
    </Button>
  )
}
