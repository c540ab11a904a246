import type { ReactNode } from 'react'
import { useWords } from '../text.ts'
import { cellOf } from './cell.tsx'
import { type Column, isNumeric } from './column.ts'
import classes from './plain-table.module.css'

interface PlainTableProps<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey?: (row: Row, index: number) => string
  /** `tr` elements under the rows: sums. */
  footer?: ReactNode
}

/** A handful of rows, all in the document: the lines of a record. */
export function PlainTable<Row>({ caption, columns, rows, rowKey, footer }: PlainTableProps<Row>): ReactNode {
  const t = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls.
    <div className={classes.plain} role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="wh-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-number={isNumeric(column.kind) || undefined}>
                {column.label || <span className="wh-hidden">{t('grid.actions')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey ? rowKey(row, index) : index}>
              {columns.map((column) => (
                <td key={column.key} data-number={isNumeric(column.kind) || undefined}>
                  {cellOf(column, row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer ? <tfoot>{footer}</tfoot> : null}
      </table>
    </div>
  )
}
