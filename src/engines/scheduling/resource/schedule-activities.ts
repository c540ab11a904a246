import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { type ActivityLists, activityLists } from './activity-list.ts'
import { type ActivityNetwork, activityNetwork } from './activity-network.ts'
import { type Crossover, crossover, type Individual } from './crossover.ts'
import { ruleOf, sampledList } from './sampled-list.ts'
import { type Direction, type SerialGeneration, serialGeneration } from './serial-generation.ts'
import type { SingleModeProblem, SingleModeSchedule } from './single-mode.problem.ts'

export const scheduleActivitiesTask: EngineTask<SingleModeProblem, SingleModeSchedule> = {
  module: import.meta.url,
  name: 'scheduleActivities',
}

/**
 * Seeks the shortest schedule by a genetic algorithm with two populations (after Debels & Vanhoucke 2005): one of
 * left-justified and one of right-justified schedules, each bred from the other, so that every child is at once a
 * crossover and a justification. It takes the place of the one it is bred for, or else of the worst. A population shrinks
 * to a few pairs in the course of an epoch (as Tanabe & Fukunaga 2014 do); then a longer epoch begins with a larger one.
 * Lengths are fixed, so that the path of the search depends on the seed alone and more schedules never make the answer worse.
 * One iteration of the search is one schedule generated. Ends early when the lower bound is reached.
 * @throws SchedulingError when the problem contradicts itself (see `activityNetwork`)
 */
export function scheduleActivities(
  problem: SingleModeProblem,
  search: Search<SingleModeSchedule>,
): SingleModeSchedule {
  const network = activityNetwork(problem)
  const breeding = beginBreeding(network, search)
  for (let epoch = 0; !breeding.ended(); epoch++) breeding.live(epoch)
  return breeding.best()
}

/** The first holds schedules pushed to the left, the second schedules pushed to the right (on the reversed time axis). */
type Population = [left: Individual[], right: Individual[]]

/**
 * Tuned on generated networks and on public PSPLIB instances. An epoch is one population from sampling to its few last
 * pairs; the next is longer and larger and begins anew: with the last pairs of the epoch before it would end where that one did.
 */
const tuning = {
  firstEpochSchedules: 5_000,
  /** Schedules of an epoch by those of all epochs before it. */
  epochGrowth: 9,
  /** Of the first epoch: small networks converge early and are given more. */
  firstPairs: (activities: number) => Math.min(400, Math.max(50, Math.round(12_000 / activities))),
  /** By this factor each epoch begins with more pairs. */
  pairsGrowth: 3,
  lastPairs: 8,
  /** The population shrinks quickly at first: by the square root of the share of the epoch that is over. */
  shrinkPower: 0.5,
}

