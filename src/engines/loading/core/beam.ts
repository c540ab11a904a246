import { newChoice, type Packer } from './packer.ts'
import { copyState, type PackingState } from './packing.state.ts'

/** What a beam asks and tells while it runs. */
export interface BeamWatch {
  /** Asked before each greedy completion. */
  done(): boolean
  /** True when nothing better is possible. */
  full(): boolean
  /** A completed packing. */
  completed(state: PackingState): void
}

/** `stopped` by the watch; `through`; or `exhausted`: nothing was cut off, so that a wider beam would find nothing else. */
export type BeamEnd = 'stopped' | 'through' | 'exhausted'

interface Child {
  parent: number
  block: number
  space: number
  worth: number
}

/**
 * One beam search of a fixed width: every state tries its fittest blocks, each trial is valued by its greedy completion, the best
 * go on. Source: Araya & Riff, BSG (2014).
 */
export function searchBeam(packer: Packer, left: Int32Array, width: number, watch: BeamWatch): BeamEnd {
  let beam: PackingState[] = [packer.begin(left)]
  let spare: PackingState[] = []
  const scratch = packer.empty()
  const choice = newChoice(Math.min(width * width, packer.blocks.count))
  // What a state's own completion came to: its fittest child completes to the same.
  let known: number[] = []
  let exhausted = true
  if (watch.done()) return 'stopped'
  copyState(beam[0] as PackingState, scratch)
  packer.complete(scratch)
  watch.completed(scratch)
  if (watch.full()) return 'through'
  known = [scratch.worth]
  for (let level = 0; beam.length > 0; level++) {
    const children: Child[] = []
    const seen = new Set<string>()
    const most = Math.min(level === 0 ? width * width : width, choice.blocks.length)
    for (let parent = 0; parent < beam.length; parent++) {
      const state = beam[parent] as PackingState
      packer.choose(state, most, choice)
      const { space, count } = choice
      if (count === most) exhausted = false
      const blocks = choice.blocks.slice(0, count)
      for (let n = 0; n < count; n++) {
        const block = blocks[n] as number
        let worth = known[parent] as number
        const soFar = state.worth + (packer.blocks.worth[block] as number)
        if (n > 0) {
          if (watch.done()) return 'stopped'
          copyState(state, scratch)
          packer.put(scratch, block, space)
          packer.complete(scratch)
          watch.completed(scratch)
          if (watch.full()) return 'through'
          worth = scratch.worth
        }
        const twin = `${worth},${soFar}`
        if (seen.has(twin)) continue
        seen.add(twin)
        children.push({ parent, block, space, worth })
      }
    }
    children.sort((a, b) => b.worth - a.worth)
    const chosen = children.slice(0, width)
    if (children.length > width) exhausted = false
    const next: PackingState[] = []
    for (const child of chosen) {
      const state = spare.pop() ?? packer.empty()
      copyState(beam[child.parent] as PackingState, state)
      packer.put(state, child.block, child.space)
      next.push(state)
    }
    spare = spare.concat(beam)
    beam = next
    known = chosen.map(({ worth }) => worth)
  }
  return exhausted ? 'exhausted' : 'through'
}
