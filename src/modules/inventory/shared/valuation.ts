import { divideRounded } from '../../../kernel/shared/decimal.ts'

/**
 * Cost of taking `quantity` out at the moving average (이동평균법), in minor units: value × quantity ÷ on hand, rounded
 * half-up once. The last unit takes what is left, so no won stays behind without goods.
 */
export function averageCost(
  { onHand, valueMinor }: { onHand: bigint; valueMinor: bigint },
  quantity: bigint,
): bigint {
  if (quantity >= onHand) return valueMinor
  return divideRounded(valueMinor * quantity, onHand, 'half-up')
}

/**
 * Share of a total that belongs to units `before + 1 … before + quantity` of `whole`: cumulative rounding, so that the
 * shares of all units sum to the total exactly. Gives returned goods back the cost they left with.
 */
export function shareOf(
  totalMinor: bigint,
  { whole, before, quantity }: { whole: bigint; before: bigint; quantity: bigint },
): bigint {
  const upTo = (count: bigint) =>
    count >= whole ? totalMinor : divideRounded(totalMinor * count, whole, 'half-up')
  return upTo(before + quantity) - upTo(before)
}
