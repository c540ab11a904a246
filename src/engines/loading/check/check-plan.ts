import type { LoadingPlan, VehicleLoad } from '../loading.plan.ts'
import type { LoadingItem, LoadingProblem, LoadingVehicle } from '../loading.problem.ts'
import { measureFaults } from './check-measures.ts'
import {
  separationFaults,
  stackingFaults,
  supportFaults,
  unloadingFaults,
  wayFaults,
} from './check-neighbours.ts'
import type { LoadingViolation } from './loading.violation.ts'
import type { PlacedPiece } from './placed.piece.ts'

/**
 * Every rule of `LoadingProblem` a plan breaks; none for a sound plan. Written from the rules alone, without the code of the solver.
 */
export function checkPlan(problem: LoadingProblem, plan: LoadingPlan): LoadingViolation[] {
  const faults: LoadingViolation[] = [...countFaults(problem, plan)]
  plan.loads.forEach((load, index) => {
    const vehicle = problem.vehicles.find(({ id }) => id === load.vehicle)
    if (!vehicle) {
      faults.push({ kind: 'unknown-vehicle', load: index, details: { vehicle: load.vehicle } })
      return
    }
    faults.push(...loadFaults(problem, vehicle, load).map((fault) => ({ ...fault, load: index })))
  })
  return faults
}

function countFaults(problem: LoadingProblem, plan: LoadingPlan): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  for (const vehicle of problem.vehicles) {
    const used = plan.loads.filter((load) => load.vehicle === vehicle.id)
    if (used.length > (vehicle.count ?? 1))
      faults.push({ kind: 'vehicle-count', details: { vehicle: vehicle.id, used: used.length } })
    if (new Set(used.map(({ number }) => number)).size !== used.length)
      faults.push({ kind: 'vehicle-count', details: { vehicle: vehicle.id, twice: 1 } })
  }
  for (const item of problem.items) {
    const loaded = plan.loads
      .flatMap(({ steps }) => steps)
      .reduce((sum, step) => sum + (step.item === item.id ? 1 : 0), 0)
    const left = plan.leftOut.reduce((sum, out) => sum + (out.item === item.id ? out.pieces : 0), 0)
    if (loaded + left !== item.count)
      faults.push({ kind: 'item-count', item: item.id, details: { loaded, left, count: item.count } })
  }
  for (const { item } of plan.leftOut)
    if (!problem.items.some(({ id }) => id === item)) faults.push({ kind: 'unknown-item', item })
  return faults
}

function loadFaults(problem: LoadingProblem, vehicle: LoadingVehicle, load: VehicleLoad): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  const pieces: PlacedPiece[] = []
  load.steps.forEach((step, index) => {
    const item = problem.items.find(({ id }) => id === step.item)
    if (!item) {
      faults.push({ kind: 'unknown-item', step: index, item: step.item })
      return
    }
    pieces.push({
      step: index,
      item,
      x0: step.xMillimeters,
      y0: step.yMillimeters,
      z0: step.zMillimeters,
      x1: step.xMillimeters + step.lengthMillimeters,
      y1: step.yMillimeters + step.widthMillimeters,
      z1: step.zMillimeters + step.heightMillimeters,
    })
    if (!standsAllowed(item, step, problem.spacingMillimeters ?? 0))
      faults.push({ kind: 'orientation', step: index, item: item.id })
  })
  for (const piece of pieces) faults.push(...wallFaults(vehicle, piece))
  faults.push(
    ...overlapFaults(pieces),
    ...supportFaults(pieces, problem.minimumSupportShare ?? 1),
    ...stackingFaults(pieces),
    ...(problem.unloading === 'free' ? [] : unloadingFaults(pieces)),
    ...separationFaults(pieces, problem.separations ?? []),
    ...wayFaults(pieces, problem.minimumSupportShare ?? 1),
    ...measureFaults(vehicle, load, pieces),
  )
  return faults
}

/** Whether the edges are those of the item, the upright one may stand, and it is turned only when it may be. */
function standsAllowed(item: LoadingItem, step: VehicleLoad['steps'][number], spacing: number): boolean {
  const edges = {
    length: item.lengthMillimeters,
    width: item.widthMillimeters,
    height: item.heightMillimeters,
  }
  if (!(item.upright ?? ['height']).includes(step.upright)) return false
  if (edges[step.upright] !== step.heightMillimeters) return false
  // Of the two lying edges the first in the order length, width, height lies along the vehicle unless it is turned.
  const lying = (['length', 'width', 'height'] as const)
    .filter((edge) => edge !== step.upright)
    .map((edge) => edges[edge] + spacing)
  const [first, second] = lying as [number, number]
  const straight = step.lengthMillimeters === first && step.widthMillimeters === second
  const turned = step.lengthMillimeters === second && step.widthMillimeters === first
  if (!(straight || (turned && (item.turnable ?? true)))) return false
  return step.across === step.widthMillimeters > step.lengthMillimeters
}

function wallFaults(vehicle: LoadingVehicle, piece: PlacedPiece): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  const { step, item } = piece
  const whole = [piece.x0, piece.y0, piece.z0].every((at) => Number.isInteger(at) && at >= 0)
  const length = vehicle.lengthMillimeters - (vehicle.doorClearanceMillimeters ?? 0)
  const height = vehicle.heightMillimeters - (vehicle.topClearanceMillimeters ?? 0)
  if (!whole || piece.x1 > length || piece.y1 > vehicle.widthMillimeters || piece.z1 > height)
    faults.push({ kind: 'outside', step, item: item.id })
  const { door } = vehicle
  if (door && (piece.y1 - piece.y0 > door.widthMillimeters || piece.z1 - piece.z0 > door.heightMillimeters))
    faults.push({ kind: 'door', step, item: item.id })
  return faults
}

function overlapFaults(pieces: readonly PlacedPiece[]): LoadingViolation[] {
  const faults: LoadingViolation[] = []
  pieces.forEach((a, index) => {
    for (const b of pieces.slice(index + 1))
      if (a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 && a.z0 < b.z1 && b.z0 < a.z1)
        faults.push({ kind: 'overlap', step: a.step, other: b.step, item: a.item.id })
  })
  return faults
}
