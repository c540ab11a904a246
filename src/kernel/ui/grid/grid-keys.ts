import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

/** One cell at a time can be reached by Tab; the arrows move it, over rows that are not in the document yet too. */
export function useGridKeys(grid: {
  rows: number
  columns: number
  scroller: { current: HTMLDivElement | null }
  scrollTo: (index: number) => void
}) {
  const [active, setActive] = useState({ row: 0, column: 0 })
  const wanted = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a move of the active cell takes the focus.
  useEffect(() => {
    if (!wanted.current) return
    const focus = () => {
      const cell = grid.scroller.current?.querySelector<HTMLElement>(
        `[data-cell="${active.row}:${active.column}"]`,
      )
      cell?.focus({ preventScroll: true })
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    grid.scrollTo(active.row)
    const frame = requestAnimationFrame(() => requestAnimationFrame(focus))
    wanted.current = false
    return () => cancelAnimationFrame(frame)
  }, [active])
  const onKeyDown = (event: KeyboardEvent) => {
    const { row, column } = active
    const page = 12
    const far = event.ctrlKey || event.metaKey
    const moves: Record<string, { row: number; column: number }> = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: row - page, column },
      Home: { row: far ? 0 : row, column: 0 },
      End: { row: far ? grid.rows - 1 : row, column: grid.columns - 1 },
    }
    const next = moves[event.key]
    if (!next || event.altKey || (event.target instanceof Element && event.target.closest('thead') !== null))
      return
    event.preventDefault()
    wanted.current = true
    setActive({ row: clamp(next.row, grid.rows), column: clamp(next.column, grid.columns) })
  }
  return { active, setActive, onKeyDown }
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(value, length - 1))
}

export function useToggle<Row>(grid: {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  selection: ReadonlySet<string>
  onSelection: ((selection: ReadonlySet<string>) => void) | undefined
}): (index: number, range: boolean) => void {
  const anchor = useRef(0)
  return (index, range) => {
    const row = grid.rows[index]
    if (row === undefined || !grid.onSelection) return
    const next = new Set(grid.selection)
    const on = !next.has(grid.rowKey(row))
    const [from, to] = range
      ? [Math.min(anchor.current, index), Math.max(anchor.current, index)]
      : [index, index]
    for (const one of grid.rows.slice(from, to + 1)) {
      if (on) next.add(grid.rowKey(one))
      else next.delete(grid.rowKey(one))
    }
    anchor.current = index
    grid.onSelection(next)
  }
}
