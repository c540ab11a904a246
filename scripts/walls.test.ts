import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { badFixtures, buildHouse } from './fixture-house.ts'
import { checkWalls } from './walls.ts'

let root: string
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('walls', () => {
  it('a sound house has no fault', () => {
    root = buildHouse()
    const report = checkWalls(root)
    expect(report.problems).toEqual([])
    expect(report.modules).toBe(2)
    expect(report.imports).toBeGreaterThan(15)
  })

  it.each(badFixtures('walls'))('$name is caught', ({ rule, message, files }) => {
    root = buildHouse(files)
    const { problems } = checkWalls(root)
    expect(problems).toContainEqual(
      expect.objectContaining({ rule, message: expect.stringContaining(message) }),
    )
    expect(problems.every((problem) => problem.rule === rule)).toBe(true)
  })

  it('a house in which nothing is seen is no success', () => {
    root = buildHouse()
    rmSync(join(root, 'src'), { recursive: true })
    mkdirSync(join(root, 'src'))
    expect(checkWalls(root).problems.map(({ rule }) => rule)).toContain('blind')
    writeFileSync(join(root, 'src', 'alone.ts'), 'export const alone = 1\n')
    expect(checkWalls(root).problems.map(({ rule }) => rule)).toContain('blind')
  })
})
