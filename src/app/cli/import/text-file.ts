import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip, gunzipSync } from 'node:zlib'
import iconv from 'iconv-lite'

const sampleBytes = 256 * 1024

/** The bytes of a file as text, gunzipped where its name says so, in the encoding its first bytes show. */
export function textOf(path: string): NodeJS.ReadableStream {
  const raw = createReadStream(path)
  const plain: Readable = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  return plain.pipe(iconv.decodeStream(encodingOf(path)))
}

/** SHA-256 of the file as it lies on disk. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** UTF-8 where the bytes are; else CP949 where Hangul bytes stand, else Windows-1252. */
function encodingOf(path: string): string {
  const sample = Buffer.alloc(sampleBytes)
  const file = openSync(path, 'r')
  const read = readSync(file, sample, 0, sampleBytes, 0)
  closeSync(file)
  const head = sample.subarray(0, read)
  const bytes = path.endsWith('.gz') ? gunzipSync(head, { finishFlush: 2 }) : head
  // The cut may fall inside a letter: the last bytes are left out of the judgement.
  const judged = bytes.subarray(0, Math.max(0, bytes.length - 4))
  if (isUtf8(judged)) return 'utf8'
  const highPairs = judged.filter(
    (byte, index) => byte >= 0xb0 && byte <= 0xc8 && (judged[index + 1] ?? 0) >= 0xa1,
  ).length
  return highPairs > 3 ? 'cp949' : 'win1252'
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
