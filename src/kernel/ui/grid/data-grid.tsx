import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useGo } from '../link.tsx'
import { Problem, useLate } from '../page.tsx'
import { useWords } from '../text.ts'
import type { Tone } from '../values.tsx'
import { type Column, sortRows, widthOf } from './column.ts'
import { type Density, useColumnChoice } from './column-choice.ts'
import classes from './data-grid.module.css'
import { GridHead } from './grid-head.tsx'
import { useGridKeys, useToggle } from './grid-keys.ts'
import { GridRow } from './grid-row.tsx'
import { GridSettings } from './grid-settings.tsx'

const rowHeightPx: Record<Density, number> = { compact: 32, normal: 40 }
const touchRowPx = 44
const selectColumnPx = 40
const beyondRows = 12
const nearEndRows = 20
const noRows: ReadonlySet<string> = new Set()

export interface DataGridProps<Row> {
  /** Keys the person's choice of columns on this device. */
  name: string
  /** Says to a screen reader what the table holds. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey?: (row: Row) => string
  /** Path that Enter, a double click and the first column open. */
  open?: ((row: Row) => string) | undefined
  selection?: ReadonlySet<string> | undefined
  onSelection?: ((selection: ReadonlySet<string>) => void) | undefined
  sort?: string | undefined
  /** Absent: all rows are here and the grid sorts them. */
  onSort?: ((sort: string) => void) | undefined
  more?: (() => void) | undefined
  loading?: boolean
  error?: unknown
  retry?: () => void
  empty?: ReactNode
  /** All rows that match, when the server counted them. */
  total?: number | null | undefined
  height?: number | string
  rowTone?: ((row: Row) => Tone | undefined) | undefined
  /** Left of the column settings, under the table. */
  foot?: ReactNode
  onColumns?: ((keys: string[]) => void) | undefined
}

/**
 * A semantic table of any length: only rows near the window are in the document, and a screen reader still knows how
 * many there are and which one this is. Arrows move, space selects, Enter opens.
 */
