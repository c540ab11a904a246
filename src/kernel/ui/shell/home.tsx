import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { moduleUis } from '../define-ui.ts'
import { Link } from '../link.tsx'
import { may, useMe } from '../me.ts'
import { Page, Section } from '../page.tsx'
import { say, useWords } from '../text.ts'
import classes from './home.module.css'
import { lastPlace, navigationOf } from './places.ts'

/** The first screen of the day: what the modules want seen, then the way to everything. */
export default function Home(): ReactNode {
  const t = useWords()
  const { user, permissions } = useMe()
  const tiles = useMemo(
    () =>
      moduleUis()
        .flatMap((module) =>
          (module.home ?? []).map((tile) => ({
            ...tile,
            key: `${module.name}${tile.order}`,
            Tile: lazy(tile.widget),
          })),
        )
        .filter((tile) => may(permissions, tile.permission))
        .sort((a, b) => a.order - b.order),
    [permissions],
  )
  return (
    <Page title={t('home.title', { name: user.name })}>
      {tiles.map(({ key, Tile }) => (
        <Suspense key={key} fallback={<div className={classes.waiting} />}>
          <Tile />
        </Suspense>
      ))}
      <Section title={t('home.go')}>
        <div className={classes.sectors}>
          {navigationOf(permissions).map(({ sector, entries }) => (
            <div key={sector}>
              <h3>{t(`sector.${sector}`)}</h3>
              <ul>
                {entries.map((entry) => (
                  <li key={entry.path}>
                    <Link to={lastPlaceWithin(sector, entry.path)} underline="hover">
                      <entry.icon size={16} stroke={1.7} aria-hidden="true" />
                      {say(entry.label)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </Section>
    </Page>
  )
}

/** The page with the filters it was left with. */
function lastPlaceWithin(sector: Parameters<typeof lastPlace>[0], path: string): string {
  const last = lastPlace(sector)
  return last?.split('?')[0] === path ? last : path
}
