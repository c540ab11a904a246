import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { anyProblem } from './any-problem.fixture.ts'
import { attemptSequence, placeBase } from './insertion.pairs.ts'
import { simulatedRules } from './insertion.simulated.ts'
import { createRoute, type Route } from './insertion.ts'
import { routeSimulator } from './route-simulation.ts'
import { buildSearchModel, type Fleet, type SearchModel } from './search-model.ts'

const seeds = fc.integer({ min: 0, max: 1_000_000 })

describe('[TMS-01] rules of insertion for any mixture of constraints', () => {
  it('the cheapest place and its cost are those that driving every trial anew finds', () => {
    let asked = 0
    let missed = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const model = buildSearchModel(anyProblem(seed))
        for (const fleet of model.fleets)
          for (const { told, least } of trialsOf(model, fleet, seed)) {
            asked++
            if (told > least + 0.01) missed++
            else expect(told, `seed ${seed}`).toBeCloseTo(least, 1)
          }
      }),
      { numRuns: 60, seed: 3 },
    )
    // Bounds are not strict where a later begin is cheaper; a better place is then overlooked, once in a thousand times.
    expect(missed / asked).toBeLessThan(0.003)
  })

  it('what is kept of a route after an insertion is what driving it anew finds', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const model = buildSearchModel(anyProblem(seed))
        const rules = simulatedRules(model)
        const cells = new Float64Array(4)
        const fleet = model.fleets[0] as Fleet
        const route = startOf(model, fleet, rules)
        if (!route) return
        for (const unit of unitsFor(model, fleet, seed)) {
          rules.evaluate(route, unit, cells, 0)
          if (cells[0] === Number.POSITIVE_INFINITY) continue
          rules.insert(route, unit, cells[1] as number)
          const kept = numbersOf(route)
          expect(rules.refresh(route)).toBe(true)
          expect(kept).toEqual(numbersOf(route))
        }
      }),
      { numRuns: 40, seed: 3 },
    )
  })
})

/** Fills a route unit by unit; each time what the rules tell, and the least that a drive of every trial finds. */
function trialsOf(model: SearchModel, fleet: Fleet, seed: number): { told: number; least: number }[] {
  const trials: { told: number; least: number }[] = []
  const rules = simulatedRules(model)
  const simulator = routeSimulator(model)
  const cells = new Float64Array(4)
  const route = startOf(model, fleet, rules)
  if (!route) return trials
  for (const unit of unitsFor(model, fleet, seed)) {
    const stop = model.firstOf[unit] as number
    const drop = model.secondOf[unit] as number
    rules.evaluate(route, unit, cells, 0)
    const { length } = route
    const stops = route.sequence.slice(1, length + 1)
    let least = Number.POSITIVE_INFINITY
    for (let i = fleet.prefix.length + 1; i <= length + 1; i++)
      for (let j = i; j <= (drop < 0 ? i : length + 1); j++) {
        const trial = attemptSequence(stops, stop, drop, i * placeBase + j)
        const { feasible, cost } = simulator.run(fleet, trial, length + (drop < 0 ? 1 : 2))
        if (feasible) least = Math.min(least, cost - route.cost)
      }
    trials.push({ told: cells[0] as number, least })
    if (cells[0] !== Number.POSITIVE_INFINITY) rules.insert(route, unit, cells[1] as number)
  }
  return trials
}

function startOf(
  model: SearchModel,
  fleet: Fleet,
  rules: ReturnType<typeof simulatedRules>,
): Route | undefined {
  const route = createRoute(model, fleet, 4, rules.loadPerNode)
  route.length = fleet.prefix.length
  route.sequence.set(fleet.prefix, 1)
  return rules.refresh(route) ? route : undefined
}

function unitsFor(model: SearchModel, { index, prefix }: Fleet, seed: number): number[] {
  const luck = chance(seed)
  return Array.from({ length: model.units }, (_, unit) => unit)
    .filter(
      (unit) =>
        model.allowed[unit * model.fleets.length + index] === 1 &&
        !prefix.includes(model.firstOf[unit] as number),
    )
    .map((unit) => ({ unit, key: luck.next() }))
    .sort((one, two) => one.key - two.key)
    .map(({ unit }) => unit)
}

function numbersOf({ length, cost, trips, leave, latest, leg, load }: Route): number[] {
  const all = [cost, trips, ...leave.slice(0, length + 1), ...latest.slice(1, length + 2)]
  return [...all, ...leg.slice(1, length + 2), ...load].map((one) => Math.round(one * 1_000))
}
