import { Button } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { numberText } from '../format.ts'
import type { Column } from '../grid/column.ts'
import { PlainTable } from '../grid/plain-table.tsx'
import { useMe } from '../me.ts'
import { useWords } from '../text.ts'
import { MoneyText } from '../values.tsx'
import type { ChartProps } from './chart-spec.ts'
import classes from './figure.module.css'

const ChartCanvas = lazy(() => import('./chart-canvas.tsx'))

/** A bar or line chart with its table a press away; its code comes with the first one. */
export function Chart(props: ChartProps): ReactNode {
  const t = useWords()
  const { company } = useMe()
  const [asTable, setAsTable] = useState(false)
  const currency = props.currency ?? company.currency
  const height = props.height ?? 220
  return (
    <figure className={classes.chart} aria-label={props.title}>
      <div className={classes.chartHead}>
        <b>{props.title}</b>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('figure.chart') : t('figure.table')}
        </Button>
      </div>
      {asTable ? (
        <div className={classes.table} style={{ maxHeight: height }}>
          <PlainTable caption={props.title} columns={columnsOf(props, currency)} rows={rowsOf(props)} />
        </div>
      ) : (
        <Suspense fallback={<div style={{ height }} />}>
          <ChartCanvas {...props} height={height} currency={currency} />
        </Suspense>
      )}
    </figure>
  )
}

interface ChartRow {
  category: string
  values: (number | null)[]
}

function rowsOf({ categories, series }: ChartProps): ChartRow[] {
  return categories.map((category, index) => ({
    category,
    values: series.map((one) => one.values[index] ?? null),
  }))
}

function columnsOf({ series, unit }: ChartProps, currency: string): Column<ChartRow>[] {
  return [
    { key: 'category', label: '' },
    ...series.map((one, index) => ({
      key: one.name,
      label: one.name,
      kind: unit === 'money' ? ('money' as const) : ('number' as const),
      render: (row: ChartRow) => figureOf(row.values[index] ?? null, unit, currency),
    })),
  ]
}

function figureOf(value: number | null, unit: ChartProps['unit'], currency: string): ReactNode {
  if (value === null) return '–'
  if (unit === 'money') return <MoneyText value={{ amount: String(Math.round(value)), currency }} />
  return numberText(value, unit === 'percent' ? { percent: true } : {})
}
