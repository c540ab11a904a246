import type { Readable } from 'node:stream'

/** Where the bytes of files lie. Keys are content hashes, so keeping the same bytes twice keeps them once. */
export interface BlobStore {
  readonly name: 'disk' | 's3'
  /** Durable when it answers. */
  keep(key: string, bytes: Buffer): Promise<void>
  /** Throws `BlobMissing` when nothing is kept under the key. */
  read(key: string): Promise<Readable>
  has(key: string): Promise<boolean>
  remove(key: string): Promise<void>
}

export class BlobMissing extends Error {
  constructor(key: string) {
    super(`No bytes are kept under ${key}`)
    this.name = 'BlobMissing'
  }
}

const keyPattern = /^[0-9a-f]{64}$/

/** Keys become paths and addresses, so nothing but a hash is let through. */
export function requireKey(key: string): string {
  if (!keyPattern.test(key)) throw new Error('A blob key is a SHA-256 in hex')
  return key
}
