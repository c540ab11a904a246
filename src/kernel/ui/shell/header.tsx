import { IconSearch } from '@tabler/icons-react'
import { lazy, type ReactNode } from 'react'
import { type HeaderEntry, moduleUis } from '../define-ui.ts'
import { Link } from '../link.tsx'
import { may, useMe } from '../me.ts'
import { MenuPopup } from '../popup.tsx'
import { useEndpoint } from '../queries.ts'
import { say, useWords } from '../text.ts'
import { LiveState } from '../use-live.tsx'
import { Bell } from './bell.tsx'
import classes from './header.module.css'

const PersonMenu = lazy(() => import('./person-menu.tsx'))

/** Search and commands, what waits for me, who I am. */
export function Header({ onSearch }: { onSearch: () => void }): ReactNode {
  const t = useWords()
  const { permissions, user } = useMe()
  const entries = moduleUis()
    .flatMap((module) => module.header ?? [])
    .filter((entry) => may(permissions, entry.permission))
  return (
    <header className={classes.header}>
      <button type="button" className={classes.search} onClick={onSearch} aria-keyshortcuts="Control+K">
        <IconSearch size={16} aria-hidden="true" />
        <span>{t('shell.search')}</span>
        <kbd className={classes.key}>Ctrl K</kbd>
      </button>
      <div className={classes.right}>
        <LiveState />
        {entries.map((entry) => (
          <Counter key={entry.path} entry={entry} />
        ))}
        <Bell />
        <MenuPopup
          label={t('shell.person')}
          align="end"
          width={240}
          trigger={(props) => (
            <button
              type="button"
              className={classes.avatar}
              aria-label={t('shell.personOf', { name: user.name })}
              {...props}
            >
              {[...user.name][0]}
            </button>
          )}
        >
          <PersonMenu />
        </MenuPopup>
      </div>
    </header>
  )
}

function Counter({ entry }: { entry: HeaderEntry }): ReactNode {
  const t = useWords()
  const { data } = useEndpoint<{ count: number }>(entry.count ?? '', undefined, {
    enabled: Boolean(entry.count),
    everyMs: 60_000,
  })
  const count = data?.count ?? 0
  return (
    <Link to={entry.path} className={classes.bell} title={say(entry.label)}>
      <span className="wh-hidden">{`${say(entry.label)} ${t('count', { n: count })}`}</span>
      <entry.icon size={18} stroke={1.7} aria-hidden="true" />
      {count > 0 ? (
        <span className={classes.count} aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      ) : null}
    </Link>
  )
}