function beginBreeding(network: ActivityNetwork, search: Search<SingleModeSchedule>) {
  const { size, durations, lowerBound, criticalPath } = network
  const generate: SerialGeneration = serialGeneration(network)
  const lists: ActivityLists = activityLists(network)
  const { chance } = search
  const { keys, cross }: Crossover = crossover(network, chance)
  const workShares = workSharesOf(network)
  const list = new Int32Array(size)
  let schedules = 0
  /** The share of the epoch that is over. */
  let age = 0
  let found: SingleModeSchedule = {
    makespan: Number.POSITIVE_INFINITY,
    starts: [],
    lowerBound,
    criticalPath,
    foundAtSchedule: 0,
  }

  function ended(): boolean {
    return schedules > 0 && (search.done(schedules) || found.makespan <= lowerBound)
  }
  function generated(direction: Direction): Individual {
    const starts = new Int32Array(size)
    const makespan = generate(list, starts, direction)
    schedules++
    if (makespan < found.makespan) {
      const forward = Array.from(starts, (start, j) =>
        direction === 'forward' ? start : makespan - start - (durations[j] as number),
      )
      found = { makespan, starts: forward, lowerBound, criticalPath, foundAtSchedule: schedules }
      const best = found
      search.improved(() => best)
    }
    let centre = 0
    for (let j = 0; j < size; j++) centre += (starts[j] as number) * (workShares[j] as number)
    return { starts, makespan, value: makespan + centre / (makespan + 1), fingerprint: fingerprintOf(starts) }
  }
  function justified(one: Individual, direction: Direction): Individual {
    for (let j = 0; j < size; j++) keys[j] = (one.starts[j] as number) + (durations[j] as number)
    lists.byFallingKey(keys, one.makespan, direction, list)
    return generated(direction)
  }

  /** A child is generated in the other direction, latest finish first: its parents' schedule justified. */
  function child(parents: Individual[], father: Individual, direction: Direction): Individual {
    const largest = cross(father, () => mate(parents, father), age)
    lists.byFallingKey(keys, largest, direction, list)
    return generated(direction)
  }

  function sampled(pairs: number): Population {
    const population: Population = [[], []]
    for (let sample = 0; sample < pairs && !ended(); sample++) {
      sampledList(network, ruleOf(sample), chance, list)
      population[0].push(generated('forward'))
    }
    for (const one of population[0]) {
      if (ended()) break
      population[1].push(justified(one, 'backward'))
    }
    return population
  }

  /** The better of two drawn at random, but not the father if it can be helped. */
  function mate(among: Individual[], father: Individual): Individual {
    let chosen = father
    for (let attempt = 0; attempt < 4 && chosen === father; attempt++) {
      const one = chance.pick(among)
      const other = chance.pick(among)
      chosen = one.value <= other.value ? one : other
    }
    return chosen
  }

  /** Drops the pairs whose two schedules are longest together. */
  function shrink([left, right]: Population, pairs: number): void {
    while (left.length > pairs) {
      let worst = 0
      let longest = 0
      for (let at = 0; at < left.length; at++) {
        const together = (left[at] as Individual).value + (right[at] as Individual).value
        if (together <= longest) continue
        longest = together
        worst = at
      }
      left.splice(worst, 1)
      right.splice(worst, 1)
    }
  }

  function evolve(population: Population, { from, until }: { from: number; until: number }): void {
    const firstPairs = population[0].length
    const { lastPairs, shrinkPower } = tuning
    for (let side: 0 | 1 = 1; !ended() && schedules < until; side = side === 1 ? 0 : 1) {
      age = (schedules - from) / (until - from)
      if (side === 1)
        shrink(population, Math.round(firstPairs - (firstPairs - lastPairs) * age ** shrinkPower))
      const parents = population[side]
      const children = population[side === 1 ? 0 : 1]
      const direction: Direction = side === 1 ? 'forward' : 'backward'
      const known = new Set(children.map(({ fingerprint }) => fingerprint))
      let worst = worstOf(children)
      for (let at = 0; at < parents.length && !ended() && schedules < until; at++) {
        const father = parents[at] as Individual
        const born = child(parents, father, direction)
        if (known.has(born.fingerprint)) continue
        const place = born.value <= (children[at] as Individual).value ? at : worst
        if (born.value > (children[place] as Individual).value) continue
        children[place] = born
        known.add(born.fingerprint)
        if (place === worst) worst = worstOf(children)
      }
    }
  }

  function live(epoch: number): void {
    const { firstEpochSchedules, epochGrowth, firstPairs, pairsGrowth } = tuning
    const length = epoch === 0 ? firstEpochSchedules : schedules * epochGrowth
    const until = schedules + length
    const population = sampled(firstPairs(size) * pairsGrowth ** epoch)
    evolve(population, { from: schedules, until })
  }
  return { ended, live, best: () => found }
}

/** The share of each activity in all work, where resources count by how much of their capacity is taken. */
function workSharesOf({
  size,
  resourceCount,
  durations,
  demands,
  capacities,
}: ActivityNetwork): Float64Array {
  const works = new Float64Array(size)
  let sum = 0
  for (let j = 0; j < size; j++) {
    let load = 0
    for (let k = 0; k < resourceCount; k++)
      load += (demands[j * resourceCount + k] as number) / Math.max(1, capacities[k] as number)
    works[j] = load * (durations[j] as number)
    sum += works[j] as number
  }
  return sum > 0 ? works.map((work) => work / sum) : works
}

function worstOf(population: readonly Individual[]): number {
  let worst = 0
  for (let at = 1; at < population.length; at++)
    if ((population[at] as Individual).value > (population[worst] as Individual).value) worst = at
  return worst
}

/** 53 bits: two schedules of a population are taken for one once in a great while, and then only one child is lost. */
function fingerprintOf(starts: Int32Array): number {
  let high = 1
  let low = 3
  for (let j = 0; j < starts.length; j++) {
    const start = starts[j] as number
    high = Math.imul(high ^ start, 0x9e3779b1)
    high ^= high >>> 15
    low = Math.imul(low + start, 0x85ebca6b)
    low ^= low >>> 13
  }
  return (high >>> 0) * 2_097_152 + (low >>> 11)
}
