import type { Candidate } from './candidate.ts'
import type { MatchRemainder } from './matching.problem.ts'
import { converted } from './money-rules.ts'

/** Spreads what a payment settles over the records, oldest first, and says what stays over; undefined for whole matches. */
export function remainderOf({ left, right, balance }: Candidate): MatchRemainder | undefined {
  const { remainder, leftMinor, rightMinor, rate } = balance
  if (remainder === 0) return undefined
  const ofLeft = Math.sign(remainder) === Math.sign(leftMinor)
  const over = Math.abs(remainder)
  const sign = Math.sign(rightMinor)
  const [side, records] = ofLeft ? (['left', left] as const) : (['right', right] as const)
  // Counted from the youngest: what stays over is theirs.
  let open = over
  const rows: MatchRemainder['records'] = []
  for (const record of records.toSorted((one, other) => other.day - one.day || other.index - one.index)) {
    if (open <= 0) break
    if (Math.sign(record.amount) !== sign) continue
    const there = Math.abs(ofLeft && rate ? converted(record.amount, rate) : record.amount)
    const part = Math.min(open, there)
    open -= part
    const openMinor = ofLeft && rate ? Math.round((record.amount * part) / there) : sign * part
    rows.push({
      id: record.id,
      settledMinor: BigInt(record.amount - openMinor),
      openMinor: BigInt(openMinor),
    })
  }
  return { side, amountMinor: BigInt(sign * over), records: rows.reverse() }
}
