import type { Blocks, CuboidTask } from './cuboid.task.ts'
import { joinTops } from './join-tops.ts'
import { createNeighbours } from './neighbours.ts'
import { emptyState, type PackingState, placedStride } from './packing.state.ts'
import { openReachBook, type Reach } from './reach.ts'
import { cutSpaces, type Footing } from './spaces.ts'

/** Exponents of the fitness: worth × contact^contact × reachable^reach ÷ pieces^pieces. */
export interface FitnessWeights {
  contact: number
  reach: number
  pieces: number
  /** A face counts as touching when the gap is at most this share of the block's edge. */
  tolerance: number
}

/** Where the best blocks for a state's next space are put by `choose`. */
export interface Choice {
  /** Best first. */
  blocks: Int32Array
  fitness: Float64Array
  count: number
  space: number
}

export interface Packer {
  task: CuboidTask
  blocks: Blocks
  /** With this many left of each kind. */
  begin(left: Int32Array): PackingState
  empty(): PackingState
  /** The `most` fittest blocks for the next space; count 0 when nothing fits anywhere. Changes the state in dropping dead spaces. */
  choose(state: PackingState, most: number, into: Choice): void
  /** Puts a block into a space at its anchor corner. */
  put(state: PackingState, block: number, space: number): void
  /** Fills up by always taking the fittest. */
  complete(state: PackingState): void
}

const hollow = 0.9
/** How much more the distance to the front wall counts than that to sides and floor where stops matter. */
const frontWeight = 3

export function newChoice(most: number): Choice {
  return { blocks: new Int32Array(most), fitness: new Float64Array(most), count: 0, space: 0 }
}

/**
 * The greedy of Araya & Riff ("A beam search approach to the container loading problem", 2014) with the fitness of VCS (2017):
 * the space nearest to a corner of the container is filled by the block with the best volume, contact surface, reachable
 * remainder and fewest pieces, set into that corner.
 */
