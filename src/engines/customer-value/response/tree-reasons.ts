import type { Tree } from './grow-tree.ts'

/** What a tree gives on average, by the training rows at its leaves. */
export function meanOfTree(tree: Tree): number {
  let sum = 0
  for (let node = 0; node < tree.left.length; node++)
    if ((tree.left[node] as number) < 0) sum += (tree.value[node] as number) * (tree.cover[node] as number)
  return sum / (tree.cover[0] as number)
}

/** One column on the way down: share of rows that would pass without knowing it, whether this row passes, weight. */
interface Step {
  column: number
  unknown: number
  known: number
  weight: number
}

/**
 * Adds to `reasons` what each column's value moved the tree's answer for one row away from its mean: exact Shapley
 * values of the tree, in polynomial time. Source: Lundberg, Erion, Lee (2018), algorithm 2 (TreeSHAP).
 */
export function addTreeReasons(tree: Tree, binOf: (column: number) => number, reasons: Float64Array): void {
  walk(0, [], 1, 1, -1)

  function walk(node: number, path: readonly Step[], unknown: number, known: number, column: number): void {
    const way = extend(path, unknown, known, column)
    if ((tree.left[node] as number) < 0) {
      for (let i = 1; i < way.length; i++) {
        const step = way[i] as Step
        const weight = unwind(way, i).reduce((sum, { weight }) => sum + weight, 0)
        const gained = weight * (step.known - step.unknown) * (tree.value[node] as number)
        reasons[step.column] = (reasons[step.column] as number) + gained
      }
      return
    }
    const split = tree.column[node] as number
    const bin = binOf(split)
    const left = tree.left[node] as number
    const right = tree.right[node] as number
    const goesLeft = ((tree.goesLeft[node * 8 + (bin >> 5)] as number) >>> (bin & 31)) & 1
    const [hot, cold] = goesLeft ? [left, right] : [right, left]
    let before = way
    let unknownSoFar = 1
    let knownSoFar = 1
    const seen = way.findIndex((step, i) => i > 0 && step.column === split)
    if (seen > 0) {
      unknownSoFar = (way[seen] as Step).unknown
      knownSoFar = (way[seen] as Step).known
      before = unwind(way, seen)
    }
    const all = tree.cover[node] as number
    walk(hot, before, (unknownSoFar * (tree.cover[hot] as number)) / all, knownSoFar, split)
    walk(cold, before, (unknownSoFar * (tree.cover[cold] as number)) / all, 0, split)
  }
}

function extend(path: readonly Step[], unknown: number, known: number, column: number): Step[] {
  const way = path.map((step) => ({ ...step }))
  const length = way.length
  way.push({ column, unknown, known, weight: length === 0 ? 1 : 0 })
  for (let i = length - 1; i >= 0; i--) {
    const own = way[i] as Step
    const next = way[i + 1] as Step
    next.weight += (known * own.weight * (i + 1)) / (length + 1)
    own.weight = (unknown * own.weight * (length - i)) / (length + 1)
  }
  return way
}

function unwind(path: readonly Step[], at: number): Step[] {
  const way = path.map((step) => ({ ...step }))
  const length = way.length - 1
  const { unknown, known } = way[at] as Step
  let next = (way[length] as Step).weight
  for (let i = length - 1; i >= 0; i--) {
    const own = way[i] as Step
    if (known !== 0) {
      const kept = own.weight
      own.weight = (next * (length + 1)) / ((i + 1) * known)
      next = kept - (own.weight * unknown * (length - i)) / (length + 1)
    } else own.weight = (own.weight * (length + 1)) / (unknown * (length - i))
  }
  for (let i = at; i < length; i++) {
    const own = way[i] as Step
    const later = way[i + 1] as Step
    own.column = later.column
    own.unknown = later.unknown
    own.known = later.known
  }
  return way.slice(0, length)
}
