import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { notify } from '../notify.ts'
import { invalidate, type ListAnswer } from '../queries.ts'
import { api, ProblemError } from '../request.ts'
import { useLive } from '../use-live.tsx'
import type { ListState } from './list-state.ts'

const pageRows = 100
const livePages = 2
const settleMs = 1_000

/** The rows of a list route, page by page as they are scrolled to. */
export function useRows<Row>(base: string, query: Record<string, string>) {
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

/** Short lists follow the events by themselves; under someone who has scrolled far nothing may jump, so they are told. */
export function useFreshness(entity: string, base: string, pages: number) {
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

/** A column the server cannot sort by puts the list back in its own order instead of emptying it. */
export function useSortRefusal(error: Error | null, state: ListState): void {
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
export function useSlash(search: { current: HTMLInputElement | null }): void {
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

/** A count may come as text, as every whole number the database keeps. */
function countOf(page: ListAnswer<unknown> | undefined): number | undefined {
  return page?.count === undefined ? undefined : Number(page.count)
}
