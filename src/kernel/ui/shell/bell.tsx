import { IconBell } from '@tabler/icons-react'
import { lazy, type ReactNode } from 'react'
import { Popup } from '../popup.tsx'
import { useWords } from '../text.ts'
import classes from './header.module.css'
import { useNotifications } from './use-notifications.ts'

const NoticeList = lazy(() => import('./notice-list.tsx'))

export function Bell(): ReactNode {
  const t = useWords()
  const unread = useNotifications().data?.unread ?? 0
  return (
    <Popup
      label={t('shell.notifications')}
      align="end"
      width={360}
      trigger={(props) => (
        <button type="button" className={classes.bell} title={t('shell.notifications')} {...props}>
          <span className="wh-hidden">
            {unread > 0 ? t('shell.unread', { n: unread }) : t('shell.notifications')}
          </span>
          <IconBell size={18} stroke={1.7} aria-hidden="true" />
          {unread > 0 ? (
            <span className={classes.count} aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          ) : null}
        </button>
      )}
    >
      {(close) => <NoticeList onClose={close} />}
    </Popup>
  )
}
