import { z } from 'zod'

const decimalPattern = /^-?(?:0|[1-9]\d{0,27})(?:\.\d{1,10})?$/
const unsignedPattern = /^(?:0|[1-9]\d{0,27})(?:\.\d{1,10})?$/

/** An exact decimal as text, in and out: at most 28 digits before and 10 after the point (a `numeric` column). */
export function decimalString() {
  return z.string().regex(decimalPattern).meta({ kind: 'decimal' })
}

/** A decimal of zero or more: a unit price, a rate. */
export function nonNegativeDecimal() {
  return z.string().regex(unsignedPattern).meta({ kind: 'decimal' })
}

/** A decimal above zero: an ordered quantity. */
export function positiveDecimal() {
  return z
    .string()
    .regex(unsignedPattern)
    .refine((text) => /[1-9]/.test(text), { error: 'Must be above zero' })
    .meta({ kind: 'decimal' })
}
