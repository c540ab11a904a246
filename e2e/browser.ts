import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where Chromium is on this machine; CHROMIUM names another. */
function chromiumPath(): string {
  const found = places.find((place) => place && existsSync(place))
  if (!found)
    throw new Error('Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path')
  return found
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: browserFlags })
}

export interface View {
  width: number
  height: number
  phone?: boolean
}

export const desk: View = { width: 1280, height: 800 }
export const phone: View = { width: 390, height: 844, phone: true }

/** What went wrong in a page without anybody clicking on it: each is a fault of the journey. */
export type Faults = string[]

/** A fresh window that notes every script error, server error and request to another host. */
export async function openWindow(
  browser: Browser,
  house: string,
  { view = desk, language = 'ko', state }: { view?: View; language?: 'ko' | 'en'; state?: WindowState } = {},
  faults: Faults = [],
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: house,
    viewport: { width: view.width, height: view.height },
    isMobile: view.phone ?? false,
    hasTouch: view.phone ?? false,
    locale: language === 'ko' ? 'ko-KR' : 'en-GB',
    timezoneId: 'Asia/Seoul',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ...(state ? { storageState: state } : {}),
  })
  context.setDefaultTimeout(15_000)
  context.on('page', (page) => watch(page, house, faults))
  return context
}

export type WindowState = Awaited<ReturnType<BrowserContext['storageState']>>

const openRequests = new WeakMap<Page, Set<unknown>>()

/** How many answers a page still waits for; the live feed, which never ends, is not counted. */
export function underWay(page: Page): number {
  return openRequests.get(page)?.size ?? 0
}

function watch(page: Page, house: string, faults: Faults): void {
  const open = new Set<unknown>()
  openRequests.set(page, open)
  page.on('request', (request) => {
    if (!request.url().includes('/kernel/live')) open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  const own = new URL(house).host
  page.on('pageerror', (error) => faults.push(`script error at ${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // The browser itself reports every refused request; a refusal shown to the person is no fault.
    if (message.type() !== 'error' || /^Failed to load resource/.test(message.text())) return
    faults.push(`console at ${page.url()}: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.host !== own) faults.push(`request to ${url.host}: ${url.href}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`)
  })
}
