import type { Search } from '../runner/search.ts'
import type { Candidate } from './candidate.ts'
import type { MatchingResult } from './matching.problem.ts'
import { assignPairs, type Edge } from './pair-assignment.ts'
import type { Prepared } from './prepared-records.ts'
import { packRecords } from './set-packing.ts'

/**
 * Chooses candidates so that every record is in one match at most and the sum of log-odds above the threshold is the
 * greatest: sets of records that compete are solved apart, pairs alone exactly as an assignment, groups by set packing.
 */
export function chooseMatches(
  candidates: readonly Candidate[],
  threshold: number,
  search: Search<MatchingResult>,
  iterations: number,
): { chosen: Candidate[]; cut: number; iterations: number } {
  const worth = candidates.filter(({ score }) => score > threshold)
  const chosen: Candidate[] = []
  let cut = 0
  let done = iterations
  for (const component of componentsOf(worth)) {
    const stopped = search.done(done)
    if (!stopped) done++
    const weight = ({ score }: Candidate) => score - threshold
    if (component.length === 1) chosen.push(component[0] as Candidate)
    else if (stopped) chosen.push(...greedily(component))
    else if (component.every(({ left, right }) => left.length === 1 && right.length === 1))
      chosen.push(...assigned(component, weight))
    else {
      const number = numbering(component)
      const packed = packRecords(
        component.map((candidate) => ({ records: number(candidate), weight: weight(candidate) })),
      )
      const found = packed.chosen.map((index) => component[index] as Candidate)
      if (packed.cut) {
        cut++
        chosen.push(...withBestPairs(found, component, weight))
      } else chosen.push(...found)
    }
  }
  return { chosen, cut, iterations: done }
}

/** Candidates that share records, directly or through others; each in the order given. */
function componentsOf(candidates: readonly Candidate[]): Candidate[][] {
  const parent = candidates.map((_, index) => index)
  const root = (index: number): number => {
    let at = index
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number
      at = parent[at] as number
    }
    return at
  }
  const seen = { left: new Map<Prepared, number>(), right: new Map<Prepared, number>() }
  for (const [index, candidate] of candidates.entries())
    for (const side of ['left', 'right'] as const)
      for (const record of candidate[side]) {
        const before = seen[side].get(record)
        if (before === undefined) seen[side].set(record, index)
        else parent[root(index)] = root(before)
      }
  return [...Map.groupBy(candidates.entries(), ([index]) => root(index)).values()].map((rows) =>
    rows.map(([, candidate]) => candidate),
  )
}

function assigned(component: readonly Candidate[], weight: (candidate: Candidate) => number): Candidate[] {
  const lefts = [...new Set(component.map(({ left }) => left[0] as Prepared))].sort(
    (a, b) => a.index - b.index,
  )
  const rights = [...new Set(component.map(({ right }) => right[0] as Prepared))].sort(
    (a, b) => a.index - b.index,
  )
  const leftAt = new Map(lefts.map((record, index) => [record, index]))
  const rightAt = new Map(rights.map((record, index) => [record, index]))
  const edges: (Edge & { candidate: Candidate })[][] = lefts.map(() => [])
  for (const candidate of component)
    edges[leftAt.get(candidate.left[0] as Prepared) as number]?.push({
      right: rightAt.get(candidate.right[0] as Prepared) as number,
      weight: weight(candidate),
      candidate,
    })
  return [...assignPairs(edges, rights.length)].flatMap((right, left) =>
    right < 0 ? [] : (edges[left]?.find((edge) => edge.right === right)?.candidate ?? []),
  )
}

/** The groups of a choice as they are, and the pairs among all other records chosen anew, exactly. */
function withBestPairs(
  found: readonly Candidate[],
  component: readonly Candidate[],
  weight: (candidate: Candidate) => number,
): Candidate[] {
  const isPair = ({ left, right }: Candidate) => left.length === 1 && right.length === 1
  const groups = found.filter((candidate) => !isPair(candidate))
  const left = new Set(groups.flatMap((candidate) => candidate.left))
  const right = new Set(groups.flatMap((candidate) => candidate.right))
  const pairs = component.filter(
    (candidate) =>
      isPair(candidate) &&
      !left.has(candidate.left[0] as Prepared) &&
      !right.has(candidate.right[0] as Prepared),
  )
  return [...groups, ...assigned(pairs, weight)]
}

/** Best first, whatever is still free: for those who cannot wait. */
function greedily(component: readonly Candidate[]): Candidate[] {
  const taken = { left: new Set<Prepared>(), right: new Set<Prepared>() }
  return component
    .toSorted((one, other) => other.score - one.score)
    .filter(({ left, right }) => {
      if (left.some((one) => taken.left.has(one)) || right.some((one) => taken.right.has(one))) return false
      for (const one of left) taken.left.add(one)
      for (const one of right) taken.right.add(one)
      return true
    })
}

function numbering(component: readonly Candidate[]): (candidate: Candidate) => number[] {
  const numbers = { left: new Map<Prepared, number>(), right: new Map<Prepared, number>() }
  let next = 0
  for (const candidate of component)
    for (const side of ['left', 'right'] as const)
      for (const record of candidate[side]) if (!numbers[side].has(record)) numbers[side].set(record, next++)
  return ({ left, right }) => [
    ...left.map((one) => numbers.left.get(one) as number),
    ...right.map((one) => numbers.right.get(one) as number),
  ]
}
