import type { LoadingModel, VehicleModel } from '../model/loading.model.ts'
import { type CandidateLoad, type Piece, restsOn } from './arrangement.ts'
import { excessOf, hasLimits } from './balance-limits.ts'
import { momentsOf } from './measure-load.ts'
import { orderSteps } from './order-steps.ts'
import { moveWalls } from './wall-moves.ts'

/**
 * Makes a packing into a load: walls moved until axles and sides are within their limits, pieces given up where that does not do, and
 * all in an order a loader can follow.
 */
export function finishLoad(
  model: LoadingModel,
  vehicle: VehicleModel,
  pieces: readonly Piece[],
): CandidateLoad {
  const worthOf = (piece: Piece) => model.kinds[piece.kind]?.worth ?? 0
  let balanced = hasLimits(vehicle) ? balance(model, vehicle, pieces, worthOf) : pieces
  for (;;) {
    const { ordered, givenUp } = orderSteps(balanced, worthOf)
    // What is given up for the order changes the balance again.
    if (givenUp.length > 0 && hasLimits(vehicle)) {
      balanced = balance(model, vehicle, ordered, worthOf)
      continue
    }
    return { pieces: ordered, worth: ordered.reduce((sum, piece) => sum + worthOf(piece), 0) }
  }
}

/** Gives up the piece on top that brings most for its worth until the limits are kept; nothing at all when they cannot be. */
function balance(
  model: LoadingModel,
  vehicle: VehicleModel,
  pieces: readonly Piece[],
  worthOf: (piece: Piece) => number,
): readonly Piece[] {
  let moved = moveWalls(model, vehicle, pieces)
  while (moved.excess > 0 && moved.pieces.length > 0) {
    const { pieces: now, excess } = moved
    const onTop = now.filter((piece) => !now.some((other) => restsOn(other, piece)))
    let chosen = onTop[0]
    let most = Number.NEGATIVE_INFINITY
    for (const piece of onTop) {
      const rest = now.filter((other) => other !== piece)
      const relief = excess - excessOf(vehicle, model.unit, momentsOf(model, vehicle, rest))
      const merit = relief > 0 ? relief / worthOf(piece) : relief * worthOf(piece)
      if (merit <= most) continue
      most = merit
      chosen = piece
    }
    moved = moveWalls(
      model,
      vehicle,
      now.filter((piece) => piece !== chosen),
    )
  }
  return moved.pieces
}
