import { describe, expect, it } from 'vitest'
import { hasText } from '../kernel/server/catalogue.ts'
import { modules } from './modules.ts'

const columns = modules.flatMap((module) =>
  (module.entities ?? []).flatMap((entity) =>
    entity.columns.map((column) => ({ entity: entity.name, module: module.name, ...column })),
  ),
)

describe('words of values in files', () => {
  it('[PLAT-02] every state and kind that a list shows has its word in both languages', () => {
    const shown = columns.filter(({ type, key, meta }) => type === 'enum' && key !== 'currency' && meta.list)
    expect(shown.length).toBeGreaterThan(10)
    const wordless = shown.filter(({ meta }) => meta.words === undefined)
    expect(wordless.map(({ entity, key }) => `${entity}.${key}`)).toEqual([])
    const missing = columns
      .filter(({ meta }) => meta.words !== undefined)
      .flatMap(({ module, meta, options }) =>
        (options ?? []).flatMap((value) =>
          (['ko', 'en'] as const)
            .filter((locale) => !hasText(locale, `${module}:${meta.words}.${value}`))
            .map((locale) => `${locale} ${module}:${meta.words}.${value}`),
        ),
      )
    expect(missing).toEqual([])
  })
})
