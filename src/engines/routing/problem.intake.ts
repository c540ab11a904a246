import { type RoutingProblem, RoutingProblemFault } from './routing.problem.ts'

/**
 * Refuses what contradicts itself before any search.
 * @throws RoutingProblemFault naming the first fault.
 */
export function checkProblem(problem: RoutingProblem): void {
  const { locations, profiles, vehicleTypes, stops, dimensions, shipments = [], current = [] } = problem
  const refuse = (code: string, details: Record<string, unknown>): never => {
    throw new RoutingProblemFault(`routing.${code}`, details)
  }
  const isPlace = (place: number) => Number.isInteger(place) && place >= 0 && place < locations
  if (profiles.length === 0) refuse('no-profile', {})
  if (vehicleTypes.length === 0) refuse('no-vehicle', {})
  for (const { id, distanceMeters, durationSeconds, slices = [] } of profiles) {
    const size = locations * locations
    const matrices = [
      distanceMeters,
      durationSeconds,
      ...slices.flatMap((slice) => slice.durationSeconds ?? []),
    ]
    for (const matrix of matrices) {
      if (matrix.length !== size)
        refuse('matrix-shape', { profile: id, expected: size, length: matrix.length })
      const at = matrix.findIndex((value) => !(value >= 0))
      if (at >= 0) refuse('matrix-value', { profile: id, at, value: matrix[at] })
    }
    for (const [index, slice] of slices.entries()) {
      const before = slices[index - 1]
      if (before && !(before.startSeconds < slice.startSeconds)) refuse('slice-order', { profile: id, index })
      const { durationFactor = 1 } = slice
      if (!(durationFactor > 0 && durationFactor < Infinity)) refuse('slice-factor', { profile: id, index })
    }
  }
  const amounts = (owner: Record<string, unknown>, values: number[] | undefined) => {
    if (!values) return
    if (values.length > dimensions.length || values.some((value) => !(value >= 0)))
      refuse('amount', { ...owner, values, dimensions })
  }
  const profileIds = new Set(profiles.map(({ id }) => id))
  const typeIds = new Set<string>()
  for (const type of vehicleTypes) {
    const { id, count, profile, startLocation, endLocation, reload, capacity, shift } = type
    if (typeIds.has(id)) refuse('duplicate-vehicle-type', { id })
    typeIds.add(id)
    if (profile !== undefined && !profileIds.has(profile))
      refuse('unknown-profile', { vehicleType: id, profile })
    if (count !== undefined && !(Number.isInteger(count) && count >= 0))
      refuse('vehicle-count', { id, count })
    for (const place of [startLocation, endLocation, ...(reload?.locations ?? [])])
      if (place !== null && !isPlace(place)) refuse('unknown-location', { vehicleType: id, location: place })
    if (reload && reload.locations.length === 0) refuse('no-reload-location', { vehicleType: id })
    if (shift && !(shift.startSeconds <= shift.endSeconds)) refuse('shift', { vehicleType: id, ...shift })
    amounts({ vehicleType: id }, capacity)
    for (const { id: breakId, windows } of type.breaks ?? [])
      if (windows.length === 0) refuse('break-without-window', { vehicleType: id, break: breakId })
  }
  const stopIds = new Set<string>()
  for (const stop of stops) {
    const { id, location, serviceSeconds, windows = [], pinned } = stop
    if (stopIds.has(id)) refuse('duplicate-stop', { id })
    stopIds.add(id)
    if (!isPlace(location)) refuse('unknown-location', { stop: id, location })
    if (!(serviceSeconds >= 0)) refuse('service', { stop: id, serviceSeconds })
    for (const [index, window] of windows.entries()) {
      const before = windows[index - 1]
      if (!(window.startSeconds <= window.endSeconds)) refuse('window', { stop: id, index, ...window })
      if (before && !(before.endSeconds <= window.startSeconds)) refuse('window-order', { stop: id, index })
    }
    amounts({ stop: id }, stop.delivery)
    amounts({ stop: id }, stop.pickup)
    const named = [...(stop.allowedVehicles ?? []), ...(stop.forbiddenVehicles ?? [])]
    for (const type of [...named, ...(pinned ? [pinned.vehicleTypeId] : [])])
      if (!typeIds.has(type)) refuse('unknown-vehicle-type', { stop: id, vehicleType: type })
  }
  const inShipment = new Set<string>()
  for (const { id, pickup, delivery, amount } of shipments) {
    for (const end of [pickup, delivery]) {
      if (!stopIds.has(end)) refuse('unknown-stop', { shipment: id, stop: end })
      if (inShipment.has(end)) refuse('stop-in-two-shipments', { shipment: id, stop: end })
      inShipment.add(end)
    }
    amounts({ shipment: id }, amount)
  }
  const inForce = new Set<string>()
  for (const { vehicleTypeId, vehicleNumber, stopIds: route, startedStops } of current) {
    const type = vehicleTypes.find(({ id }) => id === vehicleTypeId)
    if (!type) refuse('unknown-vehicle-type', { current: vehicleTypeId })
    if (vehicleNumber < 1 || vehicleNumber > (type?.count ?? Infinity))
      refuse('vehicle-number', { vehicleTypeId, vehicleNumber })
    if (startedStops < 0 || startedStops > route.length)
      refuse('started-stops', { vehicleTypeId, startedStops })
    for (const stop of route) {
      if (!stopIds.has(stop)) refuse('unknown-stop', { current: vehicleTypeId, stop })
      if (inForce.has(stop)) refuse('stop-on-two-routes', { stop })
      inForce.add(stop)
    }
  }
}
