import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { AwsClient } from 'aws4fetch'
import { BlobMissing, type BlobStore, requireKey } from './blob-store.ts'

export interface S3Options {
  /** `https://s3.ap-northeast-2.amazonaws.com`, or any server that speaks S3. */
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** Folder inside the bucket. */
  prefix?: string
}

const requestTimeoutMs = 30_000

/** Objects in a bucket, addressed path-style, requests signed by AWS Signature Version 4 with the payload's hash. */
export function s3Store(options: S3Options): BlobStore {
  const client = new AwsClient({
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    region: options.region,
    service: 's3',
    retries: 2,
  })
  const urlOf = (key: string) =>
    [options.endpoint.replace(/\/$/, ''), options.bucket, options.prefix, requireKey(key)]
      .filter(Boolean)
      .join('/')

  async function ask(method: string, key: string, body?: Buffer): Promise<Response> {
    const answer = await client.fetch(urlOf(key), {
      method,
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body ? { body: new Uint8Array(body), headers: { 'x-amz-content-sha256': key } } : {}),
    })
    if (answer.ok || answer.status === 404) return answer
    throw new Error(`S3 answered ${answer.status} to ${method}: ${(await answer.text()).slice(0, 200)}`)
  }

  return {
    name: 's3',
    async keep(key, bytes) {
      const answer = await ask('PUT', key, bytes)
      if (!answer.ok) throw new Error(`S3 knows no bucket ${options.bucket}`)
    },
    async read(key) {
      const answer = await ask('GET', key)
      if (!answer.ok || !answer.body) throw new BlobMissing(key)
      return Readable.fromWeb(answer.body as ReadableStream)
    },
    async has(key) {
      return (await ask('HEAD', key)).ok
    },
    async remove(key) {
      await ask('DELETE', key)
    },
  }
}
