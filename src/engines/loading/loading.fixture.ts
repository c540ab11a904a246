import { chance } from '../runner/chance.ts'
import type { LoadingItem, LoadingProblem, LoadingVehicle } from './loading.problem.ts'

/** A semi-trailer of 13.6 m. */
export const trailer: LoadingVehicle = {
  id: 'trailer',
  lengthMillimeters: 13_600,
  widthMillimeters: 2_450,
  heightMillimeters: 2_700,
  payloadGrams: 24_000_000,
  costMinor: 400_000,
}

export const smallTruck: LoadingVehicle = {
  id: 'small-truck',
  lengthMillimeters: 4_400,
  widthMillimeters: 2_100,
  heightMillimeters: 2_200,
  payloadGrams: 3_500_000,
  costMinor: 150_000,
}

export interface Wishes {
  seed: number
  kinds: number
  vehicles?: readonly LoadingVehicle[]
  stops?: number
  stacking?: boolean
  separations?: boolean
  support?: number
  spacing?: number
}

/** A day's cargo by chance: always a problem that makes sense; not always one in which everything fits. */
export function randomProblem(wishes: Wishes): LoadingProblem {
  const luck = chance(wishes.seed)
  const items = Array.from({ length: wishes.kinds }, (_, index): LoadingItem => {
    const edge = (least: number, most: number) => luck.between(least / 50, most / 50) * 50
    const heightMillimeters = edge(200, 1_200)
    const item: LoadingItem = {
      id: `item-${index + 1}`,
      count: luck.between(1, 14),
      lengthMillimeters: edge(300, 1_500),
      widthMillimeters: edge(250, 1_200),
      heightMillimeters,
      weightGrams: luck.between(5, 400) * 1_000,
      turnable: luck.happens(0.8),
      stop: luck.between(1, wishes.stops ?? 1),
    }
    if (luck.happens(0.4)) item.upright = ['length', 'height']
    if (wishes.stacking && luck.happens(0.6))
      item.stacking = luck.pick([
        { layersAbove: 0 },
        { layersAbove: 1 },
        { bearsGrams: luck.between(50, 800) * 1_000 },
        { bearsGramsPerSquareMeter: luck.between(100, 900) * 1_000 },
        { bearsGrams: 0 },
      ])
    if (wishes.separations && luck.happens(0.5))
      item.separationClass = luck.pick(['food', 'acid', 'oxidiser'])
    return item
  })
  return {
    vehicles: wishes.vehicles ?? [trailer],
    items,
    ...(wishes.spacing === undefined ? {} : { spacingMillimeters: wishes.spacing }),
    ...(wishes.support === undefined ? {} : { minimumSupportShare: wishes.support }),
    ...(wishes.separations
      ? {
          separations: [
            { classes: ['food', 'acid'], apart: 'vehicle' },
            { classes: ['acid', 'oxidiser'], apart: { millimeters: 1_500 } },
          ],
        }
      : {}),
  }
}
