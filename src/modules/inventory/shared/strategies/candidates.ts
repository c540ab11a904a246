import { smaller } from '../quantity.ts'
import { distanceBetween } from './distance.ts'
import type {
  Candidate,
  Plan,
  PlannedAllocation,
  SourceLine,
  SourceWarehouse,
  SourcingProblem,
} from './strategy.ts'

export interface Ranked {
  warehouse: SourceWarehouse
  candidate: Candidate
}

/** Every warehouse with what it could do for the order; reasons are filled in by the strategy. */
export function candidatesOf(problem: SourcingProblem): Ranked[] {
  const demand = demandOf(problem.lines)
  return problem.warehouses.map((warehouse) => {
    const distance = distanceBetween(warehouse, problem.destination)
    let fullLines = 0
    let partLines = 0
    let heldSince: string | null = null
    for (const line of problem.lines) {
      const stock = problem.stock(line.variantId, warehouse.id)
      if (stock.available <= 0n) continue
      partLines += 1
      if (stock.available >= (demand.get(line.variantId) ?? 0n)) fullLines += 1
      if (stock.heldSince !== null && (heldSince === null || stock.heldSince < heldSince))
        heldSince = stock.heldSince
    }
    const candidate: Candidate = {
      warehouseId: warehouse.id,
      code: warehouse.code,
      chosen: false,
      reason: partLines === 0 ? 'no-stock' : 'later-in-order',
      fullLines,
      partLines,
      distanceKm: distance?.km ?? null,
      distanceBasis: distance?.basis ?? null,
      heldSince,
    }
    return { warehouse, candidate }
  })
}

/** Nearer first; unknown distances last; then priority, then code, so that equal input always gives equal order. */
export function byDistance(a: Ranked, b: Ranked): number {
  const near =
    (a.candidate.distanceKm ?? Number.POSITIVE_INFINITY) -
    (b.candidate.distanceKm ?? Number.POSITIVE_INFINITY)
  if (near !== 0 && !Number.isNaN(near)) return near
  return byPriority(a, b)
}

function byPriority(a: Ranked, b: Ranked): number {
  if (a.warehouse.priority !== b.warehouse.priority) return a.warehouse.priority - b.warehouse.priority
  return a.warehouse.code < b.warehouse.code ? -1 : a.warehouse.code > b.warehouse.code ? 1 : 0
}

/** What the order wants of each variant over all its lines. */
export function demandOf(lines: readonly SourceLine[]): Map<string, bigint> {
  const demand = new Map<string, bigint>()
  for (const { variantId, quantity } of lines) demand.set(variantId, (demand.get(variantId) ?? 0n) + quantity)
  return demand
}

/** Fills every line from the warehouses in the order `ranked` gives for it. */
export function fill(
  problem: SourcingProblem,
  ranked: (line: SourceLine) => readonly SourceWarehouse[],
): PlannedAllocation[] {
  const taken = new Map<string, bigint>()
  const allocations: PlannedAllocation[] = []
  for (const line of problem.lines) {
    let missing = line.quantity
    for (const warehouse of ranked(line)) {
      if (missing === 0n) break
      const key = `${line.variantId}:${warehouse.id}`
      const free = problem.stock(line.variantId, warehouse.id).available - (taken.get(key) ?? 0n)
      if (free <= 0n) continue
      const quantity = smaller(free, missing)
      taken.set(key, (taken.get(key) ?? 0n) + quantity)
      missing -= quantity
      allocations.push({
        lineId: line.lineId,
        variantId: line.variantId,
        warehouseId: warehouse.id,
        quantity,
      })
    }
  }
  return allocations
}

/** Marks what was taken and says of the others why not. */
export function explained(
  ranked: readonly Ranked[],
  allocations: PlannedAllocation[],
  reasons: { chosen: Candidate['reason']; passedOver: Candidate['reason'] },
): Plan {
  const used = new Set(allocations.map((allocation) => allocation.warehouseId))
  const candidates = ranked.map(({ candidate }) => {
    const chosen = used.has(candidate.warehouseId)
    const reason = chosen
      ? reasons.chosen
      : candidate.partLines === 0
        ? ('no-stock' as const)
        : reasons.passedOver
    return { ...candidate, chosen, reason }
  })
  return { allocations, candidates }
}
