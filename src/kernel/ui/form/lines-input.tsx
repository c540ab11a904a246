import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef } from 'react'
import { useMe } from '../me.ts'
import { notify } from '../notify.ts'
import { useWords } from '../text.ts'
import { FieldInput } from './field-input.tsx'
import type { FieldSpec } from './field-spec.ts'
import classes from './form.module.css'
import type { FormHandle } from './form-handle.ts'
import { cellsOf, fillCells } from './paste.ts'

export interface LineColumn<Line> extends FieldSpec {
  width?: number
  /** A chosen record fills other fields of its line: its price, its unit. */
  fills?: (row: never, line: Line) => Partial<Line>
}

interface LinesInputProps<Values, Line> {
  form: FormHandle<Values>
  /** Property of the values that holds the lines. */
  name: string
  title?: string
  columns: readonly LineColumn<Line>[]
  newLine: () => Line
  /** Columns that are reckoned, not typed. */
  reckoned?: readonly { label: string; render: (line: Line, index: number) => ReactNode }[]
  footer?: ReactNode
}

/** Lines of a document: Tab through cells, Enter in the last one adds a line, paste rows from a spreadsheet anywhere. */
export function LinesInput<Values, Line extends object>(props: LinesInputProps<Values, Line>): ReactNode {
  const { form, name, columns, newLine, reckoned = [] } = props
  const t = useWords()
  const { company } = useMe()
  const table = useRef<HTMLTableElement>(null)
  const lines = (form.get(name) as Line[] | undefined) ?? []
  const latest = useRef(form)
  latest.current = form
  const setLines = (next: Line[]) => form.set(name, next)
  const add = () => {
    setLines([...lines, newLine()])
    requestAnimationFrame(() =>
      table.current
        ?.querySelector<HTMLElement>('tbody tr:last-child input, tbody tr:last-child select')
        ?.focus(),
    )
  }
  const remove = (index: number) => {
    const gone = lines[index]
    setLines(lines.toSpliced(index, 1))
    notify.done(t('form.lineRemoved', { n: index + 1 }), {
      undo: async () => {
        const now = (latest.current.get(name) as Line[] | undefined) ?? []
        if (gone) latest.current.set(name, now.toSpliced(index, 0, gone))
      },
    })
  }
  const pasted = (event: ClipboardEvent, row: number, column: number) => {
    const cells = cellsOf(event.clipboardData.getData('text/plain'))
    if (!cells) return
    event.preventDefault()
    // What is half typed in the cell is settled first, or it would overwrite what was pasted there.
    if (event.target instanceof HTMLElement) event.target.blur()
    void fillCells({ lines, columns, newLine, row, column, cells, currency: company.currency }).then(
      ({ lines: filled, unread }) => {
        setLines(filled)
        if (unread > 0) notify.info(t('form.pasteUnread', { n: unread }))
        else notify.done(t('form.pasted', { n: cells.length }))
      },
    )
  }
  const keys = (event: KeyboardEvent, row: number, column: number) => {
    const last = row === lines.length - 1 && column === columns.length - 1
    if (event.key !== 'Enter' || event.ctrlKey || event.nativeEvent.isComposing || !last) return
    event.preventDefault()
    event.stopPropagation()
    if (event.target instanceof HTMLElement) event.target.blur()
    setTimeout(() => {
      const now = (latest.current.get(name) as Line[] | undefined) ?? []
      latest.current.set(name, [...now, newLine()])
      requestAnimationFrame(() =>
        table.current
          ?.querySelector<HTMLElement>('tbody tr:last-child input, tbody tr:last-child select')
          ?.focus(),
      )
    })
  }
  const fault = form.error(`/${name}`)
  return (
    <div className={classes.lines}>
      <table ref={table}>
        <caption className={props.title ? classes.linesTitle : 'wh-hidden'}>
          {props.title ?? t('form.lines')}
        </caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            {columns.map((column) => (
              <th key={column.name} scope="col" style={{ minWidth: column.width ?? 120 }}>
                {column.label}
                {column.required ? <span aria-hidden="true"> *</span> : null}
              </th>
            ))}
            {reckoned.map((column) => (
              <th key={column.label} scope="col" data-number>
                {column.label}
              </th>
            ))}
            <th scope="col">
              <span className="wh-hidden">{t('remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity before it is saved.
            <tr key={row}>
              <td className={classes.lineNumber}>{row + 1}</td>
              {columns.map((column, place) => (
                <td
                  key={column.name}
                  onPaste={(event) => pasted(event, row, place)}
                  onKeyDown={(event) => keys(event, row, place)}
                >
                  <FieldInput
                    spec={{
                      ...column,
                      name: `${name}.${row}.${column.name}`,
                      label: `${column.label} ${row + 1}`,
                    }}
                    form={form as FormHandle}
                    bare
                    onRow={(found) => {
                      const fills = column.fills
                      if (!fills) return
                      const now = latest.current
                      setTimeout(() => {
                        const current = (latest.current.get(name) as Line[])[row] ?? line
                        now.set(`${name}.${row}`, { ...current, ...fills(found as never, current) })
                      })
                    }}
                  />
                </td>
              ))}
              {reckoned.map((column) => (
                <td key={column.label} data-number>
                  {column.render(line, row)}
                </td>
              ))}
              <td>
                <ActionIcon
                  size={26}
                  onClick={() => remove(row)}
                  aria-label={t('form.removeLine', { n: row + 1 })}
                >
                  <IconTrash size={15} aria-hidden="true" />
                </ActionIcon>
              </td>
            </tr>
          ))}
        </tbody>
        {props.footer ? <tfoot>{props.footer}</tfoot> : null}
      </table>
      <div className={classes.lineTools}>
        <Button variant="subtle" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={add}>
          {t('form.addLine')}
        </Button>
        <span className={classes.keys}>{t('form.pasteHint')}</span>
        {fault && lines.length === 0 ? (
          <span className={classes.lineFault} role="alert">
            {fault}
          </span>
        ) : null}
      </div>
    </div>
  )
}
