import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '../text.ts'
import { type Column, isNumeric } from './column.ts'
import classes from './data-grid.module.css'

const narrowestPx = 56
const widestPx = 640

interface GridHeadProps<Row> {
  columns: readonly Column<Row>[]
  widths: readonly number[]
  sort: string | undefined
  onSort: (sort: string) => void
  onWidth: (key: string, width: number) => void
  selection: { all: boolean; some: boolean } | undefined
  onAll: (all: boolean) => void
}

export function GridHead<Row>({
  columns,
  widths,
  sort,
  onSort,
  onWidth,
  selection,
  onAll,
}: GridHeadProps<Row>): ReactNode {
  const t = useWords()
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection ? (
          <th className={classes.select} scope="col">
            <AllBox all={selection.all} some={selection.some} label={t('grid.selectAll')} onAll={onAll} />
          </th>
        ) : null}
        {columns.map((column, index) => (
          <th
            key={column.key}
            scope="col"
            className={index === 0 ? classes.firstColumn : undefined}
            data-number={isNumeric(column.kind) || undefined}
            aria-sort={sortOf(column, sort)}
          >
            {column.sortable === false ? (
              <span className={column.label ? classes.headText : 'wh-hidden'}>
                {column.label || t('grid.actions')}
              </span>
            ) : (
              <button type="button" className={classes.sort} onClick={() => onSort(nextSort(column, sort))}>
                <span className={classes.headText}>{column.label}</span>
                <SortMark sort={sortOf(column, sort)} />
              </button>
            )}
            <Grip width={widths[index] ?? narrowestPx} onWidth={(width) => onWidth(column.key, width)} />
          </th>
        ))}
      </tr>
    </thead>
  )
}

function SortMark({ sort }: { sort: ReturnType<typeof sortOf> }): ReactNode {
  if (sort === 'ascending') return <IconArrowUp size={13} aria-hidden="true" />
  if (sort === 'descending') return <IconArrowDown size={13} aria-hidden="true" />
  return null
}

/** Drags a column's edge. Pointer only: the width is a convenience, every text has its full form in the record. */
function Grip({ width, onWidth }: { width: number; onWidth: (width: number) => void }): ReactNode {
  const start = useRef<{ x: number; width: number }>(undefined)
  const move = (event: PointerEvent) => {
    if (!start.current) return
    onWidth(
      Math.max(
        narrowestPx,
        Math.min(widestPx, Math.round(start.current.width + event.clientX - start.current.x)),
      ),
    )
  }
  return (
    <span
      className={classes.grip}
      aria-hidden="true"
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = undefined
      }}
    />
  )
}

function AllBox({
  all,
  some,
  label,
  onAll,
}: {
  all: boolean
  some: boolean
  label: string
  onAll: (all: boolean) => void
}): ReactNode {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !all
  }, [some, all])
  return <input ref={box} type="checkbox" checked={all} aria-label={label} onChange={() => onAll(!all)} />
}

function sortOf<Row>(column: Column<Row>, sort: string | undefined): 'ascending' | 'descending' | undefined {
  if (sort === column.key) return 'ascending'
  if (sort === `-${column.key}`) return 'descending'
  return undefined
}

/** Figures and times are first wanted largest and newest first, words from the beginning. */
function nextSort<Row>(column: Column<Row>, sort: string | undefined): string {
  const descendingFirst = isNumeric(column.kind) || column.kind === 'date' || column.kind === 'instant'
  if (sort === column.key) return `-${column.key}`
  if (sort === `-${column.key}`) return column.key
  return descendingFirst ? `-${column.key}` : column.key
}
