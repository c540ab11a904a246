import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryCallQuota } from './call.quota.ts'
import { graphhopperService } from './graphhopper.service.ts'
import { kakaoService } from './kakao.service.ts'
import type { GeoPoint, TravelVehicle } from './matrix.provider.ts'
import { greatCircleMeters } from './offline.matrix.ts'
import { osrmService } from './osrm.service.ts'
import { memoryPairCache } from './pair.cache.ts'
import { type RemoteMatrixOptions, type RoadService, remoteMatrix } from './remote.matrix.ts'
import { roadServices, testHttp } from './road-services.fixture.ts'
import { valhallaService } from './valhalla.service.ts'

const car: TravelVehicle = { kind: 'car' }
const seoul: GeoPoint = { latitude: 37.5665, longitude: 126.978 }
const gangnam: GeoPoint = { latitude: 37.4979, longitude: 127.0276 }
const mapo: GeoPoint = { latitude: 37.5536, longitude: 126.9227 }
const busan: GeoPoint = { latitude: 35.1796, longitude: 129.0756 }
const ulleung: GeoPoint = { latitude: 37.4845, longitude: 130.9057 }

/** A grid of places about a kilometre apart. */
function grid(count: number): GeoPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    latitude: 37 + (index % 12) * 0.01,
    longitude: 127 + Math.floor(index / 12) * 0.01,
  }))
}

let roads: Awaited<ReturnType<typeof roadServices>>
let http: ReturnType<typeof testHttp>
beforeEach(async () => {
  roads = await roadServices()
  http = testHttp()
})
afterEach(() => roads.close())

function services(): [string, RoadService][] {
  const baseUrl = roads.url
  return [
    ['osrm', osrmService({ baseUrl })],
    ['valhalla', valhallaService({ baseUrl })],
    ['graphhopper', graphhopperService({ baseUrl, apiKey: 'secret' })],
    ['kakao', kakaoService({ baseUrl, apiKey: 'secret' })],
  ]
}
function provider(service: RoadService, options: Partial<RemoteMatrixOptions> = {}) {
  return remoteMatrix(service, { http, whenUsedUp: 'refuse', ...options })
}
const osrm = (options: Partial<RemoteMatrixOptions> = {}) =>
  provider(osrmService({ baseUrl: roads.url }), options)
const two = { locations: [seoul, gangnam], vehicle: car }

