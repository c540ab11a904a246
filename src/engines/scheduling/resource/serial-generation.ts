import type { ActivityNetwork } from './activity-network.ts'

/** `backward` schedules the reversed network: its time 0 is the end of the project. */
export type Direction = 'forward' | 'backward'

/**
 * Serial schedule generation scheme (Kelley 1963): takes the activities in the order of a precedence-feasible list and
 * starts each at the earliest period that its predecessors and the resources allow.
 * Writes `starts` and answers the makespan.
 */
export type SerialGeneration = (list: Int32Array, starts: Int32Array, direction: Direction) => number

/** A scheme for one network, with its own room to work in. */
export function serialGeneration(network: ActivityNetwork): SerialGeneration {
  const fits =
    network.resourceCount <= lanes && network.capacities.every((capacity) => capacity <= mostInLane)
  return fits ? generationInLanes(network) : generationByResource(network)
}

const lanes = 4
const bitsPerLane = 8
const mostInLane = 127
/** The top bit of every lane stays set as long as no lane has been overdrawn. */
const guards = 0x80808080 | 0

/**
 * Up to four resources in the four bytes of one number: one subtraction and one test say whether a period has room for
 * an activity, whatever it needs.
 */
function generationInLanes(network: ActivityNetwork): SerialGeneration {
  const { size, resourceCount, durations, demands, capacities, predecessors, successors, horizon } = network
  const laneOf = (values: Int32Array, from: number) => {
    let word = 0
    for (let at = 0; at < resourceCount; at++) word |= (values[from + at] as number) << (at * bitsPerLane)
    return word
  }
  const needs = Int32Array.from({ length: size }, (_, j) => laneOf(demands, j * resourceCount))
  const all = laneOf(capacities, 0) | guards
  const left = new Int32Array(horizon + 1)
  return (list, starts, direction) => {
    const { offsets, arcs } = direction === 'forward' ? predecessors : successors
    left.fill(all)
    let makespan = 0
    for (let position = 0; position < size; position++) {
      const j = list[position] as number
      let start = 0
      for (let at = offsets[j] as number; at < (offsets[j + 1] as number); at++) {
        const before = arcs[at] as number
        const finish = (starts[before] as number) + (durations[before] as number)
        if (finish > start) start = finish
      }
      const duration = durations[j] as number
      const need = needs[j] as number
      if (duration > 0 && need !== 0) {
        // From the last period backwards, so that a period without room moves the start as far as it can.
        for (let period = start + duration - 1; period >= start; ) {
          if ((((left[period] as number) - need) & guards) === guards) period--
          else {
            start = period + 1
            period = start + duration - 1
          }
        }
        for (let period = start; period < start + duration; period++)
          left[period] = (left[period] as number) - need
      }
      starts[j] = start
      if (start + duration > makespan) makespan = start + duration
    }
    return makespan
  }
}

/** Any number of resources of any capacity. */
function generationByResource(network: ActivityNetwork): SerialGeneration {
  const { size, resourceCount, durations, demands, capacities, predecessors, successors, horizon } = network
  const left = new Int32Array((horizon + 1) * resourceCount)
  const hasRoom = (j: number, period: number) => {
    for (let k = 0; k < resourceCount; k++)
      if ((left[period * resourceCount + k] as number) < (demands[j * resourceCount + k] as number))
        return false
    return true
  }
  return (list, starts, direction) => {
    const { offsets, arcs } = direction === 'forward' ? predecessors : successors
    for (let at = 0; at < left.length; at++) left[at] = capacities[at % resourceCount] as number
    let makespan = 0
    for (let position = 0; position < size; position++) {
      const j = list[position] as number
      let start = 0
      for (let at = offsets[j] as number; at < (offsets[j + 1] as number); at++) {
        const before = arcs[at] as number
        start = Math.max(start, (starts[before] as number) + (durations[before] as number))
      }
      const duration = durations[j] as number
      for (let period = start + duration - 1; period >= start; ) {
        if (hasRoom(j, period)) period--
        else {
          start = period + 1
          period = start + duration - 1
        }
      }
      for (let period = start; period < start + duration; period++)
        for (let k = 0; k < resourceCount; k++) {
          const at = period * resourceCount + k
          left[at] = (left[at] as number) - (demands[j * resourceCount + k] as number)
        }
      starts[j] = start
      makespan = Math.max(makespan, start + duration)
    }
    return makespan
  }
}
