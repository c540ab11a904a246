import { Agent, request } from 'node:http'
import { percentile, rounded } from './stand.ts'

export interface LoadResult {
  done: number
  refused: number
  perSecond: number
  p50Ms: number
  p95Ms: number
}

export interface Load {
  port: number
  path: string
  clients: number
  seconds: number
  headers: Record<string, string>
  /** The body of the n-th request, already JSON. */
  body(n: number): string
  key?(n: number): string
}

/** Posts as fast as `clients` callers can, each waiting for its answer before the next; loopback only. */
export async function drive(load: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients })
  const times: number[] = []
  let next = 0
  let refused = 0
  const started = performance.now()
  const until = started + load.seconds * 1000
  async function client(): Promise<void> {
    while (performance.now() < until) {
      const n = next++
      const from = performance.now()
      const status = await post(agent, load, n)
      if (status === 201 || status === 200) times.push(performance.now() - from)
      else refused += 1
    }
  }
  await Promise.all(Array.from({ length: load.clients }, client))
  const elapsed = (performance.now() - started) / 1000
  agent.destroy()
  return {
    done: times.length,
    refused,
    perSecond: rounded(times.length / elapsed, 1),
    p50Ms: rounded(percentile(times, 0.5), 2),
    p95Ms: rounded(percentile(times, 0.95), 2),
  }
}

function post(agent: Agent, load: Load, n: number): Promise<number> {
  const body = load.body(n)
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: load.port,
        path: load.path,
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...load.headers,
          ...(load.key ? { 'idempotency-key': load.key(n) } : {}),
        },
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}
