import { chance } from './chance.ts'

/** What a hostile caller sends where a number is asked for: all of them numbers to the type. */
const numbers = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0,
  0.5,
  1e-300,
  1e300,
  2 ** 31,
  2 ** 53,
]
const bigs = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 70n]
const texts = ['', '\u0000', '2025-02-31', '0000-01-01', '9999-12-31', '__proto__', 'constructor']

type Place = readonly (string | number)[]

/** Inputs like the one given but for one or two places, where something stands that its type allows and no sense does. */
export function hostileInputs<Input>(
  input: Input,
  count: number,
  seed = 1,
): { input: Input; spoilt: string }[] {
  const luck = chance(seed)
  const all = placesOf(input, [])
  return Array.from({ length: count }, () => {
    const copy = structuredClone(input)
    const spoilt: string[] = []
    for (let round = luck.between(1, 2); round > 0; round--) {
      const place = luck.pick(all)
      const owner = at(copy, place.slice(0, -1)) as Record<string | number, unknown> | undefined
      const key = place.at(-1)
      if (typeof owner !== 'object' || owner === null || key === undefined || !(key in owner)) continue
      try {
        owner[key] = spoiledOf(owner[key], luck.pick)
        spoilt.push(place.join('.'))
      } catch {
        // A typed array refuses what it cannot hold.
      }
    }
    return { input: copy, spoilt: spoilt.join(', ') }
  })
}

/** Asks with each and answers what should not have happened: faults without a code, answers with NaN in them. */
export function faultsOf<Input>(
  inputs: readonly { input: Input; spoilt: string }[],
  ask: (input: Input) => unknown,
  mayBeMissing: RegExp = /(?!)/,
): string[] {
  return inputs.flatMap(({ input, spoilt }) => {
    try {
      const place = nanIn(ask(input), '')
      return place === undefined || mayBeMissing.test(place) ? [] : [`${spoilt}: NaN at ${place}`]
    } catch (error) {
      const code = (error as { code?: unknown }).code
      return typeof code === 'string' && code.includes('.') ? [] : [`${spoilt}: ${String(error)}`]
    }
  })
}

function spoiledOf(old: unknown, pick: <Item>(items: readonly Item[]) => Item): unknown {
  if (typeof old === 'number') return pick(numbers)
  if (typeof old === 'bigint') return pick(bigs)
  if (typeof old === 'string') return pick(texts)
  if (typeof old === 'boolean') return !old
  if (Array.isArray(old)) return pick([[], old.slice(0, 1), [...old, ...old]])
  if (old instanceof Float64Array)
    return pick([old.slice(0, 0), old.slice(0, 1), old.slice(1), old.map(() => pick(numbers))])
  if (ArrayBuffer.isView(old)) {
    const view = old as Int32Array
    return pick([view.slice(0, 0), view.slice(0, 1), view.slice(1)])
  }
  return old
}

function placesOf(value: unknown, place: Place): Place[] {
  if (typeof value !== 'object' || value === null) return place.length > 0 ? [place] : []
  const own: Place[] = place.length > 0 ? [place] : []
  if (ArrayBuffer.isView(value)) {
    const { length } = value as unknown as ArrayLike<number>
    return length > 0 ? [...own, [...place, 0], [...place, length - 1]] : own
  }
  const keys = Array.isArray(value)
    ? [...new Set([0, value.length >> 1, value.length - 1])].filter((key) => key in value)
    : Object.keys(value)
  return [
    ...own,
    ...keys.flatMap((key) => placesOf((value as Record<string | number, unknown>)[key], [...place, key])),
  ]
}

function at(value: unknown, place: Place): unknown {
  let here = value
  for (const key of place) here = (here as Record<string | number, unknown> | undefined)?.[key]
  return here
}

function nanIn(value: unknown, place: string): string | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? place : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Float64Array) return value.some(Number.isNaN) ? place : undefined
  if (ArrayBuffer.isView(value)) return undefined
  for (const [key, one] of Object.entries(value)) {
    const found = nanIn(one, `${place}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