export function DataGrid<Row>(props: DataGridProps<Row>): ReactNode {
  const {
    name,
    caption,
    columns,
    rowKey = idOf,
    open,
    selection = noRows,
    onSelection,
    more,
    loading = false,
  } = props
  const t = useWords()
  const go = useGo()
  const scroller = useRef<HTMLDivElement>(null)
  const { choice, change, ordered, visible } = useColumnChoice(name, columns)
  const [ownSort, setOwnSort] = useState<string>()
  const sort = props.onSort ? props.sort : (ownSort ?? props.sort)
  const rows = useMemo(
    () => (props.onSort ? props.rows : sortRows(props.rows, columns, sort)),
    [props.onSort, props.rows, columns, sort],
  )
  const rowHeight = useTouch() ? touchRowPx : rowHeightPx[choice.density]
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: beyondRows,
    scrollPaddingStart: rowHeight,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer must forget heights when density changes.
  useEffect(() => virtualizer.measure(), [rowHeight])
  const { active, setActive, onKeyDown } = useGridKeys({
    rows: rows.length,
    columns: visible.length + (onSelection ? 1 : 0),
    scroller,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  })

  const pieces = virtualizer.getVirtualItems()
  const last = pieces.at(-1)?.index ?? -1
  useEffect(() => {
    if (more && !loading && !props.error && last >= rows.length - nearEndRows) more()
  }, [more, loading, props.error, last, rows.length])
  const keys = visible.map((column) => column.key).join(',')
  const tellColumns = useRef(props.onColumns)
  tellColumns.current = props.onColumns
  useEffect(() => tellColumns.current?.(keys.split(',')), [keys])

  const toggle = useToggle({ rows, rowKey, selection, onSelection })
  const latest = useRef({ rows, open, go, toggle, setActive })
  latest.current = { rows, open, go, toggle, setActive }
  const actions = useMemo(
    () => ({
      toggle: (index: number, range: boolean) => latest.current.toggle(index, range),
      activate: (row: number, column: number) => latest.current.setActive({ row, column }),
      open: (index: number) => {
        const row = latest.current.rows[index]
        if (row !== undefined && latest.current.open) latest.current.go(latest.current.open(row))
      },
    }),
    [],
  )
  const widths = visible.map((column) => choice.widths[column.key] ?? widthOf(column))
  const fullWidth = widths.reduce((sum, width) => sum + width, onSelection ? selectColumnPx : 0)
  const reachable = pieces.some(({ index }) => index === active.row) ? active.row : pieces[0]?.index
  const late = useLate(loading && rows.length === 0)
  const before = pieces[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (pieces.at(-1)?.end ?? 0)
  const span = visible.length + (onSelection ? 1 : 0)

  const pressed = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !isControl(event)) actions.open(active.row)
    else if (event.key === ' ' && onSelection && !isControl(event)) toggle(active.row, event.shiftKey)
    else return onKeyDown(event)
    event.preventDefault()
  }
  return (
    <div
      className={classes.grid}
      style={props.height === undefined ? undefined : { height: props.height, flex: 'none' }}
    >
      <div className={classes.scroller} ref={scroller} data-density={choice.density}>
        <table
          className={classes.table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table moved through by arrows is a grid.
          role="grid"
          aria-label={caption}
          aria-rowcount={(props.total ?? (more ? -2 : rows.length)) + 1}
          aria-colcount={span}
          aria-multiselectable={onSelection ? true : undefined}
          aria-busy={loading || undefined}
          style={{ width: `max(100%, ${fullWidth}px)` }}
          onKeyDown={pressed}
        >
          <colgroup>
            {onSelection ? <col style={{ width: selectColumnPx }} /> : null}
            {visible.map((column, index) => (
              <col key={column.key} style={{ width: widths[index] }} />
            ))}
          </colgroup>
          <GridHead
            columns={visible}
            widths={widths}
            sort={sort}
            onSort={props.onSort ?? setOwnSort}
            onWidth={(key, width) => change({ widths: { ...choice.widths, [key]: width } })}
            selection={
              onSelection
                ? { all: rows.length > 0 && selection.size >= rows.length, some: selection.size > 0 }
                : undefined
            }
            onAll={(all) => onSelection?.(all ? new Set(rows.map(rowKey)) : new Set())}
          />
          <tbody>
            {before > 0 ? <Gap height={before} span={span} /> : null}
            {pieces.map(({ index }) => {
              const row = rows[index]
              if (row === undefined) return null
              const key = rowKey(row)
              return (
                <GridRow
                  key={key}
                  row={row}
                  index={index}
                  columns={visible as readonly Column<unknown>[]}
                  path={open?.(row)}
                  tone={props.rowTone?.(row)}
                  selected={onSelection ? selection.has(key) : undefined}
                  activeColumn={reachable === index ? active.column : undefined}
                  actions={actions}
                />
              )
            })}
            {after > 0 ? <Gap height={after} span={span} /> : null}
            {late ? <Skeletons span={span} /> : null}
          </tbody>
        </table>
        {rows.length === 0 && !loading && !props.error ? props.empty : null}
        {props.error && rows.length === 0 ? (
          <div className={classes.middle}>
            <Problem error={props.error} {...(props.retry ? { retry: props.retry } : {})} />
          </div>
        ) : null}
      </div>
      <div className={classes.foot} data-said={props.foot ? true : undefined}>
        <div className={classes.footWords} aria-live="polite">
          {props.foot ?? (rows.length > 0 ? t('grid.rows', { n: props.total ?? rows.length }) : '')}
          {loading && rows.length > 0 ? ` · ${t('loading')}` : ''}
        </div>
        <GridSettings choice={choice} change={change} columns={ordered as Column<unknown>[]} />
      </div>
    </div>
  )
}

/** Fingers need higher rows than pointers. */
function useTouch(): boolean {
  return useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false }) ?? false
}

function Gap({ height, span }: { height: number; span: number }): ReactNode {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in a gap can take the focus.
    <tr aria-hidden="true" className={classes.gap}>
      <td colSpan={span} style={{ height }} />
    </tr>
  )
}

function Skeletons({ span }: { span: number }): ReactNode {
  return Array.from({ length: 8 }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in a placeholder can take the focus.
    <tr key={index} aria-hidden="true" className={classes.skeleton}>
      <td colSpan={span}>
        <span />
      </td>
    </tr>
  ))
}

function idOf(row: unknown): string {
  return String((row as { id: unknown }).id)
}

function isControl(event: KeyboardEvent): boolean {
  return (
    event.target instanceof Element && event.target.closest('button, a, input, select, textarea') !== null
  )
}
