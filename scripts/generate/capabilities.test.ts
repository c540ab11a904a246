import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { capabilitiesPage } from './capabilities.ts'
import { proofsOf } from './proofs.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wheelhouse-capabilities-'))
  write(
    'docs/capabilities.tsv',
    'id\tsystem\tmodule\tko\ttext\nOMS-91\toms\torders\t접수\tCapture\nOMS-92\toms\torders\t할당\tAllocate\nOMS-93\toms\torders\t배송\tShip\n',
  )
  write('docs/capabilities-working.json', '{ "OMS-91": "Type it at the desk" }')
  write(
    'src/a.test.ts',
    "it('[OMS-91, OMS-92] one unit, one winner', run)\nit.skip('[OMS-93] not yet', run)\n",
  )
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(join(root, dirname(file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

describe('the capability matrix', () => {
  it('says working only for what is both usable and proved', () => {
    const page = capabilitiesPage(root)
    expect(page).toContain('3 capabilities: 1 working, 1 in part, 1 planned.')
    expect(page).toMatch(/OMS-91 .*✅ working .*Type it at the desk.*one unit, one winner/)
    expect(page).toMatch(/OMS-92 .*in part/)
    expect(page).toMatch(/OMS-93 .*planned/)
  })

  it.each([
    [
      'a claim that no test proves',
      'docs/capabilities-working.json',
      '{ "OMS-93": "Ship it" }',
      'no test proves',
    ],
    [
      'a claim of something unknown',
      'docs/capabilities-working.json',
      '{ "OMS-99": "Fly" }',
      'not in the list',
    ],
    ['a test of something unknown', 'src/b.test.ts', "it('[OMS-98] flies', run)", 'not in the list'],
  ])('%s is refused', (_name, file, text, message) => {
    write(file, text)
    expect(() => capabilitiesPage(root)).toThrow(message)
  })

  it('finds ids in every form of name', () => {
    const text =
      "it('[OMS-91][OMS-92] a', f); test(`[OMS-93] b`, f); it.each([1])('[OMS-91] c', f); it.todo('[OMS-92] d')"
    expect(proofsOf('x.test.ts', text).map(({ capability, fact }) => `${capability} ${fact}`)).toEqual([
      'OMS-91 a',
      'OMS-92 a',
      'OMS-93 b',
      'OMS-91 c',
    ])
  })
})
