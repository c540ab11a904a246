import type { Locator, Page } from 'playwright-core'

/** The words a screen says after an act, in its live region. */
export async function said(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('status').or(page.getByRole('alert')).filter({ hasText: words }).first().waitFor()
}

/** Waits for a screen by its heading. */
export async function arrived(page: Page, heading: string | RegExp): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
}

/** Types into the focused field that looks records up, and takes the first that fits, by keyboard. */
export async function lookUp(page: Page, words: string): Promise<void> {
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Presses a key that leads to a field, and waits for the cursor to be there. */
export async function leap(page: Page, key: string, field: Locator): Promise<void> {
  await page.keyboard.press(key)
  await inFocus(field)
}

export function inFocus(field: Locator): Promise<void> {
  return eventually(
    () => field.evaluate((place) => place.matches(':focus')),
    `the cursor's way to ${field.toString()}`,
    10_000,
  )
}

/** The words of a place as they stand in the page. */
export async function textOf(place: Locator): Promise<string> {
  return ((await place.textContent()) ?? '').trim()
}

/** The value beside a label in the facts of a record. */
export function factOf(page: Page, label: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
    .locator('dd')
    .first()
}

/** The record's own state, beside its title. */
export async function inState(page: Page, state: string): Promise<void> {
  await page.locator('main header, main').getByText(state, { exact: true }).first().waitFor()
}

/** Repeats a look until it shows what is awaited: for what a worker does in the background. */
export async function eventually(
  check: () => Promise<boolean>,
  what: string,
  limitMs = 30_000,
): Promise<void> {
  const until = Date.now() + limitMs
  while (Date.now() < until) {
    if (await check()) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`${what} did not happen within ${limitMs / 1000} s`)
}

/** Fails with both values when they differ. */
export function same<T>(found: T, wanted: T, what: string): void {
  if (found !== wanted) throw new Error(`${what}: expected ${String(wanted)}, found ${String(found)}`)
}

/** Fails unless it holds. */
export function holds(fact: boolean, what: string): void {
  if (!fact) throw new Error(what)
}
