import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countTask, dieTask, failTask } from './counting.fixture.ts'
import { createEnginePool, EngineFailure, type EnginePool } from './pool.ts'
import { beginSearch } from './search.ts'

let pool: EnginePool
beforeEach(() => {
  pool = createEnginePool({ threads: 1 })
})
afterEach(() => pool.close())

describe('engine pool', () => {
  it('the same seed and iterations give the same answer, another seed another', async () => {
    const run = (seed: number) => pool.run(countTask, 10, { limits: { seed, iterations: 5_000 } })
    const [first, again, other] = await Promise.all([run(1), run(1), run(2)])
    expect(first?.result).toBe(again?.result)
    expect(first?.result).not.toBe(other?.result)
    expect(first).toMatchObject({ outcome: 'finished', iterations: 5_000 })
  })

  it('the event loop stays free while an engine works, and progress is reported with the best so far', async () => {
    const seen: { fraction: number; best?: number }[] = []
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    await pool.run(countTask, 0, {
      limits: { seed: 1, seconds: 0.7 },
      progress: (progress) => seen.push(progress),
    })
    clearInterval(ticking)
    expect(ticks).toBeGreaterThan(10)
    expect(seen.some(({ best }) => best !== undefined && best > 0)).toBe(true)
    const fractions = seen.map(({ fraction }) => fraction)
    expect(fractions).toEqual(fractions.toSorted((one, two) => one - two))
  })

  it('cancelling leaves the best so far', async () => {
    const stop = new AbortController()
    const { result, outcome, iterations } = await pool.run(countTask, 0, {
      limits: { seed: 1, seconds: 600 },
      signal: stop.signal,
      progress: ({ best }) => best !== undefined && stop.abort(),
    })
    expect(outcome).toBe('cancelled')
    expect(result).toBeGreaterThan(0)
    expect(iterations).toBeGreaterThan(0)
  })

  it('an engine that throws or whose thread dies is a failure; the next task runs all the same', async () => {
    const limits = { seed: 1, iterations: 10 }
    await expect(pool.run(failTask, 0, { limits })).rejects.toMatchObject({
      message: expect.stringContaining('a broken engine'),
      code: 'count.broken',
      details: { at: 3 },
    })
    await expect(pool.run(dieTask, 0, { limits })).rejects.toMatchObject({ code: 'engine.thread_lost' })
    const lost = { module: countTask.module, name: 'nothingOfTheKind' }
    await expect(pool.run(lost, 0, { limits })).rejects.toMatchObject({ code: 'engine.failed' })
    expect((await pool.run(countTask, 0, { limits })).iterations).toBe(10)
  })

  it('what cannot travel to a thread is a failure by code; the thread stays for the next task', async () => {
    const limits = { seed: 1, iterations: 10 }
    const input = (() => 0) as unknown as number
    await expect(pool.run(countTask, input, { limits })).rejects.toMatchObject({
      name: 'Error',
      code: 'pool.input_not_cloneable',
    })
    await expect(pool.run(countTask, 0, { limits: { seed: 1, seconds: Number.NaN } })).rejects.toMatchObject({
      code: 'search.limits_invalid',
    })
    expect((await pool.run(countTask, 0, { limits })).iterations).toBe(10)
    expect(() => createEnginePool({ threads: 0 })).toThrow(EngineFailure)
  })

  it('what waits when the pool closes is refused', async () => {
    const running = pool.run(countTask, 0, { limits: { seed: 1, seconds: 600 } })
    const waiting = pool.run(countTask, 0, { limits: { seed: 1, seconds: 600 } })
    const refused = Promise.all([
      expect(running).rejects.toBeInstanceOf(EngineFailure),
      expect(waiting).rejects.toMatchObject({ code: 'pool.closed' }),
    ])
    await setTimeout(100)
    await pool.close()
    await refused
  })
})

describe('search', () => {
  it('without a limit there is no search', () => {
    expect(() => beginSearch({ seed: 1 })).toThrow(RangeError)
  })

  it('a limit that is no number would never be reached, and is refused', () => {
    for (const limits of [
      { seconds: Number.NaN },
      { iterations: Number.NaN },
      { seconds: -1 },
      { iterations: -1 },
    ])
      expect(() => beginSearch({ seed: 1, ...limits })).toThrow(
        expect.objectContaining({ code: 'search.limits_invalid' }),
      )
    expect(() => beginSearch({ seed: Number.NaN, iterations: 1 })).toThrow(RangeError)
  })

  it('asked again with the same number of iterations it still sees cancel and clock', () => {
    let told = false
    const cancelled = beginSearch({ seed: 1, iterations: 5 }, { cancelled: () => told })
    expect(cancelled.done(0)).toBe(false)
    told = true
    let asked = 0
    while (!cancelled.done(0) && asked < 10_000) asked++
    expect(asked).toBeLessThan(10_000)
  })

  it('no iterations or no seconds is a search that ends before it begins, with a fraction that is a number', () => {
    for (const limits of [{ seconds: 0 }, { iterations: 0 }]) {
      const search = beginSearch({ seed: 1, ...limits })
      expect(search.done(0)).toBe(true)
      expect(search.fraction(0)).toBe(1)
    }
  })
})
