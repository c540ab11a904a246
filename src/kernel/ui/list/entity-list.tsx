import { Button } from '@mantine/core'
import { IconPlus, IconRefresh, IconUpload } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { type Column, cellValue } from '../grid/column.ts'
import { DataGrid } from '../grid/data-grid.tsx'
import { ButtonLink } from '../link.tsx'
import { useMay } from '../me.ts'
import { Empty, Page } from '../page.tsx'
import { invalidate, useEndpoint } from '../queries.ts'
import { useWords } from '../text.ts'
import type { Tone } from '../values.tsx'
import type { BulkSpec } from './bulk.ts'
import classes from './entity-list.module.css'
import { ExportMenu } from './export-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import type { FilterSpec } from './filter-spec.ts'
import { useFreshness, useRows, useSlash, useSortRefusal } from './list-rows.ts'
import { useListState, useSame, type ViewSpec } from './list-state.ts'
import { SelectionBar } from './selection-bar.tsx'
import { ViewTabs } from './view-tabs.tsx'

const BulkDialog = lazy(() => import('./bulk-dialog.tsx'))
const noFilters: readonly FilterSpec[] = []
const nothing: ReadonlySet<string> = new Set()

export interface EntityListProps<Row> {
  entity: string
  /** The list route; `.csv`, `.xlsx`, `/bulk/{transition}` and `/{id}` hang from it. */
  base: string
  title: string
  columns: readonly Column<Row>[]
  filters?: readonly FilterSpec[]
  views?: readonly ViewSpec[]
  defaultSort?: string
  open?: (row: Row) => string
  rowKey?: (row: Row) => string
  rowTone?: (row: Row) => Tone | undefined
  create?: { label: string; path: string; permission?: string }
  bulk?: readonly BulkSpec[]
  /** More to do with the selection than moving it, such as printing; `ids` stand in the order of the list. */
  selectionTools?: (ids: readonly string[]) => ReactNode
  importable?: boolean
  exportable?: boolean
  /** Always sent, never shown. */
  permanent?: Record<string, string>
  tools?: ReactNode
  /** Buttons at the end of each row. */
  rowActions?: (row: Row) => ReactNode
  subtitle?: ReactNode
  empty?: { title: string; text?: ReactNode; action?: ReactNode }
  /** Inside a record: no heading, a fixed height. */
  bare?: boolean
  height?: number
  columnsKey?: string
  searchable?: boolean
  selectable?: boolean
}

