import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP Password Storage Cheat Sheet, scrypt: N = 2^15, r = 8, p = 3, about 32 MB and 0.2 s a password. */
const cost = { ln: 15, r: 8, p: 3 }
const keyBytes = 32
const saltBytes = 16
const maxMemoryBytes = 64 * 1024 * 1024
/** Two at a time: more would let a wave of logins take the memory and the threads of everyone else's work. */
const lanes = 2

/** `$scrypt$ln=15,r=8,p=3$salt$hash`, the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const key = await derive(password, salt, cost)
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${encode(salt)}$${encode(key)}`
}

/** Compares in constant time; with no stored hash it works just as long and answers false. */
export async function passwordMatches(password: string, stored: string | null | undefined): Promise<boolean> {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/-]+)\$([\w+/-]+)$/.exec(stored ?? '')
  if (!match) {
    await derive(password, Buffer.alloc(saltBytes), cost)
    return false
  }
  const expected = Buffer.from(match[5] ?? '', 'base64')
  const actual = await derive(password, Buffer.from(match[4] ?? '', 'base64'), {
    ln: Number(match[1]),
    r: Number(match[2]),
    p: Number(match[3]),
  })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

let busy = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, { ln, r, p }: typeof cost): Promise<Buffer> {
  if (busy >= lanes) await new Promise<void>((resolve) => waiting.push(resolve))
  else busy += 1
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      // NFKC, because one keyboard sends 한글 composed and another in letters.
      scrypt(
        password.normalize('NFKC'),
        salt,
        keyBytes,
        { N: 2 ** ln, r, p, maxmem: maxMemoryBytes },
        (error, key) => (error ? reject(error) : resolve(key)),
      ),
    )
  } finally {
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
