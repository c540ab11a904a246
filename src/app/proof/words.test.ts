import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hasText } from '../../kernel/server/catalogue.ts'
import '../modules.ts'
import { projectRoot } from '../settings.ts'

const refusal = /(?:new DomainError|conflict)\(\s*'([a-z0-9-]+\.[a-z0-9.-]+)'/g

it('[PLAT-01] every refusal of the house has its words in both languages', () => {
  const files = globSync('src/{kernel,modules,app}/**/*.ts', { cwd: projectRoot }).filter(
    (file) => !/\.(test|fixture)\.ts$/.test(file) && !file.includes('/ui/') && !file.includes('/site/'),
  )
  const codes = new Set(
    files.flatMap((file) =>
      [...readFileSync(join(projectRoot, file), 'utf8').matchAll(refusal)].map(([, code]) => code),
    ),
  )
  expect(codes.size).toBeGreaterThan(100)
  const wordless = [...codes].flatMap((code) =>
    (['ko', 'en'] as const)
      .filter((locale) => !hasText(locale, `errors.${code}`))
      .map((locale) => `${locale} ${code}`),
  )
  expect(wordless.sort()).toEqual([])
})
