import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface S3Double {
  endpoint: string
  objects: Map<string, Buffer>
  refusals: string[]
  close(): Promise<void>
}

const maxSkewMs = 15 * 60_000

/**
 * A server that keeps objects like S3 and believes no signature it has not computed itself, by AWS Signature Version 4
 * as its reference describes: canonical request, string to sign, derived key.
 */
export async function s3Double(keys: {
  accessKeyId: string
  secretAccessKey: string
  bucket: string
}): Promise<S3Double> {
  const objects = new Map<string, Buffer>()
  const refusals: string[] = []
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const refusal = refusalOf(request, body, keys)
    if (refusal) {
      refusals.push(refusal)
      response.writeHead(403).end(`<Error><Code>${refusal}</Code></Error>`)
      return
    }
    const path = new URL(request.url ?? '', 'http://double').pathname
    if (!path.startsWith(`/${keys.bucket}/`)) return void response.writeHead(404).end()
    const kept = objects.get(path)
    if (request.method === 'PUT') {
      objects.set(path, body)
      response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
    } else if (request.method === 'DELETE') {
      objects.delete(path)
      response.writeHead(204).end()
    } else if (!kept)
      response
        .writeHead(404)
        .end(request.method === 'HEAD' ? undefined : '<Error><Code>NoSuchKey</Code></Error>')
    else
      response
        .writeHead(200, { 'content-length': kept.length })
        .end(request.method === 'HEAD' ? undefined : kept)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    refusals,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function refusalOf(
  request: IncomingMessage,
  body: Buffer,
  keys: { accessKeyId: string; secretAccessKey: string },
): string | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
  const parts = pattern.exec(request.headers.authorization ?? '')
  if (!parts) return 'AccessDenied'
  const [, accessKey = '', day = '', region = '', signedHeaders = '', signature = ''] = parts
  if (accessKey !== keys.accessKeyId) return 'InvalidAccessKeyId'
  const names = signedHeaders.split(';')
  const moment = String(request.headers['x-amz-date'] ?? '')
  if (!names.includes('host') || !names.includes('x-amz-date') || !moment.startsWith(day))
    return 'AccessDenied'
  const at = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(Date.now() - at) < maxSkewMs)) return 'RequestTimeTooSkewed'
  const payload = String(request.headers['x-amz-content-sha256'] ?? '')
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  if (request.method === 'PUT' && payload === 'UNSIGNED-PAYLOAD') return 'UnsignedPayload'
  const url = new URL(request.url ?? '', 'http://double')
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    signedHeaders,
    payload,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', moment, scope, sha256(Buffer.from(canonical))].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (secret, step) => hmac(secret, step),
    Buffer.from(`AWS4${keys.secretAccessKey}`),
  )
  const expected = hmac(key, toSign)
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
