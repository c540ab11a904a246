import { Button, CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Column, cellValue } from '../grid/column.ts'
import { useWords } from '../text.ts'
import { type Money, MoneyText, QuantityText } from '../values.tsx'
import type { BulkSpec } from './bulk.ts'
import classes from './entity-list.module.css'
import { decimalTotal, moneyTotals } from './totals.ts'

interface SelectionBarProps<Row> {
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  bulk: readonly BulkSpec[]
  onBulk: (bulk: BulkSpec) => void
  tools?: ReactNode
  onClear: () => void
}

/** How many are selected, what they come to, and what may be done with all of them. */
export function SelectionBar<Row>({
  columns,
  rows,
  bulk,
  onBulk,
  tools,
  onClear,
}: SelectionBarProps<Row>): ReactNode {
  const t = useWords()
  return (
    <div className={classes.selection}>
      <strong>{t('list.selected', { n: rows.length })}</strong>
      {columns
        .filter((column) => column.total)
        .map((column) => (
          <span key={column.key}>
            {column.label} <Total column={column} rows={rows} />
          </span>
        ))}
      {bulk.map((one) => (
        <Button
          key={one.transition}
          size="compact-sm"
          variant={one.tone === 'danger' ? 'default' : 'filled'}
          c={one.tone === 'danger' ? 'var(--wh-stopped)' : undefined}
          onClick={() => onBulk(one)}
        >
          {one.label}
        </Button>
      ))}
      {tools}
      <CloseButton size="sm" aria-label={t('list.unselect')} onClick={onClear} />
    </div>
  )
}

function Total<Row>({ column, rows }: { column: Column<Row>; rows: readonly Row[] }): ReactNode {
  const values = rows
    .map((row) => cellValue(column, row))
    .filter((value) => value !== null && value !== undefined)
  if (column.kind === 'money') {
    return [...moneyTotals(values as Money[])].map(([currency, amount], index) => (
      <span key={currency}>
        {index > 0 ? ' · ' : ''}
        <MoneyText value={{ amount: amount.toString(), currency }} />
      </span>
    ))
  }
  return <QuantityText value={decimalTotal(values.map(String))} />
}
