import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../request.ts'
import { useWords } from '../text.ts'
import classes from './record.module.css'

const everyMs = 20_000

/** Who else has this record open now. */
export function Presence({ entity, id }: { entity: string; id: string }): ReactNode {
  const t = useWords()
  const { data } = useQuery({
    queryKey: ['presence', entity, id],
    queryFn: () => api.post<{ items: { name: string }[] }>('/api/v1/kernel/presence', { entity, id }),
    refetchInterval: ({ state }) => (state.error ? false : everyMs),
    retry: false,
    staleTime: everyMs,
  })
  const names = (data?.items ?? []).map(({ name }) => name).join(', ')
  return (
    <span role="status" className={classes.presence}>
      {names ? (
        <>
          <IconEye size={14} aria-hidden="true" />
          {t('record.alsoHere', { names })}
        </>
      ) : null}
    </span>
  )
}
