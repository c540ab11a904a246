import { rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { badFixtures, buildHouse } from './fixture-house.ts'
import { checkTidy } from './tidy.ts'

let root: string
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('tidy', () => {
  it('a sound house has no fault', () => {
    root = buildHouse()
    expect(checkTidy(root).problems).toEqual([])
  })

  it.each(badFixtures('tidy'))('$name is caught', ({ rule, message, files }) => {
    root = buildHouse(files)
    const { problems } = checkTidy(root)
    expect(problems).toContainEqual(
      expect.objectContaining({ rule, message: expect.stringContaining(message) }),
    )
    expect(problems.every((problem) => problem.rule === rule)).toBe(true)
  })

  it('a long file with a reason stays, and a file over 300 lines is only noticed', () => {
    const long = 'export const a = 1\n'
    root = buildHouse(
      new Map([
        ['src/app/long.ts', long.repeat(600)],
        ['src/app/middling.ts', long.repeat(301)],
        ['scripts/tidy-exceptions.json', '{ "src/app/long.ts": "One table of postal codes." }'],
      ]),
    )
    const report = checkTidy(root)
    expect(report.problems).toEqual([])
    expect(report.notices).toEqual(['src/app/long.ts: 600 lines', 'src/app/middling.ts: 301 lines'])
  })

  it('the theme may name colours, and words of the trade are no leftovers', () => {
    root = buildHouse(
      new Map([
        ['src/kernel/ui/theme.ts', "export const red = '#f00'\n"],
        ['src/modules/orders/ui/good.tsx', "export const link = '#lines'\nexport const code = 'XXX'\n"],
        ['src/modules/orders/ui/good.module.css', '#lines {\n  color: var(--mantine-color-red-6);\n}\n'],
        ['src/modules/orders/i18n/ko.json', '{ "line_other": "{{count}}줄" }'],
        [
          'src/modules/orders/i18n/en.json',
          '{ "line_one": "{{count}} line", "line_other": "{{count}} lines" }',
        ],
      ]),
    )
    expect(checkTidy(root).problems).toEqual([])
  })
})
