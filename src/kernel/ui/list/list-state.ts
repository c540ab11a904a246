import { useMemo } from 'react'
import { type UrlParams, useUrl } from '../link.tsx'
import { apiQuery, type FilterSpec, urlOfView, writeFilter } from './filter-spec.ts'

export interface ViewSpec {
  name: string
  label: string
  /** As the list route takes it: `{ 'filter[state]': 'draft', sort: '-total' }`. */
  query: Record<string, string>
  columns?: string[] | null
  /** Saved by a person and may be taken away. */
  id?: string
}

export interface ListState {
  params: UrlParams
  set: (patch: Record<string, string | undefined>) => void
  q: string
  sort: string | undefined
  view: string | undefined
  /** As the list route takes it, without paging. */
  query: Record<string, string>
  choose: (view: ViewSpec | undefined) => void
  /** Differs from the chosen view. */
  changed: (view: ViewSpec | undefined) => boolean
}

/** Filter, search, order and view of a list, all in the address. */
export function useListState(filters: readonly FilterSpec[], defaultSort: string | undefined): ListState {
  const [params, set] = useUrl()
  const order = params.sort ?? defaultSort
  const query = useSame({
    ...apiQuery(params, filters),
    ...(params.q ? { q: params.q } : {}),
    ...(order ? { sort: order } : {}),
  })
  const clear = () => ({
    q: undefined,
    sort: undefined,
    ...Object.assign({}, ...filters.map(({ field }) => writeFilter(field, undefined))),
  })
  return {
    params,
    set,
    q: params.q ?? '',
    sort: params.sort ?? defaultSort,
    view: params.view,
    query,
    choose: (view) => set({ ...clear(), ...(view ? urlOfView(view.query) : {}), view: view?.name }),
    changed: (view) => {
      const meant = { ...(defaultSort ? { sort: defaultSort } : {}), ...(view?.query ?? {}) }
      return canonical(meant) !== canonical(query)
    },
  }
}

/** The same object as long as it says the same, so that a screen drawn anew does not ask anew. */
export function useSame(query: Record<string, string>): Record<string, string> {
  const key = canonical(query)
  return useMemo(() => Object.fromEntries(JSON.parse(key) as [string, string][]), [key])
}

function canonical(query: Record<string, string>): string {
  return JSON.stringify(Object.entries(query).sort(([a], [b]) => a.localeCompare(b)))
}