describe('matrices of road services', () => {
  it('[TMS-03] every service answers the same roads in seconds and metres, islands marked', async () => {
    const locations = [seoul, gangnam, mapo, busan, ulleung]
    for (const [name, service] of services()) {
      const matrix = await provider(service).matrix({ locations, vehicle: car })
      expect(matrix).toMatchObject({ size: 5, sources: [name], quality: 'road' })
      locations.forEach((from, row) => {
        locations.forEach((to, col) => {
          const at = row * 5 + col
          const island = (row === 4) !== (col === 4)
          expect(matrix.unreachable[at]).toBe(island ? 1 : 0)
          const meters = island ? Number.POSITIVE_INFINITY : Math.round(greatCircleMeters(from, to) * 1.25)
          expect(matrix.distanceMeters[at]).toBe(meters)
          expect(matrix.durationSeconds[at]).toBe(island ? meters : Math.round(meters / 10))
        })
      })
    }
  })

  it('[TMS-03] what is too large for one request is cut into several, a few under way at a time', async () => {
    for (const [name, service] of services()) {
      roads.seen.length = 0
      const locations = grid(130)
      const matrix = await provider(service, { concurrency: 3 }).matrix({ locations, vehicle: car })
      expect(
        matrix.unreachable.every((one) => one === 0),
        name,
      ).toBe(true)
      expect(roads.seen.length, name).toBeGreaterThan(1)
      expect(roads.mostOpen()).toBeLessThanOrEqual(3)
    }
  })

  it('[TMS-03] Kakao strings far places together, 31 ways a call', async () => {
    const locations = Array.from({ length: 12 }, (_, index) => ({
      latitude: 34.5 + index * 0.25,
      longitude: 127.5,
    }))
    const matrix = await provider(kakaoService({ baseUrl: roads.url, apiKey: 'secret' })).matrix({
      locations,
      vehicle: car,
    })
    expect(matrix.unreachable.every((one) => one === 0)).toBe(true)
    expect(roads.seen.length).toBeLessThanOrEqual(12)
  })

  it('[TMS-03] a departure reaches those who know the traffic of tomorrow', async () => {
    const request = { ...two, departure: '2026-03-03T09:00' }
    await provider(kakaoService({ baseUrl: roads.url, apiKey: 'secret' })).matrix(request)
    expect(roads.seen.map(({ query }) => query.get('departure_time'))).toEqual([
      '202603030900',
      '202603030900',
    ])
    await provider(valhallaService({ baseUrl: roads.url })).matrix(request)
    expect(roads.seen.at(-1)?.body).toMatchObject({ date_time: { type: 1, value: '2026-03-03T09:00' } })
  })

  it('[TMS-02] Valhalla hears the height, weight and goods of a truck in its own units', async () => {
    const truck: TravelVehicle = {
      kind: 'truck',
      heightMeters: 3.8,
      weightKilograms: 11_000,
      hazardous: true,
    }
    await provider(valhallaService({ baseUrl: roads.url })).matrix({ ...two, vehicle: truck })
    expect(roads.seen[0]?.body).toMatchObject({
      costing: 'truck',
      costing_options: { truck: { height: 3.8, weight: 11, hazmat: true } },
    })
  })

  it('[TMS-03] Valhalla’s short answer is read as well', async () => {
    const short = {
      algorithm: 'costmatrix',
      sources_to_targets: {
        durations: [
          [0, 60],
          [60, 0],
        ],
        distances: [
          [0, 1.5],
          [1.5, 0],
        ],
      },
    }
    roads.upset({ status: 200, body: short })
    const matrix = await provider(valhallaService({ baseUrl: roads.url })).matrix(two)
    expect([...matrix.distanceMeters]).toEqual([0, 1_500, 1_500, 0])
  })

  it('[TMS-03] 429 and 5xx are asked again after growing pauses, and Retry-After is kept', async () => {
    roads.upset({ status: 503 }, { status: 429, headers: { 'retry-after': '7' } })
    await osrm().matrix(two)
    expect(roads.seen).toHaveLength(3)
    expect(http.pauses).toEqual([500, 7_000])
    roads.upset({ status: 502 }, { status: 502 }, { status: 502 }, { status: 502 })
    await expect(osrm().matrix(two)).rejects.toMatchObject({
      code: 'matrix.unavailable',
      details: { attempts: 4 },
    })
    roads.upset({ status: 429 }, { status: 429 }, { status: 429 }, { status: 429 })
    await expect(osrm().matrix(two)).rejects.toMatchObject({ code: 'matrix.throttled' })
  })

  it('[TMS-03] refusals are not asked again, and say what the service said', async () => {
    const wrongKey = (service: RoadService) => provider(service).matrix(two)
    await expect(wrongKey(graphhopperService({ baseUrl: roads.url, apiKey: 'wrong' }))).rejects.toMatchObject(
      {
        code: 'matrix.unauthorised',
        details: {
          service: 'graphhopper',
          status: 401,
          message: expect.stringContaining('Wrong credentials'),
        },
      },
    )
    await expect(wrongKey(kakaoService({ baseUrl: roads.url, apiKey: 'wrong' }))).rejects.toMatchObject({
      code: 'matrix.unauthorised',
      details: { serviceCode: -401 },
    })
    expect(roads.seen.filter(({ path }) => path === '/matrix')).toHaveLength(1)
    const tooBig = osrmService({ baseUrl: roads.url, mostPlaces: 400 })
    await expect(provider(tooBig).matrix({ locations: grid(130), vehicle: car })).rejects.toMatchObject({
      code: 'matrix.refused',
      details: { serviceCode: 'TooBig' },
    })
    const tooMany = valhallaService({ baseUrl: roads.url, mostPairs: 90_000 })
    await expect(provider(tooMany).matrix({ locations: grid(130), vehicle: car })).rejects.toMatchObject({
      code: 'matrix.refused',
      details: { serviceCode: 150 },
    })
  })

  it('[TMS-03] silence, a dead line and nonsense are told apart', async () => {
    roads.upset({ status: 0, delayMs: 300 })
    await expect(osrm({ policy: { timeoutMs: 50 } }).matrix(two)).rejects.toMatchObject({
      code: 'matrix.timeout',
    })
    const nobody = osrmService({ baseUrl: 'http://127.0.0.1:1' })
    await expect(provider(nobody).matrix(two)).rejects.toMatchObject({ code: 'matrix.unavailable' })
    for (const body of [
      '<html>',
      { code: 'Ok' },
      {
        code: 'Ok',
        durations: [
          [0, 'x'],
          [1, 0],
        ],
        distances: [
          [0, 1],
          [1, 0],
        ],
      },
    ]) {
      roads.upset({ status: 200, body })
      await expect(osrm().matrix(two)).rejects.toMatchObject({ code: 'matrix.answer' })
    }
    await expect(
      osrm().matrix({ ...two, locations: [{ latitude: 137, longitude: 37 }] }),
    ).rejects.toMatchObject({
      code: 'matrix.request',
    })
  })

  it('[TMS-03] whoever stops waiting stops the calls', async () => {
    const stop = new AbortController()
    roads.upset({ status: 0, delayMs: 200 })
    const asked = osrm().matrix(two, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })

  it('[TMS-03] known ways are not asked again, until they are too old; new places ask for their own alone', async () => {
    const cache = memoryPairCache(1_000)
    const roadsKnown = osrm({ cache, cacheAgeMs: 3_600_000 })
    const first = await roadsKnown.matrix(two)
    const again = await roadsKnown.matrix(two)
    expect(again).toEqual(first)
    expect(roads.seen).toHaveLength(1)
    const nudged = { ...seoul, latitude: seoul.latitude + 0.00001 }
    await roadsKnown.matrix({ ...two, locations: [nudged, gangnam] })
    expect(roads.seen).toHaveLength(1)
    await roadsKnown.matrix({ ...two, locations: [seoul, gangnam, mapo] })
    expect(roads.seen).toHaveLength(2)
    http.nowMs += 3_600_001
    await roadsKnown.matrix(two)
    expect(roads.seen).toHaveLength(3)
    await roadsKnown.matrix({ ...two, vehicle: { kind: 'truck' } })
    expect(roads.seen).toHaveLength(4)
  })

  it('[TMS-03] a bounded cache forgets what was asked for longest ago', async () => {
    const cache = memoryPairCache(2)
    const pair = { durationSeconds: 1, distanceMeters: 1, storedAtMs: 0 }
    await cache.set([
      ['a', pair],
      ['b', pair],
    ])
    await cache.get(['a'])
    await cache.set([['c', pair]])
    expect((await cache.get(['a', 'b', 'c'])).map((one) => one !== undefined)).toEqual([true, false, true])
  })

  it('[TMS-03] a quota used up refuses, or estimates the rest and says so – as the caller chose', async () => {
    const locations = grid(130)
    const limits = { perDay: 4 }
    await expect(osrm({ limits }).matrix({ locations, vehicle: car })).rejects.toMatchObject({
      code: 'matrix.quota',
    })
    roads.seen.length = 0
    const mixed = await osrm({ limits, whenUsedUp: 'estimate' }).matrix({ locations, vehicle: car })
    expect(roads.seen).toHaveLength(4)
    expect(mixed.quality).toBe('mixed')
    expect(mixed.sources).toEqual(['osrm', 'offline'])
    expect(mixed.estimated.some((one) => one === 1) && mixed.estimated.some((one) => one === 0)).toBe(true)
    expect(mixed.durationSeconds.every(Number.isFinite)).toBe(true)
    const none = await osrm({ limits: { perDay: 0 }, whenUsedUp: 'estimate' }).matrix(two)
    expect(none).toMatchObject({ quality: 'estimate', sources: ['offline'] })
  })

  it('[TMS-03] processes that share a quota share its day and its seconds', async () => {
    const quota = memoryCallQuota()
    const limits = { perDay: 3, perSecond: 2 }
    const shared = { quota, limits }
    await osrm(shared).matrix(two)
    await osrm(shared).matrix(two)
    expect(http.pauses).toEqual([])
    await osrm(shared).matrix(two)
    expect(http.pauses).toEqual([1_000])
    await expect(osrm(shared).matrix(two)).rejects.toMatchObject({ code: 'matrix.quota' })
    http.nowMs += 86_400_000
    await osrm(shared).matrix(two)
  })
})
