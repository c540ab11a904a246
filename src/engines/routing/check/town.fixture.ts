import type { RoutingProblem, Stop, VehicleType } from '../routing.problem.ts'

/**
 * A small town on a line: places 0 … 6 lie 1 km apart, a vehicle needs 100 s for a kilometre. Depot at 0, and a second
 * depot at 6. Five stops A … E at places 1 … 5, a minute of service each, 10 units each.
 */
export function town(change: (problem: RoutingProblem) => void = () => {}): RoutingProblem {
  const locations = 7
  const distanceMeters = new Float64Array(locations * locations)
  const durationSeconds = new Float64Array(locations * locations)
  for (let from = 0; from < locations; from++)
    for (let to = 0; to < locations; to++) {
      distanceMeters[from * locations + to] = Math.abs(from - to) * 1_000
      durationSeconds[from * locations + to] = Math.abs(from - to) * 100
    }
  const problem: RoutingProblem = {
    locations,
    profiles: [{ id: 'van', distanceMeters, durationSeconds }],
    dimensions: ['weightGrams'],
    vehicleTypes: [
      {
        id: 'van',
        count: 2,
        capacity: [50],
        startLocation: 0,
        endLocation: 0,
        fixedCost: 500,
        costPerMeter: 1,
        costPerDrivingSecond: 2,
        costPerDutySecond: 3,
        shift: { startSeconds: 0, endSeconds: 10_000 },
      },
    ],
    stops: ['A', 'B', 'C', 'D', 'E'].map((id, index) => ({
      id,
      location: index + 1,
      serviceSeconds: 60,
      delivery: [10],
    })),
  }
  change(problem)
  return problem
}

export function stopOf(problem: RoutingProblem, id: string): Stop {
  const stop = problem.stops.find((one) => one.id === id)
  if (!stop) throw new Error(`no stop ${id}`)
  return stop
}

export function vanOf(problem: RoutingProblem): VehicleType {
  const [van] = problem.vehicleTypes
  if (!van) throw new Error('no vehicle type')
  return van
}

/** What the one van does: stops by their letters, `|` to load again at the depot. */
export function inOrder(letters: string, vehicleNumber = 1) {
  return {
    vehicleTypeId: 'van',
    vehicleNumber,
    visits: [...letters].map((letter) => (letter === '|' ? { reloadLocation: 0 } : letter)),
  }
}
