/** Record ids are UUIDv7 (RFC 9562 §5.7): time-ordered, made by client or server, never reused. */
export type Id = string

const hex = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))
const pool = new Uint8Array(4096)
let poolOffset = pool.length
let lastMillisecond = 0
let sequence = 0

/** A new UUIDv7. Ids made by one process within a millisecond keep their order by a 12-bit counter. */
export function newId(at: number = Date.now()): Id {
  if (at > lastMillisecond) {
    lastMillisecond = at
    sequence = randomByte() & 0x3f
  } else {
    sequence += 1
    if (sequence > 0xfff) {
      lastMillisecond += 1
      sequence = 0
    }
  }
  return format(lastMillisecond, sequence)
}

/** An id that carries a given past or future moment, for records brought in with their own dates. */
export function idAt(at: number): Id {
  return format(at, ((randomByte() << 4) | (randomByte() >> 4)) & 0xfff)
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return uuidPattern.test(text)
}

function format(at: number, counter: number): Id {
  const high = Math.floor(at / 0x10000)
  const low = at % 0x10000
  const time = high.toString(16).padStart(8, '0') + '-' + low.toString(16).padStart(4, '0')
  const variant = hexOf((randomByte() & 0x3f) | 0x80) + hexOf(randomByte())
  let node = ''
  for (let index = 0; index < 6; index++) node += hexOf(randomByte())
  return `${time}-7${counter.toString(16).padStart(3, '0')}-${variant}-${node}`
}

function randomByte(): number {
  if (poolOffset >= pool.length) {
    crypto.getRandomValues(pool)
    poolOffset = 0
  }
  return pool[poolOffset++] ?? 0
}

function hexOf(byte: number): string {
  return hex[byte] ?? '00'
}
