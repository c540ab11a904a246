import type { House } from '../http/house.ts'

/** The screen of a record, where its search source names one. */
export function pathOf(house: House, entity: string, id: string): string | null {
  for (const module of house.modules) {
    const source = module.search?.find((candidate) => candidate.entity === entity)
    if (source) return source.path.replace(':id', id)
  }
  return null
}
