import { useQuery } from '@tanstack/react-query'
import { queryClient } from './queries.ts'
import { api, ProblemError } from './request.ts'
import { showTimesIn } from './zone.ts'

export interface Me {
  user: { id: string; name: string; email: string; locale: string }
  company: { id: string; name: string; currency: string; timeZone: string }
  companies: { id: string; name: string }[]
  permissions: string[]
}

export const mePath = '/api/v1/kernel/me'
const meKey = [mePath]

/** Who is logged in: `null` for nobody, `undefined` while not yet known. */
export function useSession(): { me: Me | null | undefined; error: Error | null; retry: () => void } {
  const query = useQuery<Me | null>({
    queryKey: meKey,
    queryFn: ({ signal }) => readMe(signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { me: query.data, error: query.error, retry: () => void query.refetch() }
}

async function readMe(signal: AbortSignal): Promise<Me | null> {
  try {
    const me = await api.get<Me>(mePath, undefined, signal)
    showTimesIn(me.company.timeZone)
    return me
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null
    throw error
  }
}

/** The person logged in. Only inside the frame, where there is one. */
export function useMe(): Me {
  const { data } = useQuery<Me | null>({ queryKey: meKey, enabled: false })
  if (!data) throw new Error('useMe is used outside the frame')
  return data
}

/** Whether to show a way there. What may be done to a record is the server's to say. */
export function useMay(permission: string | undefined): boolean {
  const { permissions } = useMe()
  return may(permissions, permission)
}

export function may(permissions: readonly string[], permission: string | undefined): boolean {
  return permission === undefined || permissions.includes(permission) || permissions.includes('*')
}

export function forgetMe(): void {
  queryClient.setQueryData(meKey, null)
}

/** After login or a change of company nothing read before may stay. */
export async function readMeAgain(): Promise<void> {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== mePath })
  await queryClient.refetchQueries({ queryKey: meKey })
}