/** Which ones, and what do I do with them? */
export function EntityList<Row>(props: EntityListProps<Row>): ReactNode {
  const { entity, base, filters = noFilters, create, bulk = [], permanent, rowActions } = props
  const columns = rowActions ? [...props.columns, actionColumn(rowActions)] : props.columns
  const t = useWords()
  const mayCreate = useMay(create?.permission)
  const state = useListState(filters, props.defaultSort)
  const query = useSame({ ...state.query, ...permanent })
  const list = useRows<Row>(base, query)
  const fresh = useFreshness(entity, base, list.pages)
  const saved = useEndpoint<{ items: SavedView[] }>(
    '/api/v1/kernel/views',
    { entity },
    { enabled: !props.bare },
  )
  const views = useMemo(
    () => [...(props.views ?? []), ...(saved.data?.items ?? []).map(viewOf)],
    [props.views, saved.data],
  )
  const view = views.find(({ name }) => name === state.view)
  const [selection, setSelection] = useState(nothing)
  const [shownColumns, setShownColumns] = useState<string[]>([])
  const [running, setRunning] = useState<BulkSpec>()
  const search = useRef<HTMLInputElement>(null)
  useSlash(search)
  useSortRefusal(list.error, state)
  const rowKey = props.rowKey ?? idOf
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question has other answers to select.
  useEffect(() => setSelection(nothing), [query])
  const chosen = useMemo(
    () => list.rows.filter((row) => selection.has(rowKey(row))),
    [list.rows, selection, rowKey],
  )
  const inFile = shownColumns.flatMap(
    (key) => columns.find((column) => column.key === key && column.label !== '') ?? [],
  )
  const filtered = Object.keys(state.query).some((key) => key !== 'sort')
  const selectable =
    props.selectable ??
    (bulk.length > 0 || props.selectionTools !== undefined || columns.some((column) => column.total))
  const body = (
    <>
      {props.bare ? null : (
        <ViewTabs entity={entity} views={views} state={state} current={view} columns={shownColumns} />
      )}
      <FilterBar
        filters={filters}
        state={state}
        search={props.searchable === false ? undefined : search}
        right={
          <>
            {fresh.changed ? (
              <Button
                variant="light"
                leftSection={<IconRefresh size={14} aria-hidden="true" />}
                onClick={fresh.refresh}
              >
                {t('list.changed')}
              </Button>
            ) : null}
            {props.bare ? props.tools : null}
            {props.exportable === false ? null : <ExportMenu base={base} query={query} columns={inFile} />}
            {props.importable ? (
              <ButtonLink
                to={`/imports/new?entity=${entity}`}
                variant="default"
                leftSection={<IconUpload size={14} aria-hidden="true" />}
              >
                {t('list.import')}
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <DataGrid<Row>
        name={props.columnsKey ?? entity}
        caption={props.title}
        columns={columns}
        rows={list.rows}
        rowKey={rowKey}
        open={props.open}
        {...(selectable ? { selection, onSelection: setSelection } : {})}
        sort={state.sort}
        onSort={(sort) => state.set({ sort: sort === props.defaultSort ? undefined : sort })}
        more={list.more}
        loading={list.loading}
        error={list.error}
        retry={list.retry}
        total={list.total}
        rowTone={props.rowTone}
        onColumns={setShownColumns}
        foot={
          chosen.length > 0 ? (
            <SelectionBar
              columns={columns}
              rows={chosen}
              bulk={bulk}
              onBulk={setRunning}
              tools={props.selectionTools?.(chosen.map(rowKey))}
              onClear={() => setSelection(nothing)}
            />
          ) : undefined
        }
        {...(props.bare ? { height: props.height ?? 360 } : {})}
        empty={
          filtered ? (
            <Empty
              title={t('list.noMatch')}
              text={t('list.noMatchText')}
              action={
                <Button variant="default" onClick={() => state.choose(undefined)}>
                  {t('list.clearFilters')}
                </Button>
              }
            />
          ) : (
            <Empty
              title={props.empty?.title ?? t('list.empty')}
              text={props.empty?.text}
              action={props.empty?.action}
            />
          )
        }
      />
      {running ? (
        <Suspense>
          <BulkDialog
            base={base}
            bulk={running}
            ids={[...selection]}
            nameOf={(id) =>
              nameOf(
                columns,
                chosen.find((row) => rowKey(row) === id),
              ) ?? id
            }
            onClose={() => setRunning(undefined)}
            onDone={() => {
              setSelection(nothing)
              void invalidate(base)
            }}
          />
        </Suspense>
      ) : null}
    </>
  )
  if (props.bare) return <div className={classes.bare}>{body}</div>
  return (
    <Page
      fill
      title={props.title}
      subtitle={props.subtitle}
      actions={
        <>
          {props.tools}
          {create && mayCreate ? (
            <ButtonLink to={create.path} leftSection={<IconPlus size={14} aria-hidden="true" />}>
              {create.label}
            </ButtonLink>
          ) : null}
        </>
      }
    >
      {body}
    </Page>
  )
}

interface SavedView {
  id: string
  name: string
  query: Record<string, string>
  columns: string[] | null
  mine?: boolean
}

function viewOf(view: SavedView): ViewSpec {
  return { name: view.id, label: view.name, query: view.query, columns: view.columns, id: view.id }
}

function actionColumn<Row>(render: (row: Row) => ReactNode): Column<Row> {
  return { key: 'row-actions', label: '', sortable: false, width: 120, render }
}

/** What a person calls a row: its first column. */
function nameOf<Row>(columns: readonly Column<Row>[], row: Row | undefined): string | undefined {
  const first = columns[0]
  return first && row !== undefined ? String(cellValue(first, row) ?? '') : undefined
}

function idOf(row: unknown): string {
  return String((row as { id: unknown }).id)
}
