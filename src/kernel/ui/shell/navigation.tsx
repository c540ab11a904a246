import {
  IconBooks,
  IconBuildingBank,
  IconChevronDown,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconSettings,
  IconSteeringWheel,
  IconTruck,
  IconUsers,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { NavEntry, Sector } from '../define-ui.ts'
import { Link, useGo, usePath } from '../link.tsx'
import { useMe } from '../me.ts'
import { say, useWords } from '../text.ts'
import classes from './navigation.module.css'
import { entryOf, lastPlace, navigationOf } from './places.ts'

const sectorIcon = {
  hub: IconSteeringWheel,
  crm: IconUsers,
  scm: IconTruck,
  erp: IconBuildingBank,
  km: IconBooks,
  admin: IconSettings,
} as const

/** The wheel's sectors and their pages. The current sector is open; another one takes you to where you last were in it. */
export function Navigation({ narrow, onNarrow }: { narrow: boolean; onNarrow: () => void }): ReactNode {
  const t = useWords()
  const { permissions, company } = useMe()
  const path = usePath()
  const current = entryOf(path)
  const groups = navigationOf(permissions)
  return (
    <nav className={classes.nav} aria-label={t('shell.navigation')} data-narrow={narrow || undefined}>
      <Link to="/" className={classes.brand} title={company.name} underline="never">
        <Wheel />
        <span className={classes.name}>{company.name}</span>
      </Link>
      <div className={classes.scroll}>
        {groups.map(({ sector, entries }) => (
          <SectorGroup key={sector} sector={sector} entries={entries} current={current} narrow={narrow} />
        ))}
      </div>
      <button type="button" className={classes.fold} onClick={onNarrow} aria-pressed={narrow}>
        {narrow ? (
          <IconLayoutSidebarLeftExpand size={18} aria-hidden="true" />
        ) : (
          <IconLayoutSidebarLeftCollapse size={18} aria-hidden="true" />
        )}
        <span className={classes.word}>{narrow ? t('shell.unfold') : t('shell.fold')}</span>
      </button>
    </nav>
  )
}

function SectorGroup({
  sector,
  entries,
  current,
  narrow,
}: {
  sector: Sector
  entries: NavEntry[]
  current: NavEntry | undefined
  narrow: boolean
}): ReactNode {
  const t = useWords()
  const go = useGo()
  const here = current?.sector === sector
  const [choice, setChoice] = useState<boolean>()
  const open = choice ?? here
  const Icon = sectorIcon[sector]
  const enter = () => {
    if (here || open) return setChoice(!open)
    setChoice(undefined)
    go(lastPlace(sector) ?? entries[0]?.path ?? '/')
  }
  return (
    <div className={classes.sector} data-here={here || undefined}>
      <button
        type="button"
        className={classes.sectorName}
        aria-expanded={open}
        onClick={enter}
        title={narrow ? t(`sector.${sector}`) : undefined}
      >
        <Icon size={18} stroke={1.7} aria-hidden="true" />
        <span className={classes.word}>{t(`sector.${sector}`)}</span>
        <IconChevronDown size={14} aria-hidden="true" className={classes.chevron} />
      </button>
      {open ? (
        <ul className={classes.entries}>
          {entries.map((entry) => (
            <li key={entry.path}>
              <Link
                to={entry.path}
                className={classes.entry}
                underline="never"
                aria-current={entry === current ? 'page' : undefined}
                title={narrow ? say(entry.label) : undefined}
              >
                <entry.icon size={16} stroke={1.7} aria-hidden="true" />
                <span className={classes.word}>{say(entry.label)}</span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function Wheel(): ReactNode {
  return (
    <svg
      width="22"
      height="22"
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="16" cy="16" r="10" strokeWidth="3" />
      <circle cx="16" cy="16" r="3" fill="currentColor" />
      <path
        d="M16 2v11M16 19v11M2 16h11M19 16h11M6.1 6.1l7.8 7.8M18.1 18.1l7.8 7.8M25.9 6.1l-7.8 7.8M13.9 18.1l-7.8 7.8"
        strokeWidth="2.2"
      />
    </svg>
  )
}
