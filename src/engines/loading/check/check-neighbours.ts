import type { Separation } from '../loading.problem.ts'
import type { LoadingViolation } from './loading.violation.ts'
import type { PlacedPiece } from './placed.piece.ts'

const rounding = 1e-9
const squareMillimetersPerSquareMeter = 1_000_000

const shared = (a0: number, a1: number, b0: number, b1: number) =>
  Math.max(0, Math.min(a1, b1) - Math.max(a0, b0))
const areaInCommon = (a: PlacedPiece, b: PlacedPiece) =>
  shared(a.x0, a.x1, b.x0, b.x1) * shared(a.y0, a.y1, b.y0, b.y1)
const baseOf = (piece: PlacedPiece) => (piece.x1 - piece.x0) * (piece.y1 - piece.y0)

/** What a piece rests on, with the area of contact. */
function restsOn(piece: PlacedPiece, pieces: readonly PlacedPiece[]): { below: PlacedPiece; area: number }[] {
  return pieces
    .filter((below) => below !== piece && below.z1 === piece.z0)
    .map((below) => ({ below, area: areaInCommon(piece, below) }))
    .filter(({ area }) => area > 0)
}

function supportedShare(piece: PlacedPiece, pieces: readonly PlacedPiece[]): number {
  if (piece.z0 === 0) return 1
  return restsOn(piece, pieces).reduce((sum, { area }) => sum + area, 0) / baseOf(piece)
}

export function supportFaults(pieces: readonly PlacedPiece[], least: number): LoadingViolation[] {
  return pieces
    .filter((piece) => supportedShare(piece, pieces) < least - rounding)
    .map((piece) => ({ kind: 'support', step: piece.step, item: piece.item.id }))
}

/** From the top down: each hands its own weight and what it bears to those below, by area. */
export function stackingFaults(pieces: readonly PlacedPiece[]): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  const borne = new Map<PlacedPiece, number>()
  const layers = new Map<PlacedPiece, number>()
  const fromTop = [...pieces].sort((a, b) => b.z0 - a.z0)
  for (const piece of fromTop) {
    const handed = (piece.item.weightGrams ?? 0) + (borne.get(piece) ?? 0)
    const above = (layers.get(piece) ?? 0) + 1
    const footing = restsOn(piece, pieces)
    const contact = footing.reduce((sum, { area }) => sum + area, 0)
    for (const { below, area } of footing) {
      borne.set(below, (borne.get(below) ?? 0) + (handed * area) / contact)
      layers.set(below, Math.max(layers.get(below) ?? 0, above))
      const most = below.item.stacking?.bearsGramsPerSquareMeter
      const pressure = (handed / contact) * squareMillimetersPerSquareMeter
      if (most !== undefined && pressure > most * (1 + rounding))
        faults.push({
          kind: 'stack-pressure',
          step: below.step,
          other: piece.step,
          item: below.item.id,
          details: { pressure },
        })
    }
  }
  for (const piece of pieces) {
    const { bearsGrams, layersAbove } = piece.item.stacking ?? {}
    const weight = borne.get(piece) ?? 0
    const above = layers.get(piece) ?? 0
    const anything = above > 0 && bearsGrams === 0
    if (bearsGrams !== undefined && (weight > bearsGrams * (1 + rounding) || anything))
      faults.push({ kind: 'stack-weight', step: piece.step, item: piece.item.id, details: { weight } })
    if (layersAbove !== undefined && above > layersAbove)
      faults.push({ kind: 'stack-layers', step: piece.step, item: piece.item.id, details: { above } })
  }
  return faults
}

/** What is unloaded later may stand neither before nor above what is unloaded sooner. */
export function unloadingFaults(pieces: readonly PlacedPiece[]): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  for (const sooner of pieces)
    for (const later of pieces) {
      if ((sooner.item.stop ?? 1) >= (later.item.stop ?? 1)) continue
      const inWay = later.x0 >= sooner.x1 && facesInCommon(sooner, later)
      const onTop = later.z0 >= sooner.z1 && areaInCommon(sooner, later) > 0
      if (inWay || onTop)
        faults.push({ kind: 'unloading-order', step: sooner.step, other: later.step, item: sooner.item.id })
    }
  return faults
}

function facesInCommon(a: PlacedPiece, b: PlacedPiece): boolean {
  return shared(a.y0, a.y1, b.y0, b.y1) > 0 && shared(a.z0, a.z1, b.z0, b.z1) > 0
}

export function separationFaults(
  pieces: readonly PlacedPiece[],
  separations: readonly Separation[],
): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  pieces.forEach((a, index) => {
    for (const b of pieces.slice(index + 1))
      for (const { classes, apart } of separations) {
        const [one, two] = classes
        const ofA = a.item.separationClass
        const ofB = b.item.separationClass
        if (!((ofA === one && ofB === two) || (ofA === two && ofB === one))) continue
        if (apart !== 'vehicle' && horizontalDistance(a, b) >= apart.millimeters - rounding) continue
        faults.push({ kind: 'separation', step: a.step, other: b.step, item: a.item.id })
      }
  })
  return faults
}

function horizontalDistance(a: PlacedPiece, b: PlacedPiece): number {
  const along = Math.max(0, a.x0 - b.x1, b.x0 - a.x1)
  const across = Math.max(0, a.y0 - b.y1, b.y0 - a.y1)
  return Math.hypot(along, across)
}

/** Walks through the steps: each must find its support standing and its straight way from the door free. */
export function wayFaults(pieces: readonly PlacedPiece[], leastSupport: number): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  pieces.forEach((piece, index) => {
    const standing = pieces.slice(0, index)
    const blocked = standing.find((other) => other.x0 >= piece.x1 && facesInCommon(piece, other))
    if (blocked)
      faults.push({ kind: 'step-order', step: piece.step, other: blocked.step, item: piece.item.id })
    else if (
      supportedShare(piece, standing) < leastSupport - rounding &&
      supportedShare(piece, pieces) >= leastSupport - rounding
    )
      faults.push({ kind: 'step-order', step: piece.step, item: piece.item.id, details: { support: 0 } })
  })
  return faults
}
