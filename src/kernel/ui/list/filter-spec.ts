import { addDays, startOfDay } from '../../shared/calendar.ts'
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

/**
 * A day chosen for an instant means that whole day where the company is: from its first moment, to its last. The address
 * and saved views keep the bare date.
 */
export function withMoments(
  query: Record<string, string>,
  instants: ReadonlySet<string>,
  zone: string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => {
      const match = /^filter\[(\w+)\]\[(gte|lte)\]$/.exec(key)
      if (!match?.[1] || !instants.has(match[1]) || !bareDate.test(value)) return [key, value]
      if (match[2] === 'gte') return [key, startOfDay(value, zone).toISOString()]
      return [`filter[${match[1]}][lt]`, startOfDay(addDays(value, 1), zone).toISOString()]
    }),
  )
}

const bareDate = /^\d{4}-\d{2}-\d{2}$/

function urlKey(field: string, operator: FilterOperator): string {
  return operator === 'eq' ? field : `${field}.${operator}`
}
