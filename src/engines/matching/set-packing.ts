/** Something that uses some records and is worth something above 0. */
export interface Package {
  records: readonly number[]
  weight: number
}

/** Choices looked at for one set of packages. */
const mostNodes = 20_000
/** Sets of more packages are left as greed and exchanges made them. */
const mostPackages = 300

/**
 * Packages of greatest total weight that share no record: greedy, improved by exchanges, then, up to a
 * number of packages, branch and bound up to a number of nodes. Answers indices of packages; `cut` when the bound on nodes ended it, so that better ones may exist.
 */
export function packRecords(packages: readonly Package[]): { chosen: number[]; cut: boolean } {
  const order = packages
    .map((_, index) => index)
    .sort((one, other) => weightOf(packages, other) - weightOf(packages, one) || one - other)
  const start = exchanged(packages, order)
  if (packages.length > mostPackages) return { chosen: start, cut: true }
  const rows = order.map((index) => packages[index] as Package)
  const usedBy = new Map<number, number>()
  let best = start.reduce((sum, index) => sum + weightOf(packages, index), 0)
  let bestChosen: number[] | undefined
  let nodes = 0
  const chosen: number[] = []

  /** What the rest can be worth at most: every record at its best share of a package that is still possible. */
  function bound(from: number): number {
    const shares = new Map<number, number>()
    for (let at = from; at < rows.length; at++) {
      const { records, weight } = rows[at] as Package
      if (records.some((record) => usedBy.has(record))) continue
      const share = weight / records.length
      for (const record of records) if (share > (shares.get(record) ?? 0)) shares.set(record, share)
    }
    let sum = 0
    for (const share of shares.values()) sum += share
    return sum
  }
  function descend(from: number, weight: number): void {
    if (++nodes > mostNodes) return
    if (weight > best + 1e-9) {
      best = weight
      bestChosen = [...chosen]
    }
    let at = from
    while (at < rows.length && (rows[at] as Package).records.some((record) => usedBy.has(record))) at++
    if (at === rows.length || weight + bound(at) <= best + 1e-9) return
    const { records, weight: own } = rows[at] as Package
    for (const record of records) usedBy.set(record, at)
    chosen.push(at)
    descend(at + 1, weight + own)
    chosen.pop()
    for (const record of records) usedBy.delete(record)
    descend(at + 1, weight)
  }
  descend(0, 0)
  return {
    chosen: bestChosen ? bestChosen.map((at) => order[at] as number) : start,
    cut: nodes > mostNodes,
  }
}

/** Heaviest first; then a package enters when it is worth more than those it drives out, until none is. */
function exchanged(packages: readonly Package[], order: readonly number[]): number[] {
  const owner = new Map<number, number>()
  const inside = new Set<number>()
  for (let changed = true, rounds = 0; changed && rounds < 50; rounds++) {
    changed = false
    for (const index of order) {
      if (inside.has(index)) continue
      const { records, weight } = packages[index] as Package
      const rivals = new Set(records.flatMap((record) => owner.get(record) ?? []))
      const lost = [...rivals].reduce((sum, rival) => sum + weightOf(packages, rival), 0)
      if (weight <= lost + 1e-9) continue
      for (const rival of rivals) {
        inside.delete(rival)
        for (const record of (packages[rival] as Package).records) owner.delete(record)
      }
      inside.add(index)
      for (const record of records) owner.set(record, index)
      changed = true
    }
  }
  return [...inside]
}

function weightOf(packages: readonly Package[], index: number): number {
  return (packages[index] as Package).weight
}
