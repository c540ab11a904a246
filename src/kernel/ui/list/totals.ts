import { add, decimalText } from '../../shared/decimal.ts'
import type { Money } from '../format.ts'

/** Currencies are never added to each other. */
export function moneyTotals(amounts: readonly Money[]): Map<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const { amount, currency } of amounts)
    totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(amount))
  return totals
}

export function decimalTotal(values: readonly string[]): string {
  return values.reduce((sum, value) => decimalText(add(sum, value)), '0')
}
