import { CustomerValueError } from '../customer-value.error.ts'
import type { GammaGammaParameters } from './gamma-gamma.ts'

/** Fits stay within e^±11; beyond these the closed forms lose their digits. */
const parameterLeast = 1e-6
const parameterMost = 1e6
/** Purchases of one customer that are still a person's or a company's. */
export const purchasesMost = 1_000_000
export const timeMost = 1e9
export const spendMost = 1e18

/** @throws CustomerValueError `customer-value.input.option-out-of-range` for parameters no fit can have. */
export function requireModelParameters({
  kind,
  parameters,
}: {
  kind: 'bg-nbd' | 'pareto-nbd'
  parameters: object
}): void {
  if (kind !== 'bg-nbd' && kind !== 'pareto-nbd') refuse('kind', kind)
  const names = kind === 'bg-nbd' ? ['r', 'alpha', 'a', 'b'] : ['r', 'alpha', 's', 'beta']
  requireNamed(names, parameters as Record<string, number>)
}

/** @throws CustomerValueError `customer-value.input.option-out-of-range` */
export function requireSpendParameters(parameters: GammaGammaParameters): void {
  requireNamed(['p', 'q'], parameters as unknown as Record<string, number>)
  if (!(parameters.v > 0 && parameters.v <= spendMost)) refuse('v', parameters.v)
}

/** @throws CustomerValueError `customer-value.input.option-out-of-range` for a history no customer can have. */
export function requireHistory({
  x,
  recency = 0,
  age = recency,
  span = 0,
}: {
  x: number
  recency?: number
  age?: number
  span?: number
}): void {
  if (!(Number.isInteger(x) && x >= 0 && x <= purchasesMost)) refuse('frequency', x)
  if (!(recency >= 0 && recency <= age)) refuse('recency', recency)
  if (!(age <= timeMost)) refuse('age', age)
  if (!(span >= 0 && span <= timeMost)) refuse('span', span)
}

function requireNamed(names: readonly string[], parameters: Record<string, number>): void {
  for (const name of names) {
    const value = parameters[name] as number
    if (!(value >= parameterLeast && value <= parameterMost)) refuse(name, value)
  }
}

function refuse(option: string, value: unknown): never {
  throw new CustomerValueError('customer-value.input.option-out-of-range', { option, value: String(value) })
}
