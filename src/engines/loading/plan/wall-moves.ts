import type { LoadingModel, VehicleModel } from '../model/loading.model.ts'
import type { Piece } from './arrangement.ts'
import { excessOf } from './balance-limits.ts'
import { type Moments, momentsOf } from './measure-load.ts'

/** Pieces between two planes across the vehicle that cut through no piece: it can be moved and turned round as a whole. */
interface Wall {
  pieces: readonly Piece[]
  length: number
  /** Empty length between it and the wall before it that has to stay: what keeps goods apart. */
  leastGap: number
  /** Moments about the wall's own front, as it stands and with left and right exchanged. */
  straight: Moments
  mirrored: Moments
}

/** Where a wall goes: in front of which others, turned back to front, left to right, and after how much empty length. */
interface Setting {
  wall: number
  reversed: boolean
  mirrored: boolean
  gapBefore: number
}

const gapSteps = 8
const mostRounds = 40

/**
 * Rearranges whole walls until axles and balance are within their limits, or as near as moves get: exchanging two, reversing or
 * mirroring one, pushing the rest towards the door. Where it matters what stands before what (stops, distances) walls keep their places and
 * are mirrored only all together. Answers the pieces and what excess remains.
 */
export function moveWalls(
  model: LoadingModel,
  vehicle: VehicleModel,
  pieces: readonly Piece[],
): { pieces: readonly Piece[]; excess: number } {
  const start = excessOf(vehicle, model.unit, momentsOf(model, vehicle, pieces))
  if (start === 0 || pieces.length === 0) return { pieces, excess: start }
  const walls = wallsOf(model, vehicle, pieces)
  const ordered = model.lastInFirstOut || model.distances.length > 0
  const spare = vehicle.length - walls.reduce((sum, { length }) => sum + length, 0)
  let settings: Setting[] = walls.map(({ leastGap }, wall) => ({
    wall,
    reversed: false,
    mirrored: false,
    gapBefore: leastGap,
  }))
  let excess = excessFor(settings)
  for (let round = 0; round < mostRounds && excess > 0; round++) {
    let bestMove: Setting[] | undefined
    for (const move of moves(settings, walls, spare, ordered)) {
      const after = excessFor(move)
      if (after >= excess) continue
      excess = after
      bestMove = move
    }
    if (!bestMove) break
    settings = bestMove
  }
  return { pieces: settle(settings), excess }

  function excessFor(tried: readonly Setting[]): number {
    const sum: Moments = { weight: 0, alongX: 0, acrossY: 0, upZ: 0, left: 0 }
    let x = 0
    for (const { wall, reversed, mirrored, gapBefore } of tried) {
      const { length, straight, mirrored: other } = walls[wall] as Wall
      const own = mirrored ? other : straight
      x += gapBefore
      const about = reversed ? own.weight * length - own.alongX : own.alongX
      sum.weight += own.weight
      sum.alongX += about + own.weight * x
      sum.acrossY += own.acrossY
      sum.upZ += own.upZ
      sum.left += own.left
      x += length
    }
    return excessOf(vehicle, model.unit, sum)
  }

  function settle(chosen: readonly Setting[]): Piece[] {
    let x = 0
    return chosen.flatMap(({ wall, reversed, mirrored, gapBefore }) => {
      const { length, pieces: own } = walls[wall] as Wall
      x += gapBefore
      const from = x
      x += length
      return own.map((piece) => {
        const turned = mirrored ? mirror(piece, vehicle.width) : piece
        const [a, b] = reversed ? [length - turned.x1, length - turned.x0] : [turned.x0, turned.x1]
        return { ...turned, x0: from + a, x1: from + b }
      })
    })
  }
}

function mirror(piece: Piece, width: number): Piece {
  return { ...piece, y0: width - piece.y1, y1: width - piece.y0 }
}

function wallsOf(model: LoadingModel, vehicle: VehicleModel, pieces: readonly Piece[]): Wall[] {
  const sorted = [...pieces].sort((a, b) => a.x0 - b.x0)
  const groups: Piece[][] = []
  let end = 0
  for (const piece of sorted) {
    if (groups.length === 0 || piece.x0 >= end) groups.push([])
    groups.at(-1)?.push(piece)
    end = Math.max(end, piece.x1)
  }
  // Walls that only stood apart may close up; goods that have to be apart may not come nearer.
  const apart = model.distances.length > 0
  let before = 0
  return groups.map((group) => {
    const from = Math.min(...group.map(({ x0 }) => x0))
    const leastGap = apart ? from - before : 0
    before = Math.max(...group.map(({ x1 }) => x1))
    const own = group.map((piece) => ({ ...piece, x0: piece.x0 - from, x1: piece.x1 - from }))
    return {
      pieces: own,
      length: Math.max(...own.map(({ x1 }) => x1)),
      leastGap,
      straight: momentsOf(model, vehicle, own),
      mirrored: momentsOf(
        model,
        vehicle,
        own.map((piece) => mirror(piece, vehicle.width)),
      ),
    }
  })
}

/** Every arrangement that is one move away. */
function* moves(
  settings: readonly Setting[],
  walls: readonly Wall[],
  spare: number,
  ordered: boolean,
): Generator<Setting[]> {
  const changed = (at: number, change: Partial<Setting>) =>
    settings.map((setting, index) => (index === at ? { ...setting, ...change } : setting))
  const used = settings.reduce((sum, { gapBefore }) => sum + gapBefore, 0)
  yield settings.map((setting) => ({ ...setting, mirrored: !setting.mirrored }))
  for (const [at, setting] of settings.entries()) {
    const least = walls[setting.wall]?.leastGap ?? 0
    const free = spare - used + setting.gapBefore - least
    for (let step = 0; step <= gapSteps; step++)
      yield changed(at, { gapBefore: least + Math.floor((free * step) / gapSteps) })
    if (ordered) continue
    yield changed(at, { mirrored: !setting.mirrored })
    yield changed(at, { reversed: !setting.reversed })
    for (let other = at + 1; other < settings.length; other++) {
      const swapped = [...settings]
      swapped[at] = settings[other] as Setting
      swapped[other] = setting
      yield swapped
    }
  }
}
