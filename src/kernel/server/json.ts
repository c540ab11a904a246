/** Amounts and counts beyond 2^53 travel as strings; everything we send goes through this one rule. */
Object.defineProperty(BigInt.prototype, 'toJSON', {
  value(this: bigint) {
    return this.toString()
  },
  configurable: true,
  writable: true,
})

/** The value as a client would read it: bigint as text, dates as RFC 3339. */
export function wire(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
