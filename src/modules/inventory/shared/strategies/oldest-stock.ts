import { byDistance, candidatesOf, explained, fill } from './candidates.ts'
import type { Strategy } from './strategy.ts'

/** Every line from where its goods have stood longest, so that nothing grows old on a shelf. */
export const oldestStock: Strategy = {
  name: 'oldest-stock',
  plan(problem) {
    const ranked = candidatesOf(problem).sort(byDistance)
    const warehouses = ranked.map(({ warehouse }) => warehouse)
    const allocations = fill(problem, ({ variantId }) => {
      const age = (id: string) => problem.stock(variantId, id).heldSince ?? '9999-12-31'
      // The sort is stable, so equal ages keep the order of distance.
      return [...warehouses].sort((a, b) => (age(a.id) < age(b.id) ? -1 : age(a.id) > age(b.id) ? 1 : 0))
    })
    return explained(ranked, allocations, { chosen: 'oldest-with-stock', passedOver: 'newer-stock' })
  },
}
