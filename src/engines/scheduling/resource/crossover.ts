import type { Chance } from '../../runner/chance.ts'
import type { ActivityNetwork } from './activity-network.ts'

/** A schedule with what breeding asks of it. Right-justified ones are on the reversed time axis. */
export interface Individual {
  starts: Int32Array
  makespan: number
  /** The makespan, and where its work lies as a fraction: of two that are equally long the one with its work earlier is better. */
  value: number
  /** Of the starts: the same schedule twice in a population would only breed itself. */
  fingerprint: number
}

/** Writes the keys of a child, by which its activities fall into a list (see `activityLists`). */
export interface Crossover {
  keys: Int32Array
  /** The father's finish times, and in a window of them something of the mother's. Answers the largest key. */
  cross(father: Individual, chooseMother: () => Individual, age: number): number
}

/** Tuned on generated networks and on public PSPLIB instances; flat around these values. */
const tuning = {
  smallestWindow: 0.2,
  largestWindow: 0.6,
  /** At the end of an epoch windows are smaller by this share. */
  windowShrink: 0.3,
  /** A child takes at least this share of its times from each parent alone; else other parents are tried. */
  leastDifference: 0.2,
  attempts: 8,
  /** How often the window takes the mother's times; its mother's order; and else all outside it the mother's times. */
  insideShare: 0.5,
  orderShare: 0.25,
  mutationWindow: 0.3,
  mutationPeriods: 4,
}

/**
 * Two-point crossovers on time (after Hartmann 1998, Debels & Vanhoucke 2005) in three kinds. Where parents have become
 * too like each other, the father is mutated instead: some of his activities in a window are put off a little.
 */
export function crossover({ size, durations }: ActivityNetwork, chance: Chance): Crossover {
  const keys = new Int32Array(size)
  let from = 0
  let until = 0

  function drawWindow({ makespan }: Individual, share: number): void {
    const length = Math.max(1, Math.floor(makespan * share))
    from = Math.floor(chance.next() * (makespan - length + 1))
    until = from + length
  }

  /** Inside the window the father's times count, outside it the mother's; or the other way round. */
  function mixTimes(father: Individual, mother: Individual, fatherInside: boolean): number {
    for (let j = 0; j < size; j++) {
      const duration = durations[j] as number
      const fathers = (father.starts[j] as number) + duration
      const inside = fathers > from && fathers <= until
      keys[j] = inside === fatherInside ? fathers : (mother.starts[j] as number) + duration
    }
    return Math.max(father.makespan, mother.makespan)
  }
  /** What the father does in the window is done in the mother's order. */
  function mixOrder(father: Individual, mother: Individual): number {
    for (let j = 0; j < size; j++) {
      const duration = durations[j] as number
      const fathers = (father.starts[j] as number) + duration
      if (fathers <= from) keys[j] = fathers
      else if (fathers > until) keys[j] = fathers + mother.makespan
      else keys[j] = from + (mother.starts[j] as number) + duration
    }
    return father.makespan + mother.makespan
  }
  function mutate(father: Individual): number {
    drawWindow(father, tuning.mutationWindow)
    for (let j = 0; j < size; j++) {
      const fathers = (father.starts[j] as number) + (durations[j] as number)
      const inside = fathers > from && fathers <= until
      const later = inside ? fathers + Math.floor(chance.next() * (tuning.mutationPeriods + 1)) : fathers
      keys[j] = Math.min(father.makespan, later)
    }
    return father.makespan
  }
  /** Whether enough activities inside and outside the window stand elsewhere with the mother. */
  function differ(father: Individual, mother: Individual): boolean {
    let inside = 0
    let outside = 0
    for (let j = 0; j < size; j++) {
      const start = father.starts[j] as number
      if (start === (mother.starts[j] as number)) continue
      const finish = start + (durations[j] as number)
      if (finish > from && finish <= until) inside++
      else outside++
    }
    return Math.min(inside, outside) >= tuning.leastDifference * size
  }

  function cross(father: Individual, chooseMother: () => Individual, age: number): number {
    const { smallestWindow, largestWindow, windowShrink, insideShare, orderShare } = tuning
    for (let attempt = 0; attempt < tuning.attempts; attempt++) {
      const mother = chooseMother()
      const drawn = smallestWindow + chance.next() * (largestWindow - smallestWindow)
      drawWindow(father, drawn * (1 - windowShrink * age))
      if (!differ(father, mother)) continue
      const kind = chance.next()
      if (kind < orderShare) return mixOrder(father, mother)
      return mixTimes(father, mother, kind >= orderShare + insideShare)
    }
    return mutate(father)
  }
  return { keys, cross }
}
