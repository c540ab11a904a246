import type { ReactNode } from 'react'
import { QuantityInput } from '../../../kernel/ui/form/number-inputs.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import type { OrderLine } from './order.api.ts'
import { useT } from './text.ts'

interface UnitTableProps {
  lines: readonly OrderLine[]
  mostOf: (line: OrderLine) => bigint
  quantityLabel: string
  units: Readonly<Record<string, string>>
  onUnits: (units: Record<string, string>) => void
}

/** Lines with a field for how many of their units something concerns. */
export function UnitTable({ lines, mostOf, quantityLabel, units, onUnits }: UnitTableProps): ReactNode {
  const t = useT()
  return (
    <PlainTable
      caption={quantityLabel}
      rows={lines.filter((line) => mostOf(line) > 0n)}
      rowKey={(line) => line.id}
      columns={[
        {
          key: 'name',
          label: t('line.name'),
          render: (line) => (line.kind === 'shipping' ? t('lineKind.shipping') : (line.name ?? line.sku)),
        },
        { key: 'total', label: t('line.total'), kind: 'money' },
        {
          key: 'units',
          label: quantityLabel,
          render: (line) => (
            <QuantityInput
              size="xs"
              aria-label={`${line.name ?? line.sku} ${quantityLabel}`}
              value={units[line.id] ?? ''}
              unit={t('cut.most', { n: mostOf(line).toString() })}
              onChange={(quantity) => onUnits({ ...units, [line.id]: quantity })}
            />
          ),
        },
      ]}
    />
  )
}

/** What was typed, as the server takes it; lines without a number are left out. */
export function chosenUnits(units: Readonly<Record<string, string>>): { lineId: string; quantity: string }[] {
  return Object.entries(units)
    .filter(([, quantity]) => quantity !== '' && quantity !== '0')
    .map(([lineId, quantity]) => ({ lineId, quantity }))
}

export function sumOfUnits(lines: readonly { quantity: string }[]): number {
  return lines.reduce((sum, line) => sum + Number(line.quantity), 0)
}
