import { type Chance, chance } from '../runner/chance.ts'
import { normalDraw } from './distributions.ts'

/** A series of a known process: what it is made of can be held against what the engine says of it. */
export interface GeneratedSeries {
  name: string
  process: string
  values: Float64Array
  seasonLengths: number[]
  horizon: number
  period: 'day' | 'week' | 'month' | 'quarter' | 'year'
  start: string
}

type Process = (luck: Chance) => Omit<GeneratedSeries, 'name' | 'process'>

/** `each` series of every process; the last `horizon` values are meant to be held out. */
export function generatedSeries(each: number, seed: number): GeneratedSeries[] {
  return Object.entries(processes).flatMap(([process, make], family) =>
    Array.from({ length: each }, (_, index) => ({
      name: `${process}-${index + 1}`,
      process,
      ...make(chance(seed * 1_000_003 + family * 10_007 + index)),
    })),
  )
}

const monthly = { seasonLengths: [12], horizon: 12, period: 'month', start: '2015-01-01' } as const

const processes: Record<string, Process> = {
  'monthly-season-grows': (luck) => {
    const season = seasonOf(luck, 12, 0.25)
    const growth = 0.004 * normalDraw(luck)
    let level = 500 * (0.5 + luck.next())
    return {
      ...monthly,
      seasonLengths: [12],
      values: series(96 + luck.between(0, 48), (t) => {
        level *= 1 + growth + 0.02 * normalDraw(luck)
        return level * (1 + (season[t % 12] as number)) * (1 + 0.05 * normalDraw(luck))
      }),
    }
  },
  'monthly-level-shift': (luck) => {
    const season = seasonOf(luck, 12, 20)
    const length = 108
    const shiftAt = luck.between(30, 85)
    const shift = luck.happens(0.5) ? 80 : -80
    return {
      ...monthly,
      seasonLengths: [12],
      values: series(length, (t) =>
        Math.max(0, 300 + (season[t % 12] as number) + (t >= shiftAt ? shift : 0) + 10 * normalDraw(luck)),
      ),
    }
  },
  'quarterly-season': (luck) => {
    const season = seasonOf(luck, 4, 15)
    let level = 200
    let growth = normalDraw(luck)
    return {
      seasonLengths: [4],
      horizon: 8,
      period: 'quarter',
      start: '2008-01-01',
      values: series(48 + luck.between(0, 24), (t) => {
        growth += 0.1 * normalDraw(luck)
        level += growth + 3 * normalDraw(luck)
        return level + (season[t % 4] as number) + 3 * normalDraw(luck)
      }),
    }
  },
  'yearly-random-walk': (luck) => {
    let level = 1_000
    const drift = 15 * normalDraw(luck)
    return {
      seasonLengths: [],
      horizon: 6,
      period: 'year',
      start: '1985-01-01',
      values: series(24 + luck.between(0, 20), () => {
        level += drift + 30 * normalDraw(luck)
        return level
      }),
    }
  },
  'daily-week-and-year': (luck) => {
    const week = seasonOf(luck, 7, 0.2)
    const phase = luck.next() * 2 * Math.PI
    let level = 200
    return {
      seasonLengths: [7, 365.25],
      horizon: 28,
      period: 'day',
      start: '2021-01-01',
      values: series(1_100, (t) => {
        level *= 1 + 0.004 * normalDraw(luck)
        const year = 1 + 0.3 * Math.sin((2 * Math.PI * t) / 365.25 + phase)
        return level * year * (1 + (week[t % 7] as number)) * (1 + 0.08 * normalDraw(luck))
      }),
    }
  },
  intermittent: (luck) => intermittentSeries(luck, 0.15 + 0.3 * luck.next(), () => 1 + poisson(luck, 1.5)),
  lumpy: (luck) =>
    intermittentSeries(luck, 0.1 + 0.2 * luck.next(), () =>
      Math.ceil(Math.exp(1.2 + 1.1 * normalDraw(luck))),
    ),
  noise: (luck) => ({
    ...monthly,
    seasonLengths: [12],
    values: series(84, () => Math.max(0, 100 + 20 * normalDraw(luck))),
  }),
}

function intermittentSeries(luck: Chance, probability: number, size: () => number) {
  return {
    seasonLengths: [7],
    horizon: 28,
    period: 'day' as const,
    start: '2024-01-01',
    values: series(365, () => (luck.happens(probability) ? size() : 0)),
  }
}

function series(length: number, at: (t: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, t) => at(t))
}

function seasonOf(luck: Chance, length: number, size: number): number[] {
  const raw = Array.from({ length }, () => normalDraw(luck))
  const mean = raw.reduce((sum, one) => sum + one, 0) / length
  return raw.map((one) => Math.max(-0.9 * Math.max(1, size), size * (one - mean)))
}

function poisson(luck: Chance, mean: number): number {
  const limit = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > limit; count++) product *= luck.next()
  return count
}
