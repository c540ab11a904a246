import type { Chance } from '../../runner/chance.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { drawSample } from '../numeric/draws.ts'
import { purchasesMost, timeMost } from './lifetime.check.ts'

/**
 * What the buyer models know of each customer, column by column; all times in one unit (weeks, say) from the
 * customer's first purchase. Row i of every column is customer i.
 */
export interface PurchaseSummary {
  /** x: repeat purchases (all but the first), whole and ≥ 0. */
  frequency: Int32Array
  /** t_x: time of the last repeat purchase; 0 where there was none. */
  recency: Float64Array
  /** T: time from the first purchase to the end of observation. */
  age: Float64Array
}

/** Equal customers counted once: a likelihood over them costs no more than their number. */
export interface CountedSummary extends PurchaseSummary {
  /** How many customers each row stands for. */
  count: Float64Array
  customers: number
}

/**
 * Refuses summaries that no history of purchases can give.
 * @throws CustomerValueError `customer-value.input.*` with the row.
 */
export function requireSummary({ frequency, recency, age }: PurchaseSummary): void {
  const rows = frequency.length
  if (rows === 0) throw new CustomerValueError('customer-value.input.empty', { what: 'customers' })
  if (recency.length !== rows || age.length !== rows)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      frequency: rows,
      recency: recency.length,
      age: age.length,
    })
  for (let row = 0; row < rows; row++) {
    const x = frequency[row] as number
    const last = recency[row] as number
    const whole = age[row] as number
    const sound =
      x >= 0 && x <= purchasesMost && last >= 0 && last <= whole && whole <= timeMost && (x > 0 || last === 0)
    if (!sound)
      throw new CustomerValueError('customer-value.input.value-out-of-range', {
        row,
        frequency: x,
        recency: last,
        age: whole,
      })
  }
}

/** Counts equal rows together; of more than `most` customers a seeded sample is taken first. */
export function countSummary(summary: PurchaseSummary, most: number, chance: Chance): CountedSummary {
  const chosen = drawSample(chance, summary.frequency.length, most)
  let slots = 16
  while (slots < chosen.length * 2) slots *= 2
  const table = new Int32Array(slots).fill(-1)
  const first = new Uint32Array(chosen.length)
  const count = new Float64Array(chosen.length)
  const bits = new Float64Array(2)
  const words = new Uint32Array(bits.buffer)
  let rows = 0
  for (const row of chosen) {
    const x = summary.frequency[row] as number
    bits[0] = summary.recency[row] as number
    bits[1] = summary.age[row] as number
    let hash = Math.imul(x + 1, 0x9e3779b1)
    for (const word of words) hash = Math.imul(hash ^ word ^ (hash >>> 15), 0x85ebca6b)
    let slot = (hash ^ (hash >>> 13)) & (slots - 1)
    for (;;) {
      const known = table[slot] as number
      if (known < 0) {
        table[slot] = rows
        first[rows] = row
        count[rows++] = 1
        break
      }
      const other = first[known] as number
      if (
        summary.frequency[other] === x &&
        summary.recency[other] === bits[0] &&
        summary.age[other] === bits[1]
      ) {
        count[known] = (count[known] as number) + 1
        break
      }
      slot = (slot + 1) & (slots - 1)
    }
  }
  const kept = first.subarray(0, rows)
  return {
    frequency: Int32Array.from(kept, (row) => summary.frequency[row] as number),
    recency: Float64Array.from(kept, (row) => summary.recency[row] as number),
    age: Float64Array.from(kept, (row) => summary.age[row] as number),
    count: count.slice(0, rows),
    customers: chosen.length,
  }
}
