import { type CallQuota, memoryCallQuota, type QuotaLimits } from './call.quota.ts'
import { askJson, type HttpPolicy, type JsonCall, type MatrixHttp, usualPolicy } from './matrix.http.ts'
import {
  checkRequest,
  emptyMatrix,
  MatrixFault,
  type MatrixProvider,
  type MatrixRequest,
  type TravelMatrix,
} from './matrix.provider.ts'
import { fillEstimates, koreanRoads, type RoadEstimate } from './offline.matrix.ts'
import { memoryPairCache, type PairCache, pairKeys } from './pair.cache.ts'

/** A way that was asked for, and what the service says of it; `undefined` figures: there is none. */
export interface PairAnswer {
  from: number
  to: number
  durationSeconds: number | undefined
  distanceMeters: number | undefined
}

/** One request to a service and the ways it answers. */
export interface MatrixCall {
  pairs: readonly (readonly [number, number])[]
  request: JsonCall
  /** May leave ways out. @throws MatrixFault `matrix.answer` when the shape is not the service's */
  read(body: unknown): PairAnswer[]
}

/** What one road service can do: into which calls it cuts what is wanted. */
export interface RoadService {
  name: string
  /**
   * `wanted` answers whether a way is not known yet. What the calls of attempt 0 leave without an answer is asked again
   * in attempt 1, where a service may ask in smaller pieces.
   */
  calls(request: MatrixRequest, wanted: (from: number, to: number) => boolean, attempt: number): MatrixCall[]
}

export interface RemoteMatrixOptions {
  http: MatrixHttp
  policy?: Partial<HttpPolicy>
  /** Calls under way at a time. */
  concurrency?: number
  cache?: PairCache
  /** Ways older than this are asked again. */
  cacheAgeMs?: number
  quota?: CallQuota
  limits?: QuotaLimits
  /** Once the day's quota is used up: estimate the rest and say so, or refuse. */
  whenUsedUp: 'estimate' | 'refuse'
  roads?: RoadEstimate
}

/** A road service as a matrix provider: cut into calls, cached, within its quota. */
export function remoteMatrix(service: RoadService, options: RemoteMatrixOptions): MatrixProvider {
  const { http, concurrency = 4, cacheAgeMs = 7 * 86_400_000, limits = {}, whenUsedUp } = options
  const policy = { ...usualPolicy, ...options.policy }
  const cache = options.cache ?? memoryPairCache(200_000)
  const quota = options.quota ?? memoryCallQuota()
  const roads = options.roads ?? koreanRoads

  /** @throws MatrixFault `matrix.quota` when the day's quota is used up */
  async function takeQuota(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const { granted, retryAfterMs, usedUp } = await quota.take(service.name, limits, http.now())
      if (granted) return
      if (usedUp) throw new MatrixFault('matrix.quota', { service: service.name, perDay: limits.perDay })
      await http.wait(Math.max(1, retryAfterMs), signal)
    }
  }

  async function matrix(
    request: MatrixRequest,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<TravelMatrix> {
    checkRequest(request)
    const answer = emptyMatrix(request.locations.length)
    const size = answer.size
    const missing = await fromCache(answer, request)
    const keyOf = pairKeys(service.name, request)
    let usedUp = false
    const ask = async (call: MatrixCall) => {
      if (usedUp) return
      try {
        const asked = { ...call.request, beforeAttempt: () => takeQuota(signal), signal }
        const ways = call.read(await askJson(http, policy, asked))
        for (const way of ways) {
          put(answer, way)
          missing.found(way.from * size + way.to)
        }
        const storedAtMs = http.now()
        await cache.set(
          ways.map(({ from, to, durationSeconds, distanceMeters }) => [
            keyOf(from, to),
            { durationSeconds, distanceMeters, storedAtMs },
          ]),
        )
      } catch (error) {
        const spent = error instanceof MatrixFault && error.code === 'matrix.quota'
        if (!spent || whenUsedUp === 'refuse') throw error
        usedUp = true
      }
    }
    for (let attempt = 0; attempt < 2 && missing.count() > 0 && !usedUp; attempt++) {
      const calls = service.calls(request, (from, to) => missing.has(from * size + to), attempt)
      await inParallel(calls, concurrency, ask)
    }
    if (missing.count() < size * (size - 1)) answer.sources.push(service.name)
    if (missing.count() > 0) {
      if (!usedUp) throw new MatrixFault('matrix.answer', { service: service.name, missing: missing.count() })
      fillEstimates(answer, request.locations, {
        vehicle: request.vehicle,
        departure: request.departure,
        roads,
        pairs: missing.all(),
      })
    }
    return answer
  }

  /** Fills in what is known, row by row; answers the ways that are not. */
  async function fromCache(answer: TravelMatrix, request: MatrixRequest): Promise<Missing> {
    const { size } = answer
    const keyOf = pairKeys(service.name, request)
    const missing = noneMissing(size)
    const columns = Array.from({ length: size }, (_, to) => to)
    for (let from = 0; from < size; from++) {
      const found = await cache.get(columns.map((to) => keyOf(from, to)))
      for (let to = 0; to < size; to++) {
        if (from === to) continue
        const pair = found[to]
        if (pair && http.now() - pair.storedAtMs <= cacheAgeMs) put(answer, { ...pair, from, to })
        else missing.lost(from * size + to)
      }
    }
    return missing
  }

  return { name: service.name, matrix }
}

/** Ways without an answer yet: a byte each, for there may be millions. */
interface Missing {
  has(at: number): boolean
  lost(at: number): void
  found(at: number): void
  count(): number
  all(): Generator<number>
}

function noneMissing(size: number): Missing {
  const flags = new Uint8Array(size * size)
  let count = 0
  return {
    has: (at) => flags[at] === 1,
    lost(at) {
      if (flags[at] === 0) count++
      flags[at] = 1
    },
    found(at) {
      if (flags[at] === 1) count--
      flags[at] = 0
    },
    count: () => count,
    *all() {
      for (let at = 0; at < flags.length; at++) if (flags[at] === 1) yield at
    },
  }
}

function put(matrix: TravelMatrix, { from, to, durationSeconds, distanceMeters }: PairAnswer): void {
  const at = from * matrix.size + to
  const known = durationSeconds !== undefined && distanceMeters !== undefined
  matrix.durationSeconds[at] = known ? durationSeconds : Number.POSITIVE_INFINITY
  matrix.distanceMeters[at] = known ? distanceMeters : Number.POSITIVE_INFINITY
  matrix.unreachable[at] = known ? 0 : 1
}

async function inParallel<Item>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await run(item)
      } catch (error) {
        // Nobody will look at the rest any more.
        waiting.length = 0
        throw error
      }
    }
  }
  // Calls under way end before a refusal is told: nothing of a request goes out once it has been answered.
  const ended = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, worker))
  const failure = ended.find((one) => one.status === 'rejected')
  if (failure) throw failure.reason
}
