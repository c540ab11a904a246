import { byDistance, candidatesOf, explained, fill } from './candidates.ts'
import type { Strategy } from './strategy.ts'

/** Every line from the nearest warehouse that has it, split over the next where it does not reach. */
export const nearest: Strategy = {
  name: 'nearest',
  plan(problem) {
    const ranked = candidatesOf(problem).sort(byDistance)
    const warehouses = ranked.map(({ warehouse }) => warehouse)
    return explained(
      ranked,
      fill(problem, () => warehouses),
      { chosen: 'nearest-with-stock', passedOver: 'farther' },
    )
  },
}
