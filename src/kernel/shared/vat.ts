import {
  add,
  type DecimalInput,
  divideRounded,
  multiply,
  powerOfTen,
  type RoundingRule,
  toBigInt,
} from './decimal.ts'

/** The Korean value-added tax (부가가치세법 제30조). */
export const koreanVatRate = '0.1'

export interface VatSplit {
  /** 공급가액: what was supplied, without tax. */
  netMinor: bigint
  /** 부가세. */
  vatMinor: bigint
}

/**
 * Splits a price that contains VAT: supply value = gross ÷ (1 + rate), rounded by the rule; the tax is the rest, so the
 * two always sum to the gross. At 10 %, 12,000 won is 10,909 + 1,091.
 */
export function vatIncluded(
  grossMinor: bigint,
  rate: DecimalInput = koreanVatRate,
  rule: RoundingRule = 'half-up',
): VatSplit {
  const { coefficient, scale } = add(rate, '1')
  const netMinor = divideRounded(grossMinor * powerOfTen(scale), coefficient, rule)
  return { netMinor, vatMinor: grossMinor - netMinor }
}

/** Adds VAT to a price without it: tax = net × rate, rounded by the rule. */
export function vatExcluded(
  netMinor: bigint,
  rate: DecimalInput = koreanVatRate,
  rule: RoundingRule = 'half-up',
): VatSplit & { grossMinor: bigint } {
  const vatMinor = toBigInt(multiply(netMinor, rate), rule)
  return { netMinor, vatMinor, grossMinor: netMinor + vatMinor }
}
