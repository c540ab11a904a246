import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MatrixHttp } from './matrix.http.ts'
import { greatCircleMeters } from './offline.matrix.ts'

/** A request as a double saw it. */
export interface SeenRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Record<string, never>
}

/**
 * Local doubles of OSRM, Valhalla, GraphHopper and Kakao Mobility on one loopback server, speaking their true paths and
 * shapes, refusals included. Roads are 1.25 × the great circle at 36 km/h; no road leads east of 130° E.
 */
export async function roadServices() {
  const seen: SeenRequest[] = []
  const upsets: { status: number; headers?: Record<string, string>; body?: unknown; delayMs?: number }[] = []
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let open = 0
  let mostOpen = 0

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    mostOpen = Math.max(mostOpen, ++open)
    try {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { pathname, searchParams } = new URL(request.url ?? '/', url)
      const text = Buffer.concat(chunks).toString()
      const body = text === '' ? {} : JSON.parse(text)
      const one = {
        method: request.method ?? '',
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body,
      }
      seen.push(one)
      const upset = upsets.shift()
      if (upset?.delayMs) await sleep(upset.delayMs)
      else await sleep(1)
      const { status, body: answer } = upset?.status ? { body: {}, ...upset } : answerTo(one)
      response.writeHead(status, { 'content-type': 'application/json', ...upset?.headers })
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    } finally {
      open--
    }
  }
  return {
    url,
    seen,
    /** The next answers, whatever is asked. Status 0: the true answer, late. */
    upset: (...next: typeof upsets) => upsets.push(...next),
    mostOpen: () => mostOpen,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** The real world of a test, whose pauses take no time and are written down. */
export function testHttp(): MatrixHttp & { pauses: number[]; nowMs: number } {
  const http = {
    pauses: [] as number[],
    nowMs: Date.UTC(2026, 2, 2),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    now: () => http.nowMs,
    wait: async (milliseconds: number) => {
      http.pauses.push(milliseconds)
      http.nowMs += milliseconds
    },
  }
  return http
}

type Answer = { status: number; body: unknown }
type Place = { latitude: number; longitude: number }

function way(from: Place, to: Place): { meters: number; seconds: number } | undefined {
  if (from.longitude > 130 !== to.longitude > 130) return undefined
  const meters = Math.round(greatCircleMeters(from, to) * 1.25)
  return { meters, seconds: Math.round(meters / 10) }
}

function answerTo(request: SeenRequest): Answer {
  if (request.path.startsWith('/table/v1/')) return osrm(request)
  if (request.path === '/sources_to_targets') return valhalla(request)
  if (request.path === '/matrix') return graphhopper(request)
  if (request.path.startsWith('/v1/')) return kakao(request)
  return { status: 404, body: { message: 'Not Found' } }
}

function osrm({ path, query }: SeenRequest): Answer {
  const places = (path.split('/').at(-1) ?? '').split(';').map((pair) => {
    const [longitude = Number.NaN, latitude = Number.NaN] = pair.split(',').map(Number)
    return { longitude, latitude }
  })
  if (places.some(({ latitude }) => Number.isNaN(latitude)))
    return {
      status: 400,
      body: { code: 'InvalidQuery', message: 'Query string malformed close to position 18' },
    }
  if (places.length > 100)
    return { status: 400, body: { code: 'TooBig', message: 'Too many table coordinates' } }
  const pick = (name: string) =>
    (query.get(name) ?? '').split(';').map((index) => places[Number(index)] as Place)
  const [sources, targets] = [pick('sources'), pick('destinations')]
  const rows = (of: 'meters' | 'seconds') =>
    sources.map((from) => targets.map((to) => way(from, to)?.[of] ?? null))
  const waypoint = ({ longitude, latitude }: Place) => ({
    hint: '',
    distance: 4.2,
    name: '',
    location: [longitude, latitude],
  })
  return {
    status: 200,
    body: {
      code: 'Ok',
      durations: rows('seconds'),
      distances: rows('meters'),
      sources: sources.map(waypoint),
      destinations: targets.map(waypoint),
    },
  }
}

function valhalla({ body }: SeenRequest): Answer {
  const places = (list: { lat: number; lon: number }[]) =>
    list.map(({ lat, lon }) => ({ latitude: lat, longitude: lon }))
  const {
    sources,
    targets,
    costing,
    verbose = true,
  } = body as never as {
    sources: { lat: number; lon: number }[]
    targets: { lat: number; lon: number }[]
    costing: string
    verbose?: boolean
  }
  const refusal = (error_code: number, error: string) => ({
    status: 400,
    body: { error_code, error, status_code: 400, status: 'Bad Request' },
  })
  if (!['auto', 'truck', 'bicycle', 'pedestrian'].includes(costing))
    return refusal(125, `No costing method found`)
  if (sources.length * targets.length > 2_500) return refusal(150, 'Exceeded max locations: 2500')
  const rows = places(sources).map((from, from_index) =>
    places(targets).map((to, to_index) => {
      const found = way(from, to)
      return {
        from_index,
        to_index,
        time: found?.seconds ?? null,
        distance: found ? found.meters / 1_000 : null,
      }
    }),
  )
  const table = verbose
    ? rows
    : {
        durations: rows.map((row) => row.map(({ time }) => time)),
        distances: rows.map((row) => row.map(({ distance }) => distance)),
      }
  return {
    status: 200,
    body: { algorithm: 'costmatrix', units: 'kilometers', sources, targets, sources_to_targets: table },
  }
}

function graphhopper({ query, body }: SeenRequest): Answer {
  if (query.get('key') !== 'secret')
    return {
      status: 401,
      body: {
        message:
          'Wrong credentials. Register and get a valid API key at https://www.graphhopper.com/developers/',
      },
    }
  const { from_points, to_points } = body as never as { from_points: number[][]; to_points: number[][] }
  const place = ([longitude = 0, latitude = 0]: number[]) => ({ latitude, longitude })
  const rows = from_points.map((from) => to_points.map((to) => way(place(from), place(to))))
  const pairs = rows.flatMap((row, from) => row.flatMap((found, to) => (found ? [] : [[from, to]])))
  return {
    status: 200,
    body: {
      times: rows.map((row) => row.map((found) => found?.seconds ?? null)),
      distances: rows.map((row) => row.map((found) => found?.meters ?? null)),
      info: { copyrights: ['GraphHopper', 'OpenStreetMap contributors'], took: 3 },
      ...(pairs.length > 0 && {
        hints: [
          {
            message: 'Cannot find connections',
            details: 'com.graphhopper.util.exceptions.ConnectionNotFoundException',
            point_pairs: pairs,
          },
        ],
      }),
    },
  }
}

function kakao({ method, path, query, headers, body }: SeenRequest): Answer {
  if (headers.authorization !== 'KakaoAK secret')
    return { status: 401, body: { code: -401, msg: 'ip mismatched! or wrong appKey' } }
  const place = ({ x, y }: { x: number; y: number }) => ({ latitude: y, longitude: x })
  const found = (from: Place, to: Place) => {
    const road = way(from, to)
    if (!road) return { result_code: 102, result_msg: '시작 지점 주변의 도로를 탐색할 수 없음' }
    if (road.meters < 5)
      return { result_code: 104, result_msg: '출발지와 도착지가 5m 이내로 설정된 경우 경로를 탐색할 수 없음' }
    return {
      result_code: 0,
      result_msg: '길찾기 성공',
      summary: { distance: road.meters, duration: road.seconds },
    }
  }
  const trans_id = '018e3d7f7526771d9332cb717909be8f'
  if (path === '/v1/destinations/directions' && method === 'POST') {
    const { origin, destinations, radius } = body as never as {
      origin: { x: number; y: number }
      destinations: { x: number; y: number; key: string }[]
      radius: number
    }
    if (destinations.length > 30 || radius > 10_000)
      return {
        status: 400,
        body: { code: -2, msg: 'The number of destinations or the radius is beyond its limit.' },
      }
    const routes = destinations.map((one) => ({ key: one.key, ...found(place(origin), place(one)) }))
    return { status: 200, body: { trans_id, routes } }
  }
  if (path === '/v1/waypoints/directions' && method === 'POST') {
    const { origin, waypoints, destination } = body as never as Record<
      'origin' | 'destination',
      { x: number; y: number }
    > & {
      waypoints: { x: number; y: number }[]
    }
    if (waypoints.length > 30) return { status: 400, body: { code: -2, msg: 'waypoints can be up to 30' } }
    const stops = [origin, ...waypoints, destination].map(place)
    const legs = stops.slice(1).map((to, index) => found(stops[index] as Place, to))
    const fault = legs.find(({ result_code }) => result_code !== 0)
    if (fault) return { status: 200, body: { trans_id, routes: [fault] } }
    const sections = legs.map(({ summary }) => ({ ...summary, roads: [], guides: [] }))
    const sum = (of: 'distance' | 'duration') => sections.reduce((total, one) => total + (one[of] ?? 0), 0)
    const summary = { distance: sum('distance'), duration: sum('duration') }
    return {
      status: 200,
      body: { trans_id, routes: [{ result_code: 0, result_msg: '길찾기 성공', summary, sections }] },
    }
  }
  if (path === '/v1/future/directions' && method === 'GET') {
    const at = (name: string) => {
      const [x = 0, y = 0] = (query.get(name) ?? '').split(',').map(Number)
      return place({ x, y })
    }
    if (!/^\d{12}$/.test(query.get('departure_time') ?? ''))
      return { status: 400, body: { code: -2, msg: 'departure_time is invalid' } }
    return { status: 200, body: { trans_id, routes: [found(at('origin'), at('destination'))] } }
  }
  return { status: 404, body: { code: -404, msg: 'not found' } }
}
