import { useCallback, useMemo, useState } from 'react'
import type { Column } from './column.ts'

export type Density = 'compact' | 'normal'

export interface ColumnChoice {
  order: string[]
  hidden: string[]
  /** Columns shown although hidden by default. */
  shown: string[]
  widths: Record<string, number>
  density: Density
}

export interface GridSettingsProps {
  choice: ColumnChoice
  change: (patch: Partial<ColumnChoice>) => void
  columns: Column<unknown>[]
}

const none: ColumnChoice = { order: [], hidden: [], shown: [], widths: {}, density: 'compact' }

/** A person's choice of columns, their order, width and the height of rows, kept on this device by the grid's name. */
export function useColumnChoice<Row>(name: string, columns: readonly Column<Row>[]) {
  const key = `wh.grid.${name}`
  const [choice, setChoice] = useState<ColumnChoice>(() => read(key))
  const change = useCallback(
    (patch: Partial<ColumnChoice>) =>
      setChoice((before) => {
        const after = { ...before, ...patch }
        localStorage.setItem(key, JSON.stringify(after))
        return after
      }),
    [key],
  )
  const ordered = useMemo(() => inOrder(columns, choice.order), [columns, choice.order])
  const visible = useMemo(() => ordered.filter((column) => isShown(column, choice)), [ordered, choice])
  return { choice, change, ordered, visible }
}

export function isShown<Row>(column: Column<Row>, choice: ColumnChoice): boolean {
  return column.hidden ? choice.shown.includes(column.key) : !choice.hidden.includes(column.key)
}

/** Chosen order first; columns the choice does not know stay behind the one they were declared after. */
export function inOrder<Row>(columns: readonly Column<Row>[], order: readonly string[]): Column<Row>[] {
  const known = order.flatMap((key) => columns.find((column) => column.key === key) ?? [])
  columns.forEach((column, index) => {
    if (known.includes(column)) return
    const before = columns[index - 1]
    known.splice(before ? known.indexOf(before) + 1 : 0, 0, column)
  })
  return known
}

function read(key: string): ColumnChoice {
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<ColumnChoice>) }
  } catch {
    return none
  }
}
