import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { useRef } from 'react'
import { notify } from './notify.ts'
import { api, newKey, ProblemError, type Query } from './request.ts'

const freshMs = 15_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMs,
      retry: (count, error) => count < 2 && isPassing(error),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})

export interface ListAnswer<Row> {
  items: Row[]
  nextCursor: string | null
  count?: number | string
}

export interface ReadOptions {
  enabled?: boolean
  /** Reads again this often, for what has no live events. */
  everyMs?: number
  /** Shows the former answer while another is on its way. */
  keep?: boolean
}

/** One record: `GET base/id`. */
export function useRecord<Item>(base: string, id: string, options?: ReadOptions): UseQueryResult<Item> {
  return useEndpoint<Item>(`${base}/${id}`, undefined, options)
}

/** First page of a list route. */
export function useList<Row>(
  base: string,
  query?: Query,
  options?: ReadOptions,
): UseQueryResult<ListAnswer<Row>> {
  return useEndpoint<ListAnswer<Row>>(base, query, options)
}

/** Any GET; the answer is kept under its path, so that `invalidate(prefix)` finds it. */
export function useEndpoint<Answer>(
  path: string,
  query?: Query,
  options: ReadOptions = {},
): UseQueryResult<Answer> {
  return useQuery<Answer>({
    queryKey: [path, query ?? {}],
    queryFn: ({ signal }) => api.get<Answer>(path, query, signal),
    enabled: options.enabled ?? true,
    ...(options.everyMs ? { refetchInterval: options.everyMs } : {}),
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  }) as UseQueryResult<Answer>
}

export interface CommandOptions<Input, Answer> {
  /** Path prefixes whose queries are read again afterwards. */
  invalidates?: string[]
  said?: string | ((answer: Answer, input: Input) => string)
  undo?: (answer: Answer, input: Input) => Promise<unknown>
  /** The caller shows the problem itself. */
  quiet?: boolean
  onDone?: (answer: Answer, input: Input) => void
}

/**
 * A command of a person. The idempotency key stays the same until an answer arrived, so pressing the button again after
 * a lost answer cannot do the thing twice.
 */
export function useCommand<Input, Answer = unknown>(
  run: (input: Input, key: string) => Promise<Answer>,
  options: CommandOptions<Input, Answer> = {},
): UseMutationResult<Answer, Error, Input> {
  const key = useRef(newKey())
  return useMutation<Answer, Error, Input>({
    mutationFn: (input) => run(input, key.current),
    onSuccess: (answer, input) => {
      key.current = newKey()
      for (const prefix of options.invalidates ?? []) invalidate(prefix)
      const said = typeof options.said === 'function' ? options.said(answer, input) : options.said
      const undo = options.undo
      if (said) notify.done(said, undo ? { undo: () => undo(answer, input) } : {})
      options.onDone?.(answer, input)
    },
    onError: (error) => {
      if (!(error instanceof ProblemError && error.status === 0)) key.current = newKey()
      if (!options.quiet) notify.problem(error)
    },
  })
}

/** Everything read from a path that begins so is read again. */
export function invalidate(prefix: string): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => String(queryKey[0]).startsWith(prefix),
  })
}

function isPassing(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status === 503)
}
