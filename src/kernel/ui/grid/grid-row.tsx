import { memo, type ReactNode } from 'react'
import { Link } from '../link.tsx'
import { useWords } from '../text.ts'
import type { Tone } from '../values.tsx'
import { cellOf } from './cell.tsx'
import { type Column, isNumeric } from './column.ts'
import classes from './data-grid.module.css'

export interface RowActions {
  toggle: (index: number, range: boolean) => void
  activate: (row: number, column: number) => void
  open: (index: number) => void
}

interface GridRowProps {
  row: unknown
  index: number
  columns: readonly Column<unknown>[]
  path: string | undefined
  tone: Tone | undefined
  /** `undefined` when rows cannot be selected. */
  selected: boolean | undefined
  activeColumn: number | undefined
  actions: RowActions
}

/** One row; drawn again only when itself changes, so that scrolling stays smooth. */
export const GridRow = memo(function GridRow({
  row,
  index,
  columns,
  path,
  tone,
  selected,
  activeColumn,
  actions,
}: GridRowProps): ReactNode {
  const t = useWords()
  const first = selected === undefined ? 0 : 1
  const stop = (column: number) => (activeColumn === column ? 0 : -1)
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-tone={tone}
      onDoubleClick={(event) => {
        if (!(event.target instanceof Element && event.target.closest('button, a, input')))
          actions.open(index)
      }}
    >
      {selected === undefined ? null : (
        <td
          className={classes.select}
          data-cell={`${index}:0`}
          tabIndex={stop(0)}
          onFocus={() => actions.activate(index, 0)}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            checked={selected}
            aria-label={t('grid.select', { n: index + 1 })}
            onChange={() => undefined}
            onClick={(event) => actions.toggle(index, event.shiftKey)}
          />
        </td>
      )}
      {columns.map((column, place) => {
        const content = cellOf(column, row)
        return (
          <td
            key={column.key}
            className={place === 0 ? classes.firstColumn : undefined}
            data-number={isNumeric(column.kind) || undefined}
            data-cell={`${index}:${place + first}`}
            tabIndex={stop(place + first)}
            onFocus={(event) =>
              event.target === event.currentTarget && actions.activate(index, place + first)
            }
          >
            {place === 0 && path ? (
              <Link to={path} tabIndex={-1} className={classes.link}>
                {content}
              </Link>
            ) : (
              content
            )}
          </td>
        )
      })}
    </tr>
  )
})
