import type { ReactNode } from 'react'
import { numberText } from '../../../kernel/ui/format.ts'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { MoneyText } from '../../../kernel/ui/values.tsx'
import { openUnitsOf } from './open-units.ts'
import type { Order, OrderLine } from './order.api.ts'
import classes from './orders.module.css'
import { type OrdersT, useT } from './text.ts'

/** The lines with what became of their units, and the sums. Columns of nothing but zeros are left out. */
export function OrderLines({ order }: { order: Order }): ReactNode {
  const t = useT()
  const columns = columnsOf(order.lines, t)
  return (
    <Section title={t('order.lines')} flush>
      <PlainTable
        caption={t('order.lines')}
        columns={columns}
        rows={order.lines}
        rowKey={(line) => line.id}
        footer={
          <tr>
            <th scope="row" colSpan={columns.length - (order.discount.amount === '0' ? 3 : 4)}>
              {t('line.sum')}
            </th>
            {order.discount.amount === '0' ? null : (
              <td data-number>
                <MoneyText value={order.discount} />
              </td>
            )}
            <td data-number>
              <MoneyText value={order.net} />
            </td>
            <td data-number>
              <MoneyText value={order.vat} />
            </td>
            <td data-number>
              <MoneyText value={order.total} />
            </td>
          </tr>
        }
      />
    </Section>
  )
}

function columnsOf(lines: readonly OrderLine[], t: OrdersT): Column<OrderLine>[] {
  const any = (key: 'shippedQuantity' | 'cancelledQuantity' | 'returnedQuantity') =>
    lines.some((line) => line[key] !== '0')
  const units = (
    key: 'shippedQuantity' | 'cancelledQuantity' | 'returnedQuantity',
    label: string,
  ): Column<OrderLine>[] =>
    any(key)
      ? [{ key, label, kind: 'quantity', value: (line) => (line[key] === '0' ? null : line[key]) }]
      : []
  return [
    {
      key: 'name',
      label: t('line.name'),
      render: (line) =>
        line.kind === 'shipping' ? (
          t('lineKind.shipping')
        ) : (
          <div className={classes.item}>
            {line.name ?? line.sku}
            <br />
            <small>
              {line.sku}
              {line.taxClass === 'taxable' ? '' : ` · ${t(`taxClass.${line.taxClass}`)}`}
            </small>
          </div>
        ),
    },
    { key: 'quantity', label: t('line.quantity'), kind: 'quantity' },
    {
      key: 'open',
      label: t('line.openUnits'),
      kind: 'quantity',
      value: (line) => openUnitsOf(line).toString(),
    },
    ...units('shippedQuantity', t('line.shippedUnits')),
    ...units('cancelledQuantity', t('line.cancelledUnits')),
    ...units('returnedQuantity', t('line.returnedUnits')),
    {
      key: 'unitPrice',
      label: t('line.unitPrice'),
      kind: 'number',
      render: (line) => numberText(line.unitPrice),
    },
    ...(lines.some((line) => line.discount.amount !== '0')
      ? [{ key: 'discount', label: t('line.discount'), kind: 'money' as const }]
      : []),
    { key: 'net', label: t('line.net'), kind: 'money' },
    { key: 'vat', label: t('line.vat'), kind: 'money' },
    { key: 'total', label: t('line.total'), kind: 'money' },
  ]
}
