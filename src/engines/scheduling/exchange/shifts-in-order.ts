import type { Shift } from '../project/calendar.model.ts'

/** Sorted, and joined where they overlap. */
export function shiftsInOrder(shifts: Shift[]): Shift[] {
  const joined: Shift[] = []
  for (const shift of shifts.sort((a, b) => a.fromMinute - b.fromMinute)) {
    const last = joined.at(-1)
    if (last && shift.fromMinute < last.toMinute)
      joined[joined.length - 1] = { ...last, toMinute: Math.max(last.toMinute, shift.toMinute) }
    else joined.push(shift)
  }
  return joined
}
