import { IconBell, IconHome, IconMenu2, IconSearch, IconUser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link, usePath } from '../link.tsx'
import { useWords } from '../text.ts'
import classes from './header.module.css'
import { useNotifications } from './use-notifications.ts'

/** On a phone: five things within reach of the thumb. */
export function BottomBar({
  onSearch,
  onMenu,
  menuOpen,
}: {
  onSearch: () => void
  onMenu: () => void
  menuOpen: boolean
}): ReactNode {
  const t = useWords()
  const path = usePath()
  const unread = useNotifications().data?.unread ?? 0
  const at = (to: string) => (path === to && !menuOpen ? 'page' : undefined)
  return (
    <nav className={classes.bar} aria-label={t('shell.quick')}>
      <Link to="/" className={classes.barItem} aria-current={at('/')} underline="never">
        <IconHome size={20} stroke={1.7} aria-hidden="true" />
        {t('shell.home')}
      </Link>
      <button type="button" className={classes.barItem} aria-expanded={menuOpen} onClick={onMenu}>
        <IconMenu2 size={20} stroke={1.7} aria-hidden="true" />
        {t('shell.menu')}
      </button>
      <button type="button" className={classes.barItem} onClick={onSearch}>
        <IconSearch size={20} stroke={1.7} aria-hidden="true" />
        {t('search')}
      </button>
      <Link
        to="/notifications"
        className={classes.barItem}
        aria-current={at('/notifications')}
        underline="never"
      >
        <IconBell size={20} stroke={1.7} aria-hidden="true" />
        {unread > 0 ? (
          <span className={classes.count} aria-hidden="true">
            {unread}
          </span>
        ) : null}
        {t('shell.notifications')}
      </Link>
      <Link to="/me" className={classes.barItem} aria-current={at('/me')} underline="never">
        <IconUser size={20} stroke={1.7} aria-hidden="true" />
        {t('shell.me')}
      </Link>
    </nav>
  )
}
