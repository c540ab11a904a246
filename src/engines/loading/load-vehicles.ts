import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import type { LeftOut, LoadingPlan, LoadingStep, VehicleLoad } from './loading.plan.ts'
import type { LoadingProblem } from './loading.problem.ts'
import { type LoadingModel, readModel } from './model/loading.model.ts'
import { explainLeftOut } from './plan/explain-left-out.ts'
import { type FleetPlan, searchFleet } from './plan/fleet.search.ts'
import { measureLoad } from './plan/measure-load.ts'

/**
 * Loads pieces into vehicles: block building on maximal spaces, searched by beams of growing width. One iteration is one greedy
 * completion; the answer depends on the problem and the number of iterations alone, and more of them never make it worse.
 * @throws LoadingFault when the problem makes no sense.
 */
export function loadVehicles(problem: LoadingProblem, search: Search<LoadingPlan>): LoadingPlan {
  const model = readModel(problem)
  let best: FleetPlan = { loads: [], worth: 0, cost: 0 }
  let iterations = 0
  searchFleet(model, {
    done: () => search.done(iterations++),
    better(plan) {
      best = plan
      search.improved(() => planOf(model, plan))
    },
  })
  return planOf(model, best)
}

export const loadVehiclesTask: EngineTask<LoadingProblem, LoadingPlan> = {
  module: import.meta.url,
  name: 'loadVehicles',
}

function planOf(model: LoadingModel, { loads, cost }: FleetPlan): LoadingPlan {
  const numbers = new Map<number, number>()
  const vehicleLoads = loads.map((load): VehicleLoad => {
    const vehicle = model.vehicles[load.vehicle]
    if (!vehicle) throw new RangeError('a load without a vehicle')
    const number = (numbers.get(load.vehicle) ?? 0) + 1
    numbers.set(load.vehicle, number)
    return {
      vehicle: vehicle.vehicle.id,
      number,
      steps: stepsOf(model, load),
      measures: measureLoad(model, vehicle, load.pieces),
    }
  })
  const space = loads.reduce((sum, load) => {
    const { lengthMillimeters, widthMillimeters, heightMillimeters } = model.problem.vehicles[
      load.vehicle
    ] ?? {
      lengthMillimeters: 0,
      widthMillimeters: 0,
      heightMillimeters: 0,
    }
    return sum + lengthMillimeters * widthMillimeters * heightMillimeters
  }, 0)
  const cargo = vehicleLoads.reduce((sum, { measures }) => sum + measures.cargoVolumeCubicMillimeters, 0)
  const leftOut: LeftOut[] = explainLeftOut(model, loads)
  return { loads: vehicleLoads, leftOut, costMinor: cost, volumeShare: space > 0 ? cargo / space : 0 }
}

function stepsOf({ kinds, unit }: LoadingModel, { pieces }: FleetPlan['loads'][number]): LoadingStep[] {
  let batch = 0
  return pieces.map((piece, index): LoadingStep => {
    const kind = kinds[piece.kind]
    const stand = kind?.stands[piece.stand]
    if (!kind || !stand) throw new RangeError('a piece of no kind')
    const before = pieces[index - 1]
    if (before?.kind !== piece.kind || before.stand !== piece.stand) batch++
    return {
      item: kind.item.id,
      batch,
      xMillimeters: piece.x0 * unit,
      yMillimeters: piece.y0 * unit,
      zMillimeters: piece.z0 * unit,
      lengthMillimeters: stand.length * unit,
      widthMillimeters: stand.width * unit,
      heightMillimeters: stand.height * unit,
      upright: stand.upright,
      across: stand.across,
    }
  })
}
