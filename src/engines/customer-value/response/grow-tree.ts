import type { Chance } from '../../runner/chance.ts'
import { drawSample } from '../numeric/draws.ts'

/** A regression tree over bytes. Node 0 is the root; a leaf has left −1. */
export interface Tree {
  /** Column split at the node. */
  column: Int16Array
  left: Int32Array
  right: Int32Array
  /** Eight words a node: bit b is set where bin b goes left. */
  goesLeft: Uint32Array
  /** Log-odds added at a leaf, learning rate applied; at inner nodes what a leaf there would add. */
  value: Float64Array
  /** Training rows that came through. */
  cover: Float64Array
}

export interface TreeOptions {
  leavesMost: number
  depthMost: number
  childRowsLeast: number
  /** Added to each curvature sum: pulls leaves towards 0. */
  lambda: number
  /** Gain a split must bring. */
  gainLeast: number
  /** Share of the columns a tree may use. */
  columnShare: number
  learningRate: number
}

/** What a tree is grown on: bytes by column, kinds of the columns, slopes and curvatures of the loss by row. */
export interface TreeRows {
  bytes: readonly Uint8Array[]
  ordered: readonly boolean[]
  gradient: Float64Array
  hessian: Float64Array
}

interface Leaf {
  node: number
  rows: Uint32Array<ArrayBufferLike>
  depth: number
  /** For each usable column 256 × (gradient, hessian, rows). */
  histogram: Float64Array
  split: Split | undefined
}

interface Split {
  gain: number
  column: number
  goesLeft: Uint32Array
}

const cell = 3
const cellsOfColumn = 256 * cell
/** Draws categories of few rows towards the middle of the order they are split by. */
const categorySmoothing = 10

/**
 * Grows one tree, best leaf first, by second-order gain over histograms (Chen and Guestrin 2016; Ke et al. 2017).
 * Missing values go to the side where they gain more. Categories are ordered by their gradient and then split like
 * numbers, which finds the best of all partitions for this loss (W. Fisher 1958). `rows` may be a sample.
 */
