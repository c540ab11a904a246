import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'

/** The sectors of the wheel, in the order of the navigation. */
export const sectors = ['hub', 'crm', 'scm', 'erp', 'km', 'admin'] as const
export type Sector = (typeof sectors)[number]

/** A label that must be there before any catalogue is loaded. */
export interface Words {
  ko: string
  en: string
}

export interface NavEntry {
  sector: Sector
  label: Words
  icon: Icon
  path: string
  permission?: string
  /** Place within the sector, small first. */
  order: number
}

/** What every screen receives; `params.id` belongs to a path like `/orders/$id`. */
export interface ScreenProps {
  params: Record<string, string>
}

export interface ScreenRoute {
  path: string
  // biome-ignore lint/suspicious/noExplicitAny: a screen may declare fewer props than it gets.
  screen: () => Promise<{ default: ComponentType<any> }>
  permission?: string
  /** Drawn without the frame, for wall displays and print views. */
  bare?: boolean
}

export interface UiCommand {
  name: string
  label: Words
  keywords?: string[]
  icon?: Icon
  path?: string
  run?: () => void
  permission?: string
}

export interface RecordLinkSpec {
  label: Words
  path: (id: string) => string
}

/** A counter in the header, such as approvals that wait; `count` is a GET that answers `{ count }`. */
export interface HeaderEntry {
  label: Words
  icon: Icon
  path: string
  count?: string
  permission?: string
}

export interface HomeTile {
  order: number
  permission?: string
  widget: () => Promise<{ default: ComponentType }>
}

export interface ModuleUi {
  name: string
  words: Record<'ko' | 'en', () => Promise<{ default: object }>>
  nav: NavEntry[]
  routes: ScreenRoute[]
  commands?: UiCommand[]
  /** By entity name: what a record is called and where it opens. */
  recordLinks?: Record<string, RecordLinkSpec>
  home?: HomeTile[]
  header?: HeaderEntry[]
}

/** Declares what a module adds to the screens. Loaded at start: no screen may be imported here, only `() => import()`. */
export function defineUi(ui: ModuleUi): ModuleUi {
  return ui
}

let registered: readonly ModuleUi[] = []

/** Called once by the composition, before the first render. */
export function registerUi(modules: readonly ModuleUi[]): void {
  const taken = new Map<string, string>()
  for (const module of modules) {
    for (const { path } of module.routes) {
      const owner = taken.get(path)
      if (owner !== undefined) throw new Error(`${module.name} and ${owner} both claim the path ${path}`)
      taken.set(path, module.name)
    }
  }
  registered = modules
}

export function moduleUis(): readonly ModuleUi[] {
  return registered
}

export function moduleUi(name: string): ModuleUi | undefined {
  return registered.find((module) => module.name === name)
}

/** Where a record of this entity opens, or nothing when its module is not installed. */
export function recordLink(entity: string): RecordLinkSpec | undefined {
  for (const module of registered) {
    const link = module.recordLinks?.[entity]
    if (link) return link
  }
  return undefined
}
