import { LoadingFault, type LoadingFaultCode } from '../loading.error.ts'
import type { LoadingItem, LoadingProblem, LoadingVehicle, Separation } from '../loading.problem.ts'

/** A kilometre: longer than any hold, and tables of sums of edges stay small. */
const longestMillimeters = 1_000_000
const mostPieces = 100_000
const heaviestGrams = 1e12

/**
 * Refuses problems that make no sense, with what is at fault.
 * @throws LoadingFault
 */
export function refuseNonsense({
  vehicles,
  items,
  minimumSupportShare: share = 1,
  spacingMillimeters: spacing = 0,
  separations = [],
  unloading = 'free',
  prefer = 'least-cost',
}: LoadingProblem): void {
  if (vehicles.length === 0) throw new LoadingFault('loading.no-vehicle')
  for (const things of [vehicles, items]) {
    const seen = new Set<string>()
    for (const { id } of things) {
      if (seen.has(id)) throw new LoadingFault('loading.duplicate-id', { id })
      seen.add(id)
    }
  }
  for (const vehicle of vehicles) checkVehicle(vehicle)
  for (const item of items) checkItem(item)
  const pieces = items.reduce((sum, { count }) => sum + count, 0)
  need(pieces <= mostPieces, 'loading.bad-count', '', 'pieces', pieces)
  need(share >= 0 && share <= 1, 'loading.bad-share', '', 'minimumSupportShare', share)
  need(isWhole(spacing, 0), 'loading.bad-length', '', 'spacingMillimeters', spacing)
  for (const separation of separations) checkSeparation(separation)
  need(['last-in-first-out', 'free'].includes(unloading), 'loading.bad-choice', '', 'unloading', unloading)
  need(['least-cost', 'fewest-vehicles'].includes(prefer), 'loading.bad-choice', '', 'prefer', prefer)
}

function checkVehicle(vehicle: LoadingVehicle): void {
  const { id, count = 1, payloadGrams = 0, costMinor = 0, door, axles, balance } = vehicle
  const { topClearanceMillimeters: top = 0, doorClearanceMillimeters: before = 0 } = vehicle
  checkEdges(vehicle)
  need(isWhole(count, 0) && count <= mostPieces, 'loading.bad-count', id, 'count', count)
  need(isWeight(payloadGrams), 'loading.bad-weight', id, 'payloadGrams', payloadGrams)
  need(
    costMinor >= 0 && costMinor <= Number.MAX_SAFE_INTEGER,
    'loading.bad-weight',
    id,
    'costMinor',
    costMinor,
  )
  need(
    isWhole(top, 0) && top < vehicle.heightMillimeters,
    'loading.bad-length',
    id,
    'topClearanceMillimeters',
    top,
  )
  need(
    isWhole(before, 0) && before < vehicle.lengthMillimeters,
    'loading.bad-length',
    id,
    'doorClearanceMillimeters',
    before,
  )
  for (const [name, value] of Object.entries(door ?? {}))
    need(value > 0, 'loading.bad-length', id, name, value)
  if (axles) {
    for (const { positionMillimeters, emptyGrams, limitGrams, leastGrams = 0 } of [axles.front, axles.rear]) {
      need(
        Math.abs(positionMillimeters) <= longestMillimeters,
        'loading.bad-axles',
        id,
        'positionMillimeters',
        positionMillimeters,
      )
      for (const [name, value] of Object.entries({ emptyGrams, limitGrams, leastGrams }))
        need(isWeight(value), 'loading.bad-axles', id, name, value)
    }
    const rear = axles.rear.positionMillimeters
    need(rear > axles.front.positionMillimeters, 'loading.bad-axles', id, 'positionMillimeters', rear)
  }
  if (!balance) return
  const {
    alongMillimeters,
    acrossMillimeters,
    heightMillimeters: height = 1,
    sideDifferenceShare = 1,
  } = balance
  for (const [name, corridor] of Object.entries({ alongMillimeters, acrossMillimeters }))
    if (corridor) {
      const [from, to] = corridor
      need(Number.isFinite(from) && Number.isFinite(to) && from <= to, 'loading.bad-balance', id, name, from)
    }
  need(height > 0, 'loading.bad-balance', id, 'heightMillimeters', height)
  need(sideDifferenceShare >= 0, 'loading.bad-balance', id, 'sideDifferenceShare', sideDifferenceShare)
}

function checkItem(item: LoadingItem): void {
  const { id, count, weightGrams = 0, upright = ['height'], stop = 1, priority = 1, stacking = {} } = item
  checkEdges(item)
  need(isWhole(count, 0), 'loading.bad-count', id, 'count', count)
  need(isWeight(weightGrams), 'loading.bad-weight', id, 'weightGrams', weightGrams)
  const known = upright.every((edge) => ['length', 'width', 'height'].includes(edge))
  if (upright.length === 0 || !known) throw new LoadingFault('loading.no-orientation', { id })
  need(isWhole(stop, 1), 'loading.bad-stop', id, 'stop', stop)
  need(priority >= 1e-9 && priority <= 1e9, 'loading.bad-share', id, 'priority', priority)
  for (const [name, value = 0] of Object.entries(stacking))
    need(value >= 0, 'loading.bad-stacking', id, name, value)
}

function checkSeparation({ classes, apart }: Separation): void {
  // A rule about goods that are not there today is no fault; one about no class at all is.
  const [one, two] = classes
  if (!one || !two) throw new LoadingFault('loading.unknown-class', { class: classes.join() })
  if (apart === 'vehicle') return
  const far = apart.millimeters
  need(far >= 0 && far <= longestMillimeters, 'loading.bad-length', classes.join(), 'apart', far)
}

function checkEdges(thing: LoadingVehicle | LoadingItem): void {
  const { id, lengthMillimeters, widthMillimeters, heightMillimeters } = thing
  for (const [name, value] of Object.entries({ lengthMillimeters, widthMillimeters, heightMillimeters }))
    need(isWhole(value, 1) && value <= longestMillimeters, 'loading.bad-length', id, name, value)
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least
}

function isWeight(value: number): boolean {
  return value >= 0 && value <= heaviestGrams
}

function need(
  sound: boolean,
  code: LoadingFaultCode,
  id: string,
  name: string,
  value: number | string,
): void {
  if (!sound) throw new LoadingFault(code, { id, name, value })
}
