import type { VehicleModel } from '../model/loading.model.ts'
import { axleLoads, type Moments } from './measure-load.ts'

export function hasLimits({ vehicle }: VehicleModel): boolean {
  return vehicle.axles !== undefined || vehicle.balance !== undefined
}

/** How far a load is beyond the limits of axles and balance, each as a share of its limit; 0 when within all. */
export function excessOf(vehicle: VehicleModel, unit: number, moments: Moments): number {
  const { weight } = moments
  const { axles, balance, lengthMillimeters, widthMillimeters, heightMillimeters } = vehicle.vehicle
  let excess = 0
  const onAxles = axleLoads(vehicle, unit, moments)
  if (axles && onAxles)
    for (const [group, grams] of [
      [axles.front, onAxles.front],
      [axles.rear, onAxles.rear],
    ] as const) {
      excess += Math.max(0, grams - group.limitGrams) / Math.max(1, group.limitGrams)
      const least = group.leastGrams ?? Number.NEGATIVE_INFINITY
      excess += Math.max(0, least - grams) / Math.max(1, Math.abs(least))
    }
  if (balance && weight > 0) {
    const outside = (at: number, [from, to]: readonly [number, number]) => Math.max(0, from - at, at - to)
    const { alongMillimeters: along, acrossMillimeters: across } = balance
    if (along) excess += outside((moments.alongX / weight) * unit, along) / lengthMillimeters
    if (across) excess += outside((moments.acrossY / weight) * unit, across) / widthMillimeters
    const above = (moments.upZ / weight) * unit - (balance.heightMillimeters ?? Number.POSITIVE_INFINITY)
    excess += Math.max(0, above) / heightMillimeters
    const difference = Math.abs(2 * moments.left - weight) / weight
    excess += Math.max(0, difference - (balance.sideDifferenceShare ?? 1))
  }
  // Sums of moments are rounded; what is a millionth of a millionth beyond is not beyond.
  return excess < 1e-12 ? 0 : excess
}
