import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { Link } from '../link.tsx'
import { Loading, Problem } from '../page.tsx'
import { invalidate, type ListAnswer } from '../queries.ts'
import { api } from '../request.ts'
import { useWords } from '../text.ts'
import { useLive } from '../use-live.tsx'
import { When } from '../values.tsx'
import classes from './record.module.css'

export interface TimelineItem {
  id: string
  at: string
  actor: { name: string } | null
  type: string
  title: string
  data: Record<string, unknown> | null
  path: string | null
}

const timelinePath = '/api/v1/kernel/timeline'

/** Everything that happened to a record, newest first, and by whom. */
export function Timeline({ entity, id }: { entity: string; id: string }): ReactNode {
  const t = useWords()
  const query = useInfiniteQuery({
    queryKey: [timelinePath, entity, id],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListAnswer<TimelineItem>>(timelinePath, { entity, id, cursor: pageParam, limit: 30 }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const refresh = useCallback(() => void invalidate(timelinePath), [])
  useLive([`${entity}:${id}`], refresh)
  if (query.error) return <Problem error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Loading />
  const items = query.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <p className={classes.quiet}>{t('record.noHistory')}</p>
  return (
    <>
      <ol className={classes.timeline}>
        {items.map((item, index) => (
          <li key={item.id ?? `${item.at}${index}`}>
            <div>{item.path ? <Link to={item.path}>{item.title}</Link> : item.title}</div>
            <small>
              {item.actor ? `${item.actor.name} · ` : ''}
              <When at={item.at} />
            </small>
            {typeof item.data?.reason === 'string' ? (
              <p className={classes.reason}>{item.data.reason}</p>
            ) : null}
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button
          variant="subtle"
          size="compact-xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('record.older')}
        </Button>
      ) : null}
    </>
  )
}
