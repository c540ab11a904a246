import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef } from 'react'
import { parseKoreanNumber } from '../../shared/korean-number.ts'
import { minorText } from '../format.ts'
import { useMe } from '../me.ts'
import { notify } from '../notify.ts'
import { useWords } from '../text.ts'
import { FieldInput } from './field-input.tsx'
import type { FieldSpec } from './field-spec.ts'
import { readPath, writePath } from './field-spec.ts'
import classes from './form.module.css'
import type { FormHandle } from './form-handle.ts'
import { resolveLookup } from './lookup-input.tsx'

const mostPastedLines = 500

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

/** Rows and cells of what a spreadsheet puts on the clipboard; nothing for an ordinary word. */
export function cellsOf(text: string): string[][] | undefined {
  if (!/[\t\n]/.test(text.trim())) return undefined
  return text
    .replace(/\r/g, '')
    .replace(/\n+$/, '')
    .split('\n')
    .slice(0, mostPastedLines)
    .map((row) => row.split('\t').map((cell) => cell.trim()))
}

interface Paste<Line> {
  lines: readonly Line[]
  columns: readonly LineColumn<Line>[]
  newLine: () => Line
  row: number
  column: number
  cells: string[][]
  currency: string
}

/** Puts pasted cells over the lines from one place on; what cannot be read is counted and left as it was. */
async function fillCells<Line extends object>(
  paste: Paste<Line>,
): Promise<{ lines: Line[]; unread: number }> {
  const next = [...paste.lines]
  let unread = 0
  for (const [down, cells] of paste.cells.entries()) {
    let line = next[paste.row + down] ?? paste.newLine()
    for (const [right, text] of cells.entries()) {
      const column = paste.columns[paste.column + right]
      if (!column || text === '') continue
      const value = await valueOfText(column, text, paste.currency)
      if (value === undefined) unread += 1
      else line = writePath(line, column.name, value)
    }
    next[paste.row + down] = line
  }
  return { lines: next, unread }
}

async function valueOfText(column: FieldSpec, text: string, currency: string): Promise<unknown> {
  switch (column.kind) {
    case 'lookup':
      return column.lookup ? resolveLookup(column.lookup, text) : undefined
    case 'quantity':
      return parseKoreanNumber(text)
    case 'number': {
      const decimal = parseKoreanNumber(text)
      return decimal === undefined ? undefined : Number(decimal)
    }
    case 'money': {
      const decimal = parseKoreanNumber(text)
      const amount = decimal === undefined ? null : minorText(decimal, column.currency ?? currency)
      return amount === null ? undefined : { amount, currency: column.currency ?? currency }
    }
    case 'choice':
      return column.options?.find((option) => option.label === text || option.value === text)?.value
    case 'date':
      return /^\d{4}[-./]\d{1,2}[-./]\d{1,2}\.?$/.test(text)
        ? text
            .replace(/\.$/, '')
            .split(/[-./]/)
            .map((part) => part.padStart(2, '0'))
            .join('-')
        : undefined
    case 'yes':
      return /^(y|yes|true|1|예|o)$/i.test(text)
    default:
      return text
  }
}

/** The lines of a form as they stand, for sums. */
export function linesOf<Line>(form: FormHandle<never>, name: string): Line[] {
  return (readPath(form.values, name) as Line[] | undefined) ?? []
}
