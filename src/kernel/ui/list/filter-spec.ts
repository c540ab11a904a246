import type { Lookup, Option } from '../form/field-spec.ts'
import type { UrlParams } from '../link.tsx'

export interface FilterSpec {
  field: string
  label: string
  kind: 'choice' | 'text' | 'date' | 'number' | 'money' | 'lookup' | 'yes'
  options?: readonly Option[]
  lookup?: Lookup
  /** For money; the company's otherwise. */
  currency?: string
}

/** What a filter says now, by operator; `eq` without one. */
export type FilterValue = Partial<Record<FilterOperator, string>>
export type FilterOperator = 'eq' | 'in' | 'gte' | 'lte' | 'contains'

const operators: readonly FilterOperator[] = ['eq', 'in', 'gte', 'lte', 'contains']

/** In the address a filter is `state=draft` or `orderedAt.gte=2026-11-01`; on the API `filter[orderedAt][gte]`. */
export function readFilter(params: UrlParams, field: string): FilterValue | undefined {
  const found = operators.flatMap((operator) => {
    const value = params[urlKey(field, operator)]
    return value === undefined ? [] : [[operator, value] as const]
  })
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

/** The change of the address that sets a filter, or takes it away. */
export function writeFilter(
  field: string,
  value: FilterValue | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(operators.map((operator) => [urlKey(field, operator), value?.[operator]]))
}

export function apiQuery(params: UrlParams, filters: readonly FilterSpec[]): Record<string, string> {
  const query: Record<string, string> = {}
  for (const { field } of filters) {
    for (const [operator, value] of Object.entries(readFilter(params, field) ?? {})) {
      query[operator === 'eq' ? `filter[${field}]` : `filter[${field}][${operator}]`] = value
    }
  }
  return query
}

/** A view's query, as the API takes it, becomes an address. */
export function urlOfView(query: Record<string, string>): UrlParams {
  const url: UrlParams = {}
  for (const [key, value] of Object.entries(query)) {
    const match = /^filter\[([^\]]+)\](?:\[([^\]]+)\])?$/.exec(key)
    url[match?.[1] ? (match[2] ? `${match[1]}.${match[2]}` : match[1]) : key] = value
  }
  return url
}

function urlKey(field: string, operator: FilterOperator): string {
  return operator === 'eq' ? field : `${field}.${operator}`
}
