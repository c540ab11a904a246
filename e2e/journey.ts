import { stripVTControlCharacters } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { desk, type Faults, openWindow, type View, type WindowState } from './browser.ts'

export type Role =
  | 'owner'
  | 'operator'
  | 'auditor'
  | 'sales'
  | 'warehouse'
  | 'accountant'
  | 'catalog'
  | 'service'

/** What a journey may do. */
export interface World {
  house: string
  /** A page of the person who plays this role, logged in. */
  as(role: Role, wish?: { view?: View; language?: 'ko' | 'en' }): Promise<Page>
  /** A page of a customer, who has no login. */
  visitor(wish?: { view?: View; language?: 'ko' | 'en' }): Promise<Page>
  /** One thing a person wants to be able to do. The name begins with the capabilities it shows. */
  fact(name: string, run: () => Promise<void>): Promise<void>
  /** A fact that nothing else of the journey builds on: when it fails, the journey goes on. */
  each(name: string, run: () => Promise<void>): Promise<void>
}

export interface Journey {
  title: string
  run(world: World): Promise<void>
}

/** A piece of a working day, walked in a browser. */
export function journey(title: string, run: (world: World) => Promise<void>): Journey {
  return { title, run }
}

export interface Stage {
  browser: Browser
  house: string
  states: Map<Role, WindowState>
  say(line: string): void
  /** Called with a page of the failed fact. */
  picture(page: Page, name: string): Promise<void>
}

/** Walks one journey; a fact that failed ends it, because the next ones build on it. */
export async function walk(
  stage: Stage,
  { title, run }: Journey,
): Promise<{ passed: number; failed: number }> {
  const windows: BrowserContext[] = []
  const faults: Faults = []
  const count = { passed: 0, failed: 0 }
  stage.say(`# ${title}`)
  const open = async (wish: { view?: View; language?: 'ko' | 'en'; state?: WindowState }): Promise<Page> => {
    const window = await openWindow(stage.browser, stage.house, wish, faults)
    windows.push(window)
    return window.newPage()
  }
  async function fact(name: string, act: () => Promise<void>): Promise<void> {
    const started = performance.now()
    try {
      await act()
      if (faults.length > 0) throw new Error(faults.splice(0).join('\n'))
      count.passed += 1
      stage.say(`ok ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
    } catch (error) {
      throw new FailedFact(name, error)
    }
  }
  async function note(error: unknown): Promise<void> {
    count.failed += 1
    const failed = error instanceof FailedFact ? error : new FailedFact(title, error)
    stage.say(`not ok ${failed.message}`)
    stage.say(textOf([failed.cause, ...faults.splice(0)]))
    for (const [index, page] of windows.flatMap((window) => window.pages()).entries())
      await stage.picture(page, `${title.replaceAll(/\W+/g, '-')}-${index}`).catch(() => undefined)
  }
  const world: World = {
    house: stage.house,
    visitor: (wish = {}) => open(wish),
    as: async (role, wish = {}) => {
      const state = stage.states.get(role) ?? (await logIn(stage, role))
      const page = await open({ view: desk, ...wish, state })
      return page
    },
    fact,
    each: (name, act) => fact(name, act).catch(note),
  }
  await run(world).catch(note)
  for (const window of windows) await window.close()
  return count
}

class FailedFact extends Error {
  constructor(name: string, cause: unknown) {
    super(name, { cause })
  }
}

function textOf(causes: readonly unknown[]): string {
  const text = causes
    .map((cause) => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)))
    .join('\n')
  return stripVTControlCharacters(text).replaceAll(/^/gm, '    ')
}

/** Logs a demonstration user in by the door everybody uses, once a run. */
async function logIn(stage: Stage, role: Role): Promise<WindowState> {
  const window = await openWindow(stage.browser, stage.house)
  try {
    const page = await window.newPage()
    await page.goto('/')
    const { email, password } = await demoLogin(stage.house, role)
    await page.getByLabel('이메일').fill(email)
    await page.getByLabel('비밀번호', { exact: true }).fill(password)
    await page.getByLabel('비밀번호', { exact: true }).press('Enter')
    await page.getByRole('navigation').first().waitFor()
    const state = await window.storageState()
    stage.states.set(role, state)
    return state
  } finally {
    await window.close()
  }
}

export async function demoLogin(house: string, role: Role): Promise<{ email: string; password: string }> {
  const answer = await fetch(`${house}/api/v1/kernel/demo-logins`)
  const { items } = (await answer.json()) as { items: { email: string; password: string }[] }
  const login = items.find(({ email }) => email === `${role}@wheelhouse.demo`)
  if (!login) throw new Error(`no demonstration user plays ${role}`)
  return login
}
