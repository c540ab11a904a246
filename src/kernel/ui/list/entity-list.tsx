import { Button } from '@mantine/core'
import { IconPlus, IconRefresh, IconUpload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Column, cellValue } from '../grid/column.ts'
import { DataGrid } from '../grid/data-grid.tsx'
import { ButtonLink } from '../link.tsx'
import { useMay } from '../me.ts'
import { notify } from '../notify.ts'
import { Empty, Page } from '../page.tsx'
import { invalidate, type ListAnswer, useEndpoint } from '../queries.ts'
import { api, ProblemError } from '../request.ts'
import { useWords } from '../text.ts'
import { useLive } from '../use-live.tsx'
import type { Tone } from '../values.tsx'
import type { BulkSpec } from './bulk.ts'
import classes from './entity-list.module.css'
import { ExportMenu } from './export-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import type { FilterSpec } from './filter-spec.ts'
import { type ListState, useListState, useSame, type ViewSpec } from './list-state.ts'
import { SelectionBar } from './selection-bar.tsx'
import { ViewTabs } from './view-tabs.tsx'

const BulkDialog = lazy(() => import('./bulk-dialog.tsx'))
const pageRows = 100
const livePages = 2
const settleMs = 1_000
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
  importable?: boolean
  exportable?: boolean
  /** Always sent, never shown. */
  permanent?: Record<string, string>
  tools?: ReactNode
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
  const { entity, base, columns, filters = noFilters, create, bulk = [], permanent } = props
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
  const filtered = Object.keys(state.query).some((key) => key !== 'sort')
  const selectable = props.selectable ?? (bulk.length > 0 || columns.some((column) => column.total))
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
            {props.exportable === false ? null : (
              <ExportMenu base={base} query={query} columns={shownColumns} />
            )}
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

function useRows<Row>(base: string, query: Record<string, string>) {
  const result = useInfiniteQuery({
    queryKey: [base, 'rows', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListAnswer<Row>>(
        base,
        { ...query, limit: pageRows, ...(pageParam ? { cursor: pageParam } : { count: true }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
  const rows = useMemo(() => result.data?.pages.flatMap((page) => page.items) ?? [], [result.data])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = result
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, isFetchingNextPage])
  return {
    rows,
    pages: result.data?.pages.length ?? 0,
    total: countOf(result.data?.pages[0]) ?? (hasNextPage ? null : rows.length),
    loading: result.isPending || isFetchingNextPage,
    error: result.error,
    retry: () => void result.refetch(),
    more: hasNextPage ? more : undefined,
  }
}

/** A count may come as text, as every whole number the database keeps. */
function countOf(page: ListAnswer<unknown> | undefined): number | undefined {
  return page?.count === undefined ? undefined : Number(page.count)
}

/** Short lists follow the events by themselves; under someone who has scrolled far nothing may jump, so they are told. */
function useFreshness(entity: string, base: string, pages: number) {
  const [changed, setChanged] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const refresh = useCallback(() => {
    setChanged(false)
    void invalidate(base)
  }, [base])
  useLive([entity], () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => (pages <= livePages ? refresh() : setChanged(true)), settleMs)
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return { changed, refresh }
}

/** What a person calls a row: its first column. */
function nameOf<Row>(columns: readonly Column<Row>[], row: Row | undefined): string | undefined {
  const first = columns[0]
  return first && row !== undefined ? String(cellValue(first, row) ?? '') : undefined
}

function idOf(row: unknown): string {
  return String((row as { id: unknown }).id)
}

/** A column the server cannot sort by puts the list back in its own order instead of emptying it. */
function useSortRefusal(error: Error | null, state: ListState): void {
  const { sort } = state.params
  const latest = useRef(state.set)
  latest.current = state.set
  useEffect(() => {
    if (!(error instanceof ProblemError) || error.code !== 'kernel.bad-sort' || sort === undefined) return
    notify.problem(error)
    latest.current({ sort: undefined })
  }, [error, sort])
}

/** `/` goes to the search box, unless one is writing. */
function useSlash(search: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const writing =
        event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || writing || !search.current) return
      event.preventDefault()
      search.current.focus()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [search])
}
