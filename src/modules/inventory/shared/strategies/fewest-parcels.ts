import { smaller } from '../quantity.ts'
import { byDistance, candidatesOf, demandOf, explained, fill, type Ranked } from './candidates.ts'
import type { Plan, SourcingProblem, Strategy } from './strategy.ts'

/** Up to here every combination is tried; beyond, the warehouse that fills most of what is missing is taken in turn. */
const exactLimit = 12

/**
 * The fewest warehouses that fill the whole order (minimum set cover, exact up to 12 warehouses with any stock). Among
 * equal covers the one nearest in sum wins, then the one whose warehouses come first by priority and code.
 */
export const fewestParcels: Strategy = {
  name: 'fewest-parcels',
  plan(problem) {
    const ranked = candidatesOf(problem).sort(byDistance)
    const able = ranked.filter(({ candidate }) => candidate.partLines > 0)
    const cover = able.length <= exactLimit ? exactCover(problem, able) : greedyCover(problem, able)
    const warehouses = cover.map(({ warehouse }) => warehouse)
    const plan = explained(
      ranked,
      fill(problem, () => warehouses),
      {
        chosen: cover.length === 1 ? 'ships-all' : 'part-of-fewest',
        passedOver: 'needs-more-parcels',
      },
    )
    return withTies(plan, problem, cover.length)
  },
}

/** A warehouse that could have shipped everything in one parcel too was only farther or later in order. */
function withTies(plan: Plan, problem: SourcingProblem, size: number): Plan {
  if (size !== 1) return plan
  const chosen = plan.candidates.find((candidate) => candidate.chosen)
  for (const candidate of plan.candidates) {
    if (candidate.chosen || candidate.fullLines < problem.lines.length) continue
    const farther = (candidate.distanceKm ?? 0) > (chosen?.distanceKm ?? 0)
    candidate.reason = farther ? 'farther' : 'later-in-order'
  }
  return plan
}

function exactCover(problem: SourcingProblem, able: readonly Ranked[]): Ranked[] {
  const demand = [...demandOf(problem.lines)]
  for (let size = 1; size <= able.length; size++) {
    let best: { cover: Ranked[]; km: number } | undefined
    for (const cover of combinations(able, size)) {
      if (!covers(problem, demand, cover)) continue
      const km = cover.reduce((sum, { candidate }) => sum + (candidate.distanceKm ?? 0), 0)
      if (best === undefined || km < best.km) best = { cover, km }
    }
    if (best) return best.cover
  }
  return [...able]
}

function covers(
  problem: SourcingProblem,
  demand: readonly [string, bigint][],
  cover: readonly Ranked[],
): boolean {
  return demand.every(([variantId, quantity]) => {
    let missing = quantity
    for (const { warehouse } of cover) {
      const { available } = problem.stock(variantId, warehouse.id)
      if (available > 0n) missing -= available
      if (missing <= 0n) return true
    }
    return false
  })
}

function greedyCover(problem: SourcingProblem, able: readonly Ranked[]): Ranked[] {
  const missing = demandOf(problem.lines)
  const left = [...able]
  const cover: Ranked[] = []
  while (left.length > 0 && [...missing.values()].some((quantity) => quantity > 0n)) {
    let bestIndex = 0
    let bestGain = -1n
    for (const [index, { warehouse }] of left.entries()) {
      let gain = 0n
      for (const [variantId, quantity] of missing) {
        const { available } = problem.stock(variantId, warehouse.id)
        if (available > 0n) gain += smaller(available, quantity)
      }
      if (gain > bestGain) {
        bestGain = gain
        bestIndex = index
      }
    }
    const [taken] = left.splice(bestIndex, 1)
    if (!taken) break
    cover.push(taken)
    for (const [variantId, quantity] of missing) {
      const { available } = problem.stock(variantId, taken.warehouse.id)
      const rest = quantity - (available > 0n ? available : 0n)
      missing.set(variantId, rest > 0n ? rest : 0n)
    }
  }
  return cover
}

/** Combinations of `size`, in the order of the list: earlier members first. */
function* combinations<Item>(items: readonly Item[], size: number, from = 0): Generator<Item[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let index = from; index <= items.length - size; index++) {
    for (const rest of combinations(items, size - 1, index + 1)) yield [items[index] as Item, ...rest]
  }
}
