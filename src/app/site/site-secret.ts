import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Signs what the shop hands to browsers: carts and form tokens. */
export interface Signer {
  sign(purpose: string, text: string): string
  matches(purpose: string, text: string, signature: string): boolean
}

const secretBytes = 32

/**
 * The secret all server processes of an installation share: `SITE_SECRET`, or a file of its own in the data directory.
 * Servers without a common data directory need the variable.
 */
export function siteSecret(dataDir: string, env: NodeJS.ProcessEnv = process.env): Buffer {
  if (env.SITE_SECRET)
    return Buffer.from(hkdfSync('sha256', env.SITE_SECRET, '', 'wheelhouse site', secretBytes))
  const file = join(dataDir, 'site-secret')
  if (!existsSync(file)) keepSecret(dataDir, file)
  const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (secret.length !== secretBytes)
    throw new Error(`${file} holds no secret; delete it to have a new one made`)
  return secret
}

/** Written whole under another name first: a process that starts at the same moment reads all of it or none. */
function keepSecret(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, randomBytes(secretBytes).toString('base64url'), { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    // Another process of ours was quicker: its secret counts.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

export function signerOf(secret: Buffer): Signer {
  const sign = (purpose: string, text: string): string =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('base64url')
  return {
    sign,
    matches(purpose, text, signature) {
      const expected = Buffer.from(sign(purpose, text))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