export function growTree(data: TreeRows, rows: Uint32Array, options: TreeOptions, chance: Chance): Tree {
  const { bytes, gradient, hessian } = data
  const wanted = Math.max(1, Math.round(options.columnShare * bytes.length))
  const columns = drawSample(chance, bytes.length, wanted)
  const tree = {
    column: [-1],
    left: [-1],
    right: [-1],
    goesLeft: [new Uint32Array(8)] as Uint32Array[],
    value: [0],
    cover: [rows.length],
  }
  const root: Leaf = { node: 0, rows, depth: 0, histogram: histogramOf(rows), split: undefined }
  root.split = bestSplit(root)
  tree.value[0] = leafValue(root.histogram)
  const leaves = [root]
  while (leaves.length < options.leavesMost) {
    let best: Leaf | undefined
    for (const leaf of leaves)
      if (leaf.split && (!best?.split || leaf.split.gain > best.split.gain)) best = leaf
    if (!best?.split) break
    leaves.splice(leaves.indexOf(best), 1, ...divide(best, best.split))
  }
  return {
    column: Int16Array.from(tree.column),
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    goesLeft: Uint32Array.from(tree.goesLeft.flatMap((words) => [...words])),
    value: Float64Array.from(tree.value),
    cover: Float64Array.from(tree.cover),
  }

  function divide(leaf: Leaf, split: Split): [Leaf, Leaf] {
    const bytesOfColumn = bytes[split.column] as Uint8Array
    const stays = new Uint32Array(leaf.rows.length)
    let lefts = 0
    let rights = leaf.rows.length
    // Left rows from the front, right rows from the back, turned round afterwards so that both keep their order.
    for (const row of leaf.rows) {
      const bin = bytesOfColumn[row] as number
      if (((split.goesLeft[bin >> 5] as number) >>> (bin & 31)) & 1) stays[lefts++] = row
      else stays[--rights] = row
    }
    const leftRows: Uint32Array = stays.subarray(0, lefts)
    const rightRows: Uint32Array = stays.subarray(lefts).reverse()
    const smaller = leftRows.length <= rightRows.length ? leftRows : rightRows
    const counted = histogramOf(smaller)
    const rest = leaf.histogram
    for (let at = 0; at < rest.length; at++) rest[at] = (rest[at] as number) - (counted[at] as number)
    const child = (own: Uint32Array, histogram: Float64Array): Leaf => {
      const node = tree.column.length
      tree.column.push(-1)
      tree.left.push(-1)
      tree.right.push(-1)
      tree.goesLeft.push(new Uint32Array(8))
      tree.value.push(leafValue(histogram))
      tree.cover.push(own.length)
      const made: Leaf = { node, rows: own, depth: leaf.depth + 1, histogram, split: undefined }
      if (made.depth < options.depthMost && own.length >= 2 * options.childRowsLeast)
        made.split = bestSplit(made)
      return made
    }
    tree.column[leaf.node] = split.column
    tree.goesLeft[leaf.node] = split.goesLeft
    const left = child(leftRows, smaller === leftRows ? counted : rest)
    tree.left[leaf.node] = left.node
    const right = child(rightRows, smaller === leftRows ? rest : counted)
    tree.right[leaf.node] = right.node
    return [left, right]
  }
  function histogramOf(own: Uint32Array): Float64Array {
    const histogram = new Float64Array(columns.length * cellsOfColumn)
    for (let c = 0; c < columns.length; c++) {
      const bytesOfColumn = bytes[columns[c] as number] as Uint8Array
      const base = c * cellsOfColumn
      for (const row of own) {
        const at = base + (bytesOfColumn[row] as number) * cell
        histogram[at] = (histogram[at] as number) + (gradient[row] as number)
        histogram[at + 1] = (histogram[at + 1] as number) + (hessian[row] as number)
        histogram[at + 2] = (histogram[at + 2] as number) + 1
      }
    }
    return histogram
  }
  function totals(histogram: Float64Array): [number, number, number] {
    let g = 0
    let h = 0
    let n = 0
    for (let at = 0; at < cellsOfColumn; at += cell) {
      g += histogram[at] as number
      h += histogram[at + 1] as number
      n += histogram[at + 2] as number
    }
    return [g, h, n]
  }
  function leafValue(histogram: Float64Array): number {
    const [g, h] = totals(histogram)
    return (-g / (h + options.lambda)) * options.learningRate
  }
  function bestSplit({ histogram }: Leaf): Split | undefined {
    const [g, h, n] = totals(histogram)
    const { lambda, childRowsLeast } = options
    const parent = (g * g) / (h + lambda)
    let best: Split | undefined
    let most = options.gainLeast
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c] as number
      const base = c * cellsOfColumn
      const bins: number[] = []
      for (let bin = 1; bin < 256; bin++) if ((histogram[base + bin * cell + 2] as number) > 0) bins.push(bin)
      if (!data.ordered[column]) {
        const keys = new Map(
          bins.map((bin) => {
            const at = base + bin * cell
            return [bin, (histogram[at] as number) / ((histogram[at + 1] as number) + categorySmoothing)]
          }),
        )
        bins.sort((one, other) => (keys.get(one) as number) - (keys.get(other) as number) || one - other)
      }
      const absent = histogram[base + 2] as number
      // Twice where values are missing: with them on the right, then on the left.
      for (let pass = 0; pass < (absent > 0 ? 2 : 1); pass++) {
        let gl = pass === 1 ? (histogram[base] as number) : 0
        let hl = pass === 1 ? (histogram[base + 1] as number) : 0
        let nl = pass === 1 ? absent : 0
        const ends = bins.length - (absent > 0 && pass === 0 ? 0 : 1)
        for (let i = 0; i < ends; i++) {
          const at = base + (bins[i] as number) * cell
          gl += histogram[at] as number
          hl += histogram[at + 1] as number
          nl += histogram[at + 2] as number
          if (nl < childRowsLeast) continue
          if (n - nl < childRowsLeast) break
          const gr = g - gl
          const gain = (gl * gl) / (hl + lambda) + (gr * gr) / (h - hl + lambda) - parent
          if (gain <= most + 1e-12) continue
          most = gain
          best = { gain, column, goesLeft: words(bins, i, pass === 1, data.ordered[column] === true) }
        }
      }
    }
    return best
  }
}

/** Adds a tree's value to each score. */
export function addTree(tree: Tree, bytes: readonly Uint8Array[], scores: Float64Array): void {
  const { column, left, right, goesLeft, value } = tree
  for (let row = 0; row < scores.length; row++) {
    let node = 0
    for (let next = left[0] as number; next >= 0; next = left[node] as number) {
      const bin = (bytes[column[node] as number] as Uint8Array)[row] as number
      const word = goesLeft[node * 8 + (bin >> 5)] as number
      node = (word >>> (bin & 31)) & 1 ? next : (right[node] as number)
    }
    scores[row] = (scores[row] as number) + (value[node] as number)
  }
}

function words(bins: readonly number[], last: number, missingLeft: boolean, ordered: boolean): Uint32Array {
  const set = new Uint32Array(8)
  const put = (bin: number) => {
    set[bin >> 5] = (set[bin >> 5] as number) | (1 << (bin & 31))
  }
  if (missingLeft) put(0)
  // Numbers between two bins seen here go with the lower one, as a threshold would send them.
  if (ordered) for (let bin = 1; bin <= (bins[last] as number); bin++) put(bin)
  else for (let i = 0; i <= last; i++) put(bins[i] as number)
  return set
}