export function createPacker(task: CuboidTask, blocks: Blocks, weights: FitnessWeights): Packer {
  const { length, width, height } = task
  const fullSupport = task.support === 'full'
  const onlyBelow = task.support !== 'none'
  const judged = task.support === 'judged'
  // Blocks may be hollow by a little, and so may their bases.
  const leastSupport = task.leastSupport * hollow
  const { sizes, worth, weight, needsFrom, needs, family: familyOf } = blocks
  const end = blocks.count
  const book = openReachBook(task)
  const pieces = task.kinds.reduce((sum, { count }) => sum + count, 0)
  const families = [...new Set(task.kinds.map(({ family }) => family))].sort((a, b) => b - a)
  const manyFamilies = families.length > 1
  const { contact: contactPower, reach: reachPower } = weights
  const volumeOf = blocks.volume
  // Base on whose top nothing may stand: all that could have come above it is lost.
  const wastedTop = new Float64Array(end)
  if (onlyBelow)
    for (let b = 0; b < end; b++)
      wastedTop[b] =
        (sizes[b * 4] as number) * (sizes[b * 4 + 1] as number) -
        (blocks.topLength[b] as number) * (blocks.topWidth[b] as number)
  const bound = new Float64Array(end)
  for (let b = 0; b < end; b++)
    bound[b] = (worth[b] as number) / (sizes[b * 4 + 3] as number) ** weights.pieces
  const order = Array.from({ length: end }, (_, b) => b).sort(
    (a, b) => (bound[b] as number) - (bound[a] as number) || a - b,
  )
  const neighbours = createNeighbours(task, weights.tolerance)
  const footing: Footing = { x0: 0, y0: 0, z0: 0, x1: 0, y1: 0, z1: 0, topX1: 0, topY1: 0 }
  const position = { x: 0, y: 0, z: 0 }
  const single = newChoice(1)
  const tops = { length: blocks.topLength, width: blocks.topWidth }

  function begin(left: Int32Array): PackingState {
    const state = empty()
    state.spaces.set([0, 0, 0, length, width, height])
    state.spaceCount = 1
    state.left.set(left)
    left.forEach((count, kind) => {
      if (count <= 0) state.usedUp += book.markOf(kind)
    })
    let before = end
    for (const block of order) {
      state.next[before] = block
      before = block
    }
    state.next[before] = end
    state.family = families[0] ?? 0
    return state
  }
  function empty(): PackingState {
    return emptyState({ kinds: task.kinds.length, blocks: end, pieces })
  }

  /** The awake space whose anchor corner is nearest to a corner of the container; of equals the largest. −1: none. */
  function nextSpace(state: PackingState): number {
    const { spaces, asleep } = state
    let chosen = -1
    let nearest = Number.POSITIVE_INFINITY
    let largest = 0
    for (let s = 0; s < state.spaceCount; s++) {
      if (manyFamilies && asleep[s]) continue
      const at = s * 6
      const x0 = spaces[at] as number
      const y0 = spaces[at + 1] as number
      const z0 = spaces[at + 2] as number
      const x1 = spaces[at + 3] as number
      const y1 = spaces[at + 4] as number
      const z1 = spaces[at + 5] as number
      const dx = task.lastInFirstOut ? x0 * frontWeight : Math.min(x0, length - x1)
      const dy = Math.min(y0, width - y1)
      const dz = onlyBelow ? z0 : Math.min(z0, height - z1)
      const distance = dx + dy + dz
      if (distance > nearest) continue
      const volume = (x1 - x0) * (y1 - y0) * (z1 - z0)
      if (distance === nearest && volume <= largest) continue
      nearest = distance
      largest = volume
      chosen = s
    }
    return chosen
  }

  function dropSpace(state: PackingState, space: number): void {
    if (manyFamilies) {
      state.asleep[space] = 1
      return
    }
    const last = --state.spaceCount
    if (last === space) return
    for (let n = 0; n < 6; n++) state.spaces[space * 6 + n] = state.spaces[last * 6 + n] as number
  }

  function nextFamily(state: PackingState): boolean {
    const at = families.indexOf(state.family) + 1
    const family = families[at]
    if (family === undefined) return false
    state.family = family
    state.asleep.fill(0, 0, state.spaceCount)
    return true
  }

  /** Whether a block of a later stop stands before or above the place, for the family whose turn it is. */
  function blocksWay(
    state: PackingState,
    x0: number,
    y0: number,
    z0: number,
    x1: number,
    y1: number,
    z1: number,
  ): boolean {
    const { placed, family } = state
    for (let p = 0; p < state.placedCount; p++) {
      const at = p * placedStride
      if ((familyOf[placed[at + 6] as number] as number) <= family) continue
      if ((placed[at + 1] as number) >= y1 || (placed[at + 4] as number) <= y0) continue
      const before = (placed[at] as number) >= x1
      if (before && (placed[at + 2] as number) < z1 && (placed[at + 5] as number) > z0) return true
      const above = (placed[at + 2] as number) >= z1
      if (above && (placed[at] as number) < x1 && (placed[at + 3] as number) > x0) return true
    }
    return false
  }

  function choose(state: PackingState, most: number, into: Choice): void {
    into.count = 0
    for (;;) {
      const space = nextSpace(state)
      if (space < 0) {
        if (manyFamilies && nextFamily(state)) continue
        return
      }
      fittest(state, space, most, into)
      if (into.count > 0) {
        into.space = space
        return
      }
      dropSpace(state, space)
    }
  }

  function fittest(state: PackingState, space: number, most: number, into: Choice): void {
    const { spaces, left, next, family } = state
    const at = space * 6
    const sx0 = spaces[at] as number
    const sy0 = spaces[at + 1] as number
    const sz0 = spaces[at + 2] as number
    const sx1 = spaces[at + 3] as number
    const sy1 = spaces[at + 4] as number
    const sz1 = spaces[at + 5] as number
    const sl = sx1 - sx0
    const sw = sy1 - sy0
    const sh = sz1 - sz0
    let largestL = 0
    let largestW = 0
    let largestH = 0
    for (let s = 0; s < state.spaceCount; s++) {
      const from = s * 6
      const l = (spaces[from + 3] as number) - (spaces[from] as number)
      const w = (spaces[from + 4] as number) - (spaces[from + 1] as number)
      const h = (spaces[from + 5] as number) - (spaces[from + 2] as number)
      if (l > largestL) largestL = l
      if (w > largestW) largestW = w
      if (h > largestH) largestH = h
    }
    const atX1 = !task.lastInFirstOut && sx0 > length - sx1
    const atY1 = sy0 > width - sy1
    const atZ1 = !onlyBelow && sz0 > height - sz1
    const reach: Reach = book.of(state.usedUp, left)
    const reachL = reach.length
    const reachW = reach.width
    const reachH = reach.height
    const whole = (reachL[sl] as number) * (reachW[sw] as number) * (reachH[sh] as number)
    const spare = task.maxWeight - state.weight
    const { blocks: chosen, fitness } = into
    let count = 0
    let threshold = 0
    let nears = -1
    let before = end
    for (let b = next[end] as number; b !== end; b = next[b] as number) {
      const top = bound[b] as number
      if (top <= threshold) break
      const size = b * 4
      const l = sizes[size] as number
      const w = sizes[size + 1] as number
      const h = sizes[size + 2] as number
      if (l > largestL || w > largestW || h > largestH) {
        next[before] = next[b] as number
        continue
      }
      let enough = true
      const needsEnd = needsFrom[b + 1] as number
      for (let n = needsFrom[b] as number; n < needsEnd; n += 2)
        if ((left[needs[n] as number] as number) < (needs[n + 1] as number)) {
          enough = false
          break
        }
      // Neither weight nor a family's turn comes back.
      if ((weight[b] as number) > spare || (familyOf[b] as number) > family) enough = false
      if (!enough) {
        next[before] = next[b] as number
        continue
      }
      before = b
      if (l > sl || w > sw || h > sh) continue
      if (familyOf[b] !== family) continue
      const filled =
        (l + (reachL[sl - l] as number)) * (w + (reachW[sw - w] as number)) * (h + (reachH[sh - h] as number))
      let value =
        filled >= whole ? top : top * (reachPower === 1 ? filled / whole : (filled / whole) ** reachPower)
      const wasted = wastedTop[b] as number
      if (wasted > 0) value *= 1 - (wasted * (reachH[sh - h] as number)) / (volumeOf[b] as number)
      if (value <= threshold) continue
      if (nears < 0) nears = neighbours.gather(state, at)
      const x = atX1 ? sx1 - l : sx0
      const y = atY1 ? sy1 - w : sy0
      const z = atZ1 ? sz1 - h : sz0
      if (judged && z > 0 && neighbours.footing(x, y, z, l, w, nears) < leastSupport * l * w) continue
      if (task.lastInFirstOut && blocksWay(state, x, y, z, x + l, y + w, z + h)) continue
      const contact = neighbours.contact(x, y, z, l, w, h, nears)
      const square = contact * contact
      value *= contactPower === 4 ? square * square : contactPower === 2 ? square : contact ** contactPower
      if (value <= threshold) continue
      if (task.admits) {
        position.x = x
        position.y = y
        position.z = z
        if (!task.admits(blocks, b, position, state)) continue
      }
      let place = count < most ? count++ : most - 1
      while (place > 0 && (fitness[place - 1] as number) < value) {
        fitness[place] = fitness[place - 1] as number
        chosen[place] = chosen[place - 1] as number
        place--
      }
      fitness[place] = value
      chosen[place] = b
      if (count === most) threshold = fitness[most - 1] as number
    }
    into.count = count
  }

  function put(state: PackingState, block: number, space: number): void {
    const { spaces, placed, left } = state
    const at = space * 6
    const sx0 = spaces[at] as number
    const sy0 = spaces[at + 1] as number
    const sz0 = spaces[at + 2] as number
    const sx1 = spaces[at + 3] as number
    const sy1 = spaces[at + 4] as number
    const sz1 = spaces[at + 5] as number
    const l = sizes[block * 4] as number
    const w = sizes[block * 4 + 1] as number
    const h = sizes[block * 4 + 2] as number
    const x = !task.lastInFirstOut && sx0 > length - sx1 ? sx1 - l : sx0
    const y = sy0 > width - sy1 ? sy1 - w : sy0
    const z = !onlyBelow && sz0 > height - sz1 ? sz1 - h : sz0
    const to = state.placedCount * placedStride
    placed[to] = x
    placed[to + 1] = y
    placed[to + 2] = z
    placed[to + 3] = x + l
    placed[to + 4] = y + w
    placed[to + 5] = z + h
    placed[to + 6] = block
    state.placedCount++
    state.worth += worth[block] as number
    state.weight += weight[block] as number
    const needsEnd = needsFrom[block + 1] as number
    for (let n = needsFrom[block] as number; n < needsEnd; n += 2) {
      const kind = needs[n] as number
      const remains = (left[kind] as number) - (needs[n + 1] as number)
      left[kind] = remains
      if (remains === 0) state.usedUp += book.markOf(kind)
    }
    footing.x0 = x
    footing.y0 = y
    footing.z0 = z
    footing.x1 = x + l
    footing.y1 = y + w
    footing.z1 = z + h
    footing.topX1 = x + (blocks.topLength[block] as number)
    footing.topY1 = y + (blocks.topWidth[block] as number)
    const reach = book.of(state.usedUp, left)
    cutSpaces(state, footing, reach, fullSupport)
    if (fullSupport) joinTops(state, tops, reach, height)
  }

  function complete(state: PackingState): void {
    for (;;) {
      choose(state, 1, single)
      if (single.count === 0) return
      put(state, single.blocks[0] as number, single.space)
    }
  }

  return { task, blocks, begin, empty, choose, put, complete }
}
