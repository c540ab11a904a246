import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useGo } from '../link.tsx'
import { Await, Empty } from '../page.tsx'
import { invalidate, useCommand } from '../queries.ts'
import { api } from '../request.ts'
import { useWords } from '../text.ts'
import { When } from '../values.tsx'
import classes from './header.module.css'
import { notificationsPath, useNotifications } from './use-notifications.ts'

/** What happened that concerns me, newest first; opening one marks it read. */
export default function NoticeList({ onClose }: { onClose: () => void }): ReactNode {
  const t = useWords()
  const go = useGo()
  const query = useNotifications()
  const read = useCommand((id: string) => api.post(`${notificationsPath}/${id}/read`), {
    quiet: true,
    onDone: () => void invalidate(notificationsPath),
  })
  const readAll = useCommand(() => api.post(`${notificationsPath}/read-all`), {
    invalidates: [notificationsPath],
  })
  return (
    <div className={classes.notices}>
      <div className={classes.noticeHead}>
        <h2>{t('shell.notifications')}</h2>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => readAll.mutate(undefined)}
          disabled={!query.data?.unread}
        >
          {t('shell.readAll')}
        </Button>
      </div>
      <Await query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('shell.noNotifications')} text={t('shell.noNotificationsText')} />
          ) : (
            <ul>
              {items.map((item) => (
                <li key={item.id}>
                  <button
                    type="button"
                    className={classes.notice}
                    data-new={item.readAt === null || undefined}
                    onClick={() => {
                      if (item.readAt === null) read.mutate(item.id)
                      if (item.path) go(item.path)
                      onClose()
                    }}
                  >
                    {item.title}
                    <small>
                      {item.body ? `${item.body} · ` : ''}
                      <When at={item.at} />
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </div>
  )
}
