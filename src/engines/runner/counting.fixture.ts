import type { EngineTask } from './pool.ts'
import type { Search } from './search.ts'

/** Adds up chance, one draw an iteration; the best so far is the count of draws. */
export function count(from: number, search: Search<number>): number {
  let total = from
  for (let iteration = 0; !search.done(iteration); iteration++) {
    total += search.chance.next()
    const now = total
    search.improved(() => now)
  }
  return total
}

export function fail(): number {
  throw Object.assign(new Error('a broken engine'), { code: 'count.broken', details: { at: 3 } })
}

export function die(): number {
  process.exit(3)
}

const here = import.meta.url
export const countTask: EngineTask<number, number> = { module: here, name: 'count' }
export const failTask: EngineTask<number, number> = { module: here, name: 'fail' }
export const dieTask: EngineTask<number, number> = { module: here, name: 'die' }
