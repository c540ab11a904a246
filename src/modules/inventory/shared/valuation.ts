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
