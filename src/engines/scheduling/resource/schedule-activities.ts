import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { type ActivityLists, activityLists } from './activity-list.ts'
import { type ActivityNetwork, activityNetwork } from './activity-network.ts'
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
 * crossover and a justification. Populations grow up in families: four grown ones are merged into the next larger, so
 * the path of the search depends on the seed alone and more schedules never make the answer worse.
 * One iteration of the search is one schedule generated. Ends early when the lower bound is reached.
 * @throws SchedulingError when the problem contradicts itself (see `activityNetwork`)
 */
export function scheduleActivities(
  problem: SingleModeProblem,
  search: Search<SingleModeSchedule>,
): SingleModeSchedule {
  const network = activityNetwork(problem)
  const breeding = beginBreeding(network, search)
  for (let level = 0; !breeding.ended(); level++) breeding.ripen(level)
  return breeding.best()
}

interface Individual {
  starts: Int32Array
  makespan: number
  /** Of the starts: the same schedule twice in a population would only breed itself. */
  fingerprint: number
}

/** The first holds schedules pushed to the left, the second schedules pushed to the right (on the reversed time axis). */
type Population = [left: Individual[], right: Individual[]]

/** Tuned on generated networks and on the public PSPLIB samples; the README shows what the choices are worth. */
const tuning = {
  /** Small networks converge in few generations, so they are given more individuals. */
  pairs: (activities: number) => Math.min(100, Math.max(40, Math.round(3_000 / activities))),
  schedulesPerPopulation: 5_000,
  family: 4,
  schedulesPerMerge: 30_000,
  smallestWindow: 0.25,
  largestWindow: 0.75,
  /** A child takes at least this share of its times from each parent alone; else other parents are tried. */
  leastDifference: 0.2,
  crossoverAttempts: 8,
}

function beginBreeding(network: ActivityNetwork, search: Search<SingleModeSchedule>) {
  const { size, durations, lowerBound, criticalPath } = network
  const generate: SerialGeneration = serialGeneration(network)
  const lists: ActivityLists = activityLists(network)
  const { chance } = search
  const list = new Int32Array(size)
  const keys = new Int32Array(size)
  let schedules = 0
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
    return { starts, makespan, fingerprint: fingerprintOf(starts) }
  }
  function justified(one: Individual, direction: Direction): Individual {
    for (let j = 0; j < size; j++) keys[j] = (one.starts[j] as number) + (durations[j] as number)
    lists.byFallingKey(keys, one.makespan, direction, list)
    return generated(direction)
  }

  /**
   * Two-point crossover on time: in a window of the father's schedule his times count, outside it the mother's. Answers
   * whether the child takes enough from either that is not the other's too.
   */
  function cross(father: Individual, mother: Individual): boolean {
    const { smallestWindow, largestWindow, leastDifference } = tuning
    const share = smallestWindow + chance.next() * (largestWindow - smallestWindow)
    const length = Math.max(1, Math.floor(father.makespan * share))
    const from = Math.floor(chance.next() * (father.makespan - length + 1))
    let onlyFather = 0
    let onlyMother = 0
    for (let j = 0; j < size; j++) {
      const duration = durations[j] as number
      const fathers = (father.starts[j] as number) + duration
      const mothers = (mother.starts[j] as number) + duration
      const inWindow = fathers > from && fathers <= from + length
      keys[j] = inWindow ? fathers : mothers
      if (fathers !== mothers) {
        if (inWindow) onlyFather++
        else onlyMother++
      }
    }
    return Math.min(onlyFather, onlyMother) >= leastDifference * size
  }

  /** A child is generated in the other direction, latest finish first: its parents' schedule justified. */
  function child(parents: Individual[], father: Individual, direction: Direction): Individual {
    let mother = father
    for (let attempt = 0; attempt < tuning.crossoverAttempts; attempt++) {
      mother = mate(parents, father)
      if (cross(father, mother)) break
    }
    lists.byFallingKey(keys, Math.max(father.makespan, mother.makespan), direction, list)
    return generated(direction)
  }

  function sampled(): Population {
    const population: Population = [[], []]
    for (let sample = 0; sample < tuning.pairs(size) && !ended(); sample++) {
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
      chosen = one.makespan <= other.makespan ? one : other
    }
    return chosen
  }

  function evolve(population: Population, until: number): void {
    for (let side: 0 | 1 = 1; !ended() && schedules < until; side = side === 1 ? 0 : 1) {
      const parents = population[side]
      const children = population[side === 1 ? 0 : 1]
      const direction: Direction = side === 1 ? 'forward' : 'backward'
      for (let at = 0; at < parents.length && !ended() && schedules < until; at++) {
        const father = parents[at] as Individual
        const born = child(parents, father, direction)
        const known = children.some(({ fingerprint }) => fingerprint === born.fingerprint)
        if (!known && born.makespan <= (children[at] as Individual).makespan) children[at] = born
      }
    }
  }

  /** A population of a level: level 0 is sampled, the others are merged from a family of the level below. */
  function grown(level: number): Population {
    const begun = schedules
    if (level === 0) {
      const population = sampled()
      evolve(population, begun + tuning.schedulesPerPopulation)
      return population
    }
    const merged: Population = [[], []]
    for (let member = 0; member < tuning.family && !ended(); member++) join(merged, grown(level - 1))
    mature(merged, level)
    return merged
  }
  function mature(population: Population, level: number): void {
    evolve(population, schedules + tuning.schedulesPerMerge * tuning.family ** (level - 1))
  }
  function join(into: Population, from: Population): void {
    into[0].push(...from[0])
    into[1].push(...from[1])
  }

  /** What grew at the level before is the first member of the family of the next. */
  let eldest: Population | undefined
  function ripen(level: number): void {
    if (level === 0 || eldest === undefined) {
      eldest = grown(0)
      return
    }
    for (let member = 1; member < tuning.family && !ended(); member++) join(eldest, grown(level - 1))
    mature(eldest, level)
  }
  return { ended, ripen, best: () => found }
}

/** 53 bits: two schedules of a population are taken for one once in a great while, and then only one child is lost. */
function fingerprintOf(starts: Int32Array): number {
  let high = 1
  let low = 3
  for (const start of starts) {
    high = Math.imul(high ^ start, 0x9e3779b1)
    high ^= high >>> 15
    low = Math.imul(low + start, 0x85ebca6b)
    low ^= low >>> 13
  }
  return (high >>> 0) * 2_097_152 + (low >>> 11)
}
