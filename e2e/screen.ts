import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { underWay } from './browser.ts'
import { eventually } from './moves.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Colours fade into the other scheme; measured half way they would be nobody's. */
const colourPauseMs = 200
const lookEveryMs = 60
const stillLooks = 4
const quietLimitMs = 8_000

type Scheme = 'light' | 'dark'

interface Violation {
  id: string
  impact: string | null
  nodes: { target: string[]; failureSummary?: string }[]
}

/**
 * Nothing serious or critical found by axe, in light and in dark, and every grid is a table in which each row has its
 * cells: axe passes over rows without roles. Whoever chose a scheme is looked at in that one.
 */
export async function sound(page: Page, schemes: readonly Scheme[] = ['light', 'dark']): Promise<void> {
  await quiet(page)
  const faults: string[] = []
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    const shown = () => page.locator('html').getAttribute('data-mantine-color-scheme')
    await eventually(
      async () => ((await shown()) ?? colorScheme) === colorScheme,
      `the ${colorScheme} colours`,
    )
    await page.waitForTimeout(colourPauseMs)
    for (const violation of await violations(page)) faults.push(`${colorScheme}: ${textOf(violation)}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  faults.push(...(await gridFaults(page)))
  if (faults.length > 0) throw new Error(`${page.url()} is not sound:\n${faults.join('\n')}`)
}

/** Waits until the screen has said what it has to say: nothing asked for is outstanding, and has not been for a moment. */
export async function quiet(page: Page): Promise<void> {
  const until = Date.now() + quietLimitMs
  let still = 0
  while (still < stillLooks && Date.now() < until) {
    await page.waitForTimeout(lookEveryMs)
    still = underWay(page) === 0 ? still + 1 : 0
  }
}

async function violations(page: Page): Promise<Violation[]> {
  await page.evaluate(axeSource)
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then((result) => result.violations)`,
  )) as Violation[]
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
}

function textOf({ id, impact, nodes }: Violation): string {
  const some = nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`)
  return `${id} (${impact}) ${some.join('; ').replaceAll(/\s+/g, ' ')}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`
}

async function gridFaults(page: Page): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('table, [role="grid"], [role="table"]')].flatMap((table) => {
    const name = table.getAttribute('aria-label') ?? table.querySelector('caption')?.textContent ?? ''
    const role = table.getAttribute('role')
    if (role === 'presentation' || role === 'none') return ['a table without its role: ' + name]
    const rows = [...table.querySelectorAll('tr, [role="row"]')].filter((row) => !row.hasAttribute('aria-hidden'))
    if (rows.length === 0) return ['a table without rows: ' + name]
    const bare = rows.filter((row) => row.querySelector('td, th, [role="gridcell"], [role="cell"], [role="columnheader"], [role="rowheader"]') === null)
    return [
      ...(name.trim() ? [] : ['a table without a name']),
      ...(bare.length ? [bare.length + ' rows without cells in ' + name] : []),
    ]
  })`)) as string[]
}
