import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords } from '../text.ts'
import {
  DateText,
  type Money,
  MoneyText,
  None,
  PercentText,
  QuantityText,
  StateBadge,
  When,
} from '../values.tsx'
import type { Column } from './column.ts'
import { cellValue } from './column.ts'

/** What stands in one cell, by the column's kind. */
export function cellOf<Row>(column: Column<Row>, row: Row): ReactNode {
  if (column.render) return column.render(row)
  if (column.state) {
    const { tone, label } = column.state(row)
    return <StateBadge tone={tone} label={label} />
  }
  const value = cellValue(column, row)
  switch (column.kind) {
    case 'money':
      return <MoneyText value={value as Money | null} />
    case 'number':
    case 'quantity':
      return <QuantityText value={value as string | number | null} />
    case 'percent':
      return <PercentText value={value as string | number | null} />
    case 'date':
      return <DateText on={value as string | null} />
    case 'instant':
      return <When at={value as string | null} />
    case 'yes':
      return <YesMark yes={Boolean(value)} />
    default:
      return value === null || value === undefined || value === '' ? <None /> : String(value)
  }
}

function YesMark({ yes }: { yes: boolean }): ReactNode {
  const t = useWords()
  return yes ? (
    <IconCheck size={16} role="img" aria-label={t('yes')} />
  ) : (
    <span className="wh-hidden">{t('no')}</span>
  )
}
