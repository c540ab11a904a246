import { emptyState } from '../core/packing.state.ts'
import { cutSpaces } from '../core/spaces.ts'
import type { LeftOut, LeftOutReason } from '../loading.plan.ts'
import type { LoadingModel, VehicleModel } from '../model/loading.model.ts'
import { openLedger, type StandingLedger } from '../rules/standing.ledger.ts'
import type { CandidateLoad, Piece } from './arrangement.ts'
import { hasLimits } from './balance-limits.ts'
import { orderSteps } from './order-steps.ts'

/** How near to being loaded each reason means a piece came; the nearest of all vehicles is told. */
const nearness: readonly LeftOutReason[] = [
  'too-large',
  'too-heavy',
  'separation',
  'payload',
  'volume',
  'no-space',
  'support',
  'stacking',
  'unloading-order',
  'way',
  'balance',
]

/** For every kind of which something stays behind: how much, and the rule that keeps it. */
export function explainLeftOut(
  model: LoadingModel,
  loads: readonly (CandidateLoad & { vehicle: number })[],
): LeftOut[] {
  const left = model.kinds.map(({ item }) => item.count)
  for (const { pieces } of loads) for (const { kind } of pieces) left[kind] = (left[kind] as number) - 1
  return model.kinds.flatMap(({ item }, kind): LeftOut[] => {
    const pieces = left[kind] as number
    if (pieces <= 0) return []
    const reasons = loads.flatMap((load) => {
      const vehicle = model.vehicles[load.vehicle]
      return vehicle ? [reasonOf(model, vehicle, load, kind)] : []
    })
    const nearest = reasons.reduce<LeftOutReason>(
      (a, b) => (nearness.indexOf(b) > nearness.indexOf(a) ? b : a),
      'too-large',
    )
    return [{ item: item.id, pieces, reason: loads.length > 0 ? nearest : unloadedReason(model, kind) }]
  })
}

/** Nothing is loaded at all: by size, by weight, or because not even the piece alone keeps the limits of balance. */
function unloadedReason({ vehicles, kinds }: LoadingModel, kind: number): LeftOutReason {
  const fitting = vehicles.filter(({ stands, count }) => count > 0 && (stands[kind]?.length ?? 0) > 0)
  if (fitting.length === 0) return 'too-large'
  const weight = kinds[kind]?.weight ?? 0
  return fitting.some(({ payload }) => weight <= payload) ? 'balance' : 'too-heavy'
}

function reasonOf(
  model: LoadingModel,
  vehicle: VehicleModel,
  { pieces }: CandidateLoad,
  kind: number,
): LeftOutReason {
  const own = model.kinds[kind]
  const stands = vehicle.stands[kind] ?? []
  if (!own || stands.length === 0) return 'too-large'
  if (own.weight > vehicle.payload) return 'too-heavy'
  const classes = new Set(pieces.map((piece) => model.kinds[piece.kind]?.separationClass))
  const strange = model.strangers.some(
    ([one, two]) =>
      (one === own.separationClass && classes.has(two)) || (two === own.separationClass && classes.has(one)),
  )
  if (strange) return 'separation'
  const weight = pieces.reduce((sum, piece) => sum + (model.kinds[piece.kind]?.weight ?? 0), 0)
  if (weight + own.weight > vehicle.payload) return 'payload'
  const taken = pieces.reduce((sum, { x0, x1, y0, y1, z0, z1 }) => sum + (x1 - x0) * (y1 - y0) * (z1 - z0), 0)
  const volumes = stands.map((stand) => {
    const { length = 0, width = 0, height = 0 } = own.stands[stand] ?? {}
    return length * width * height
  })
  const { lengthMillimeters, widthMillimeters, heightMillimeters } = vehicle.vehicle
  const inside = (lengthMillimeters * widthMillimeters * heightMillimeters) / model.unit ** 3
  if (inside - taken < Math.min(...volumes)) return 'volume'
  return reasonInGaps(model, vehicle, pieces, kind)
}

/** Tries the piece in every corner of every gap. */
function reasonInGaps(
  model: LoadingModel,
  vehicle: VehicleModel,
  pieces: readonly Piece[],
  kind: number,
): LeftOutReason {
  const ledger = openLedger(model)
  ledger.add([...pieces].sort((a, b) => a.z0 - b.z0))
  const counts = new Map<LeftOutReason, number>()
  for (const piece of placesFor(model, vehicle, pieces, kind)) {
    const reason = ruleAgainst(model, vehicle, ledger, pieces, piece)
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  // A gap without footing is hardly a place: it counts only where there is no other.
  const places = [...counts].filter(([reason]) => reason !== 'support')
  const [most] = places.sort((a, b) => b[1] - a[1] || nearness.indexOf(b[0]) - nearness.indexOf(a[0]))
  return most?.[0] ?? (counts.size > 0 ? 'support' : 'no-space')
}

function ruleAgainst(
  { kinds }: LoadingModel,
  vehicle: VehicleModel,
  ledger: StandingLedger,
  pieces: readonly Piece[],
  piece: Piece,
): LeftOutReason {
  const refusal = ledger.refusal([piece])
  if (refusal) return refusal
  const blocked = orderSteps([...pieces, piece], (one) => kinds[one.kind]?.worth ?? 0).givenUp.length > 0
  if (blocked) return 'way'
  return hasLimits(vehicle) ? 'balance' : 'no-space'
}

function* placesFor(
  model: LoadingModel,
  vehicle: VehicleModel,
  pieces: readonly Piece[],
  kind: number,
): Generator<Piece> {
  const state = emptyState({ kinds: 0, blocks: 0, pieces: 0 })
  state.spaces.set([0, 0, 0, vehicle.length, vehicle.width, vehicle.height])
  state.spaceCount = 1
  const own = (vehicle.stands[kind] ?? []).flatMap((stand) => {
    const edges = model.kinds[kind]?.stands[stand]
    return edges ? [{ stand, ...edges }] : []
  })
  const nothing = new Int32Array(0)
  const reach = {
    length: nothing,
    width: nothing,
    height: nothing,
    leastLength: Math.min(...own.map(({ length }) => length)),
    leastWidth: Math.min(...own.map(({ width }) => width)),
    leastHeight: Math.min(...own.map(({ height }) => height)),
  }
  for (const piece of pieces) cutSpaces(state, { ...piece, topX1: piece.x1, topY1: piece.y1 }, reach, false)
  for (let s = 0; s < state.spaceCount; s++) {
    const [x0 = 0, y0 = 0, z0 = 0, x1 = 0, y1 = 0, z1 = 0] = state.spaces.subarray(s * 6, s * 6 + 6)
    for (const { stand, length, width, height } of own) {
      if (length > x1 - x0 || width > y1 - y0 || height > z1 - z0) continue
      for (const x of new Set([x0, x1 - length]))
        for (const y of new Set([y0, y1 - width]))
          yield { kind, stand, x0: x, y0: y, z0, x1: x + length, y1: y + width, z1: z0 + height }
    }
  }
}
