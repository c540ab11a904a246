import { useQuery } from '@tanstack/react-query'
import { api } from '../request.ts'
import type { Lookup } from './field-spec.ts'

const freshMs = 60_000

/** The chosen record, for its label. */
export function useLookupRow(lookup: Lookup | undefined, value: string | null | undefined): unknown {
  return useQuery({
    queryKey: ['lookup', lookup?.base, value],
    queryFn: ({ signal }) => api.get<unknown>(`${lookup?.base}/${value}`, undefined, signal),
    enabled: Boolean(lookup && value),
    staleTime: freshMs,
  }).data
}

export function idOf(lookup: Lookup, row: unknown): string {
  return lookup.value ? lookup.value(row) : String((row as { id: unknown }).id)
}
