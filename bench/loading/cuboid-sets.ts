import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edge, LoadingItem, LoadingProblem } from '../../src/engines/loading/public.ts'
import { chance } from '../../src/engines/runner/chance.ts'
import { filesIn } from '../engine-bench.ts'

/** One container to fill. */
export interface LoadingCase {
  set: string
  name: string
  problem: LoadingProblem
  /** Best known share of the container's volume, where one is known. */
  bestVolumeShare: number | undefined
}

/** The files measure in centimetres. */
const millimeters = 10

/**
 * Reads every set in a folder: `*.json` with `problems: [{ id, container: [l, w, h], bksVolume?, boxes: [[l, w, h, count, lengthVertical,
 * widthVertical, heightVertical], …] }]`, and the plain text of the OR-Library (`thpack*.txt`, `BR*.txt`: how many problems; then for each its
 * number and seed, the container, how many kinds, and a line for each kind: number, length, flag, width, flag, height, flag, count).
 * @throws Error with file and problem when a file is neither.
 */
export function readSets(dir: string): LoadingCase[] {
  const files = filesIn(dir, /\.(json|txt)$/i).filter((file) => !/-bks\.|readme|licen/i.test(file))
  const cases = files.flatMap((file) => {
    const text = readFileSync(join(dir, file), 'utf8')
    return /\.json$/i.test(file) ? readJson(file, text) : readText(file, text)
  })
  if (cases.length === 0) throw new Error(`${dir} holds no set of containers to load`)
  return cases
}

interface RawProblem {
  id: string
  container: readonly number[]
  boxes: readonly (readonly number[])[]
  bestVolume: number | undefined
}

function readJson(file: string, text: string): LoadingCase[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: not JSON (${error instanceof Error ? error.message : error})`)
  }
  const set = lowerKeys(parsed)
  const problems = Array.isArray(parsed) ? parsed : set.problems
  if (!Array.isArray(problems)) throw new Error(`${file}: no "problems"`)
  const name = typeof set.set === 'string' ? set.set : file.replace(/\.json$/i, '')
  return problems.map((problem, index) => {
    const one = lowerKeys(problem)
    const best = one.bksvolume ?? one.bks
    return caseOf(file, name, {
      id: String(one.id ?? index + 1),
      container: numbersOf(one.container),
      boxes: Array.isArray(one.boxes) ? one.boxes.map(numbersOf) : [],
      bestVolume: typeof best === 'number' && best > 0 ? best : undefined,
    })
  })
}

function readText(file: string, text: string): LoadingCase[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({
      number: index + 1,
      values: line
        .trim()
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(Number),
    }))
    .filter(({ values }) => values.length > 0)
  let at = 0
  const next = (least: number): number[] => {
    const line = lines[at++]
    if (!line) throw new Error(`${file}: ends too soon`)
    if (line.values.length < least || line.values.some((value) => !Number.isFinite(value)))
      throw new Error(`${file}:${line.number}: expected ${least} numbers`)
    return line.values
  }
  const [count = 0] = next(1)
  return Array.from({ length: count }, (_, index) => {
    const [id = index + 1] = next(1)
    const container = next(3)
    const [kinds = 0] = next(1)
    const boxes = Array.from({ length: kinds }, () => {
      const [, l = 0, lUp = 0, w = 0, wUp = 0, h = 0, hUp = 0, pieces = 0] = next(8)
      return [l, w, h, pieces, lUp, wUp, hUp]
    })
    return caseOf(file, file.replace(/\.txt$/i, ''), {
      id: String(id),
      container,
      boxes,
      bestVolume: undefined,
    })
  })
}

function caseOf(file: string, set: string, { id, container, boxes, bestVolume }: RawProblem): LoadingCase {
  const where = `${file}, problem ${id}`
  const [length = 0, width = 0, height = 0] = container
  if (![length, width, height].every(isLength))
    throw new Error(`${where}: the container has no three lengths`)
  if (boxes.length === 0) throw new Error(`${where}: no boxes`)
  const items = boxes.map((box, index): LoadingItem => {
    const [l = 0, w = 0, h = 0, count = 0, lUp = 0, wUp = 0, hUp = 0] = box
    if (![l, w, h].every(isLength) || !Number.isInteger(count) || count < 0)
      throw new Error(`${where}, box ${index + 1}: expected length, width, height, count and three flags`)
    const flags: [number, Edge][] = [
      [lUp, 'length'],
      [wUp, 'width'],
      [hUp, 'height'],
    ]
    const upright = flags.flatMap(([flag, edge]) => (flag ? [edge] : []))
    return {
      id: `${index + 1}`,
      count,
      lengthMillimeters: Math.round(l * millimeters),
      widthMillimeters: Math.round(w * millimeters),
      heightMillimeters: Math.round(h * millimeters),
      upright: upright.length > 0 ? upright : ['height'],
    }
  })
  return {
    set,
    name: `${set}/${id}`,
    bestVolumeShare: bestVolume === undefined ? undefined : bestVolume / (length * width * height),
    problem: {
      vehicles: [
        {
          id: 'container',
          lengthMillimeters: Math.round(length * millimeters),
          widthMillimeters: Math.round(width * millimeters),
          heightMillimeters: Math.round(height * millimeters),
        },
      ],
      items,
    },
  }
}

function isLength(value: number): boolean {
  return (
    Number.isFinite(value) &&
    value > 0 &&
    Math.abs(value * millimeters - Math.round(value * millimeters)) < 1e-6
  )
}

function lowerKeys(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry]))
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map((entry) => Number(entry)) : []
}

/**
 * Sets in the manner of Bischoff & Ratcliff ("Issues in the development of approaches to container loading", 1995): a 20-foot container, kinds
 * with edges of 30–120, 25–100 and 20–80 cm, edges that may stand upright only where it is stable, pieces drawn until the volume is reached.
 */
export function generatedSets(): LoadingCase[] {
  return [3, 8, 20].flatMap((kinds) =>
    Array.from({ length: 3 }, (_, index) => generated(`kinds-${kinds}`, index + 1, kinds)),
  )
}

function generated(set: string, id: number, kinds: number): LoadingCase {
  const luck = chance(kinds * 1_000 + id)
  const container = [587, 233, 220] as const
  const boxes = Array.from({ length: kinds }, () => {
    const l = luck.between(30, 120)
    const w = luck.between(25, 100)
    const h = luck.between(20, 80)
    const least = Math.min(l, w, h)
    const stable = (edge: number) => (edge / least < 2 ? 1 : 0)
    return [l, w, h, 1, stable(l), stable(w), 1]
  })
  const target = container[0] * container[1] * container[2]
  const volume = () => boxes.reduce((sum, [l = 0, w = 0, h = 0, n = 0]) => sum + l * w * h * n, 0)
  for (;;) {
    const box = boxes[luck.between(0, kinds - 1)]
    if (!box) break
    const [l = 0, w = 0, h = 0, n = 0] = box
    if (volume() + l * w * h > target) break
    box[3] = n + 1
  }
  return caseOf('generated', set, { id: `${id}`, container, boxes, bestVolume: undefined })
}
