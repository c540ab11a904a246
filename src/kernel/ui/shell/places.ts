import { moduleUis, type NavEntry, type Sector, sectors } from '../define-ui.ts'
import { may } from '../me.ts'

const key = (sector: Sector) => `wh.place.${sector}`

/** Entries a person may see, by sector, in order. */
export function navigationOf(permissions: readonly string[]): { sector: Sector; entries: NavEntry[] }[] {
  const all = moduleUis().flatMap((module) => module.nav)
  return sectors
    .map((sector) => ({
      sector,
      entries: all
        .filter((entry) => entry.sector === sector && may(permissions, entry.permission))
        .sort((a, b) => a.order - b.order || a.path.localeCompare(b.path)),
    }))
    .filter(({ entries }) => entries.length > 0)
}

/** The entry a path lies under: the longest that begins it. */
export function entryOf(path: string): NavEntry | undefined {
  return moduleUis()
    .flatMap((module) => module.nav)
    .filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]
}

export function rememberPlace(path: string): void {
  const entry = entryOf(path)
  if (entry) sessionStorage.setItem(key(entry.sector), location.pathname + location.search)
}

/** Where one was last in a sector. */
export function lastPlace(sector: Sector): string | null {
  return sessionStorage.getItem(key(sector))
}
