import { z } from 'zod'

/** Stock is counted in whole units; this many digits hold more than any warehouse. */
const signedPattern = /^-?\d{1,15}$/
const unsignedPattern = /^\d{1,15}$/

/** A whole quantity: text over HTTP, bigint inside. */
export function quantityCodec({ signed = false }: { signed?: boolean } = {}) {
  return z.codec(z.string().regex(signed ? signedPattern : unsignedPattern), z.bigint(), {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  })
}

/** `Math.min` knows no bigint. */
export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}
