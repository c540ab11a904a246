import type { LoadingModel } from '../model/loading.model.ts'
import { alignedAlong, footprintShared, type Piece } from '../plan/arrangement.ts'

/** Rules that depend on who stands next to, under or before whom. */
export type StandingRule = 'support' | 'stacking' | 'unloading-order' | 'separation'

/** Pieces that stand, with what each bears. Grows piece by piece and can be cut back. */
export interface StandingLedger {
  readonly count: number
  /** The first rule that forbids these pieces together, or undefined. Those lower come first. */
  refusal(pieces: readonly Piece[]): StandingRule | undefined
  /** Puts down pieces that were not refused. */
  add(pieces: readonly Piece[]): void
  /** Takes away the last ones, down to `count`. */
  cutBack(count: number): void
}

/** A moment to come back to. */
interface Mark {
  count: number
  journal: number
}

interface Standing {
  piece: Piece
  /** Indexes of what it rests on, and which share of its weight each takes. */
  below: readonly number[]
  shares: readonly number[]
  contact: number
}

const rounding = 1e-9

function lowerFirst(a: Standing | undefined, b: Standing | undefined): number {
  return (a?.piece.z0 ?? 0) - (b?.piece.z0 ?? 0)
}

export function openLedger(model: LoadingModel): StandingLedger {
  const { kinds, minimumSupportShare, lastInFirstOut, distances } = model
  const standing: Standing[] = []
  /** Those whose tops are at a height, so that footing is found without asking all. */
  const byTop = new Map<number, number[]>()
  const borne: number[] = []
  const layers: number[] = []
  /** What weight and layers were before each change, to come back to: index, weight, layers. */
  const journal: number[] = []
  let resettled = false
  const past: Mark[] = []
  const stacks = kinds.some(
    ({ bears, bearsPerArea, layersAbove }) =>
      Math.min(bears, bearsPerArea, layersAbove) < Number.POSITIVE_INFINITY,
  )

  function seat(piece: Piece): Standing {
    const below: number[] = []
    const areas: number[] = []
    let contact = 0
    for (const s of byTop.get(piece.z0) ?? []) {
      const other = (standing[s] as Standing).piece
      const area = footprintShared(piece, other)
      if (area <= 0) continue
      below.push(s)
      areas.push(area)
      contact += area
    }
    return { piece, below, shares: areas.map((area) => area / contact), contact }
  }

  /** Adds a piece's weight to all below it; false when one of them cannot bear it. */
  function press(index: number, grams: number, depth: number): boolean {
    const { below, shares, contact } = standing[index] as Standing
    for (let n = 0; n < below.length; n++) {
      const under = below[n] as number
      const kind = kinds[(standing[under] as Standing).piece.kind]
      if (!kind) continue
      const more = grams * (shares[n] as number)
      const total = (borne[under] as number) + more
      journal.push(under, borne[under] as number, layers[under] as number)
      borne[under] = total
      if (depth > (layers[under] as number)) layers[under] = depth
      if (total > kind.bears * (1 + rounding) || (layers[under] as number) > kind.layersAbove) return false
      const handed = (kinds[(standing[index] as Standing).piece.kind]?.weight ?? 0) + (borne[index] as number)
      if (handed / contact > kind.bearsPerArea * (1 + rounding)) return false
      if (!press(under, more, depth + 1)) return false
    }
    return true
  }

  function refusalOf(piece: Piece): StandingRule | undefined {
    const kind = kinds[piece.kind]
    if (!kind) return undefined
    if (lastInFirstOut || distances.length > 0)
      for (const { piece: other } of standing) {
        const stop = kinds[other.kind]?.stop ?? 1
        if (lastInFirstOut && stop !== kind.stop) {
          const [sooner, later] = stop < kind.stop ? [other, piece] : [piece, other]
          if (later.x0 >= sooner.x1 && alignedAlong(sooner, later)) return 'unloading-order'
          if (later.z0 >= sooner.z1 && footprintShared(sooner, later) > 0) return 'unloading-order'
        }
        if (distances.length > 0 && tooNear(piece, other)) return 'separation'
      }
    const seated = seat(piece)
    if (piece.z0 > 0) {
      const base = (piece.x1 - piece.x0) * (piece.y1 - piece.y0)
      if (seated.contact / base < minimumSupportShare - rounding) return 'support'
    }
    standing.push(seated)
    borne.push(0)
    layers.push(0)
    const level = byTop.get(piece.z1)
    if (level) level.push(standing.length - 1)
    else byTop.set(piece.z1, [standing.length - 1])
    if (!stacks) return undefined
    // With full support nothing can be slid below what already stands on something.
    if (minimumSupportShare === 1) return press(standing.length - 1, kind.weight, 1) ? undefined : 'stacking'
    const underOthers = standing.some(
      (other) => other.piece.z0 === piece.z1 && footprintShared(other.piece, piece) > 0,
    )
    const bears = underOthers ? settleAll() : press(standing.length - 1, kind.weight, 1)
    return bears ? undefined : 'stacking'
  }

  /** A piece slid below an overhang takes weight from those that bore it so far: everything is weighed anew. */
  function settleAll(): boolean {
    resettled = true
    const fromBelow = standing.map((_, index) => index).sort((a, b) => lowerFirst(standing[a], standing[b]))
    for (const index of fromBelow) {
      standing[index] = seat((standing[index] as Standing).piece)
      borne[index] = 0
      layers[index] = 0
    }
    return fromBelow.every((index) =>
      press(index, kinds[(standing[index] as Standing).piece.kind]?.weight ?? 0, 1),
    )
  }

  function tooNear(a: Piece, b: Piece): boolean {
    const ofA = kinds[a.kind]?.separationClass
    const ofB = kinds[b.kind]?.separationClass
    return distances.some(({ one, two, units }) => {
      if (!((ofA === one && ofB === two) || (ofA === two && ofB === one))) return false
      const along = Math.max(0, a.x0 - b.x1, b.x0 - a.x1)
      const across = Math.max(0, a.y0 - b.y1, b.y0 - a.y1)
      return Math.hypot(along, across) < units - rounding
    })
  }

  function tryAll(pieces: readonly Piece[]): StandingRule | undefined {
    for (const piece of pieces) {
      const refusal = refusalOf(piece)
      if (refusal) return refusal
    }
    return undefined
  }

  function restore(to: Mark): void {
    while (journal.length > to.journal) {
      const wereLayers = journal.pop() as number
      const wasBorne = journal.pop() as number
      const index = journal.pop() as number
      borne[index] = wasBorne
      layers[index] = wereLayers
    }
    while (standing.length > to.count) {
      const gone = standing.pop() as Standing
      byTop.get(gone.piece.z1)?.pop()
    }
    borne.length = to.count
    layers.length = to.count
    if (!resettled) return
    settleAll()
    resettled = false
    journal.length = to.journal
  }

  const mark = (): Mark => ({ count: standing.length, journal: journal.length })

  return {
    get count() {
      return standing.length
    },
    refusal(pieces) {
      const before = mark()
      const refusal = tryAll(pieces)
      restore(before)
      return refusal
    },
    add(pieces) {
      past.push(mark())
      const refusal = tryAll(pieces)
      if (refusal) throw new Error(`pieces were put where ${refusal} forbids them`)
    },
    cutBack(count) {
      while (standing.length > count) {
        const before = past.pop()
        if (!before) return
        restore(before)
      }
    },
  }
}
