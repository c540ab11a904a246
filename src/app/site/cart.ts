import type { Signer } from './site-secret.ts'

export interface CartLine {
  variantId: string
  quantity: number
}

export const maxCartLines = 40
export const maxUnits = 999

const idBytes = 16
const lineBytes = idBytes + 2
const purpose = 'cart'

/** The cart a browser carries: 18 bytes a line and a signature. Anything else is an empty cart. */
export function readCart(cookie: string | undefined, signer: Signer): CartLine[] {
  const [body = '', signature = ''] = (cookie ?? '').split('.')
  if (body === '' || !signer.matches(purpose, body, signature)) return []
  const bytes = Buffer.from(body, 'base64url')
  return Array.from({ length: Math.floor(bytes.length / lineBytes) }, (_, index) => {
    const line = bytes.subarray(index * lineBytes, (index + 1) * lineBytes)
    return { variantId: uuidOf(line.subarray(0, idBytes)), quantity: line.readUInt16BE(idBytes) }
  })
}

export function writeCart(lines: readonly CartLine[], signer: Signer): string {
  const bytes = Buffer.concat(
    lines.map(({ variantId, quantity }) => {
      const line = Buffer.alloc(lineBytes)
      line.write(variantId.replaceAll('-', ''), 'hex')
      line.writeUInt16BE(quantity, idBytes)
      return line
    }),
  )
  const body = bytes.toString('base64url')
  return `${body}.${signer.sign(purpose, body)}`
}

/** More units of a variant; `full` when the cart holds as many different ones as it can. */
export function withUnits(cart: readonly CartLine[], added: CartLine): CartLine[] | 'full' {
  const known = cart.find((line) => line.variantId === added.variantId)
  if (!known) return cart.length >= maxCartLines ? 'full' : [...cart, clamped(added)]
  return withQuantity(cart, { ...added, quantity: known.quantity + added.quantity })
}

/** Another quantity of a variant; 0 takes it out. */
export function withQuantity(cart: readonly CartLine[], changed: CartLine): CartLine[] {
  return cart.flatMap((line) => {
    if (line.variantId !== changed.variantId) return [line]
    return changed.quantity > 0 ? [clamped(changed)] : []
  })
}

export function unitsOf(cart: readonly CartLine[]): number {
  return cart.reduce((sum, line) => sum + line.quantity, 0)
}

function clamped(line: CartLine): CartLine {
  return { ...line, quantity: Math.min(Math.max(line.quantity, 1), maxUnits) }
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
