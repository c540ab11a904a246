import type { ReactNode } from 'react'
import { Link } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { type PaymentRow, paymentsPath, paymentTone } from './payments.api.ts'
import { useT } from './text.ts'

const methods = ['card', 'bank', 'cash', 'external'] as const

export default function PaymentList(): ReactNode {
  const t = useT()
  const states = Object.keys(paymentTone) as (keyof typeof paymentTone)[]
  return (
    <EntityList<PaymentRow>
      entity="payment"
      base={paymentsPath}
      title={t('payments.payment.plural')}
      defaultSort="-createdAt"
      open={(row) => `/payments/${row.id}`}
      views={[
        { name: 'waiting', label: t('view.waiting'), query: { 'filter[state]': 'created,pending' } },
        { name: 'authorised', label: t('view.authorised'), query: { 'filter[state]': 'authorised' } },
        { name: 'declined', label: t('view.declined'), query: { 'filter[state]': 'declined' } },
        {
          name: 'refunded',
          label: t('view.refunded'),
          query: { 'filter[state]': 'partially-refunded,refunded' },
        },
      ]}
      columns={[
        { key: 'number', label: t('payments.payment.number'), width: 140, sortable: false },
        {
          key: 'state',
          label: t('payments.payment.state'),
          kind: 'state',
          sortable: false,
          state: (row) => ({ tone: paymentTone[row.state], label: t(`paymentState.${row.state}`) }),
        },
        {
          key: 'orderNumber',
          label: t('payments.payment.order'),
          width: 140,
          sortable: false,
          render: (row) => (
            <Link to={`/orders/${row.orderId}`}>{row.orderNumber ?? t('payments.payment.order')}</Link>
          ),
        },
        {
          key: 'method',
          label: t('payments.payment.method'),
          sortable: false,
          value: (row) => t(`method.${row.method}`),
        },
        { key: 'amount', label: t('payments.payment.amount'), kind: 'money', sortable: false, total: true },
        {
          key: 'captured',
          label: t('payments.payment.captured'),
          kind: 'money',
          sortable: false,
          total: true,
        },
        {
          key: 'refunded',
          label: t('payments.payment.refunded'),
          kind: 'money',
          sortable: false,
          total: true,
        },
        { key: 'createdAt', label: t('payments.payment.createdAt'), kind: 'instant' },
        {
          key: 'businessDate',
          label: t('payments.payment.businessDate'),
          kind: 'date',
          sortable: false,
          hidden: true,
        },
        { key: 'reference', label: t('payments.payment.reference'), sortable: false, hidden: true },
      ]}
      filters={[
        {
          field: 'state',
          label: t('payments.payment.state'),
          kind: 'choice',
          options: states.map((state) => ({ value: state, label: t(`paymentState.${state}`) })),
        },
        {
          field: 'method',
          label: t('payments.payment.method'),
          kind: 'choice',
          options: methods.map((method) => ({ value: method, label: t(`method.${method}`) })),
        },
        { field: 'createdAt', label: t('payments.payment.createdAt'), kind: 'date' },
        { field: 'captured', label: t('payments.payment.captured'), kind: 'money' },
      ]}
      empty={{ title: t('payments.payment.empty.title'), text: t('payments.payment.empty.text') }}
    />
  )
}
