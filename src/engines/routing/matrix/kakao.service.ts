import { type JsonCall, recordOf } from './matrix.http.ts'
import { MatrixFault, type MatrixRequest } from './matrix.provider.ts'
import { greatCircleMeters } from './offline.matrix.ts'
import type { MatrixCall, PairAnswer, RoadService } from './remote.matrix.ts'

/** Most destinations of one request, and the farthest they may lie from the origin. */
const mostDestinations = 30
const farthestMeters = 10_000
/** Most waypoints between origin and destination. */
const mostWaypoints = 30
/** Origin and destination within five metres: Kakao sees no way to go, and neither is there one. */
const samePlace = 104

/**
 * Kakao Mobility has no tables, so a matrix is made of its routes, few calls first:
 * - near places: `POST /v1/destinations/directions`, one origin to at most 30 destinations within 10 km;
 * - far ones: `POST /v1/waypoints/directions`, a chain of places whose sections are the ways wanted, 31 a call;
 * - with a departure: `GET /v1/future/directions`, one way a call.
 * Seconds and metres; coordinates are x = longitude, y = latitude; the key goes as `KakaoAK`. It answers 200 with a
 * `result_code` other than 0 where there is no way. Cars only: `car_type` changes tolls, not roads.
 * https://developers.kakaomobility.com/docs/navi-api/
 */
export function kakaoService({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): RoadService {
  const name = 'kakao'
  const base = (path: string, more: Partial<JsonCall>): JsonCall => ({
    service: name,
    url: `${baseUrl}${path}`,
    headers: { authorization: `KakaoAK ${apiKey}` },
    faultOf: (body) => {
      const { code, msg, errorType, message } = recordOf(body)
      return { serviceCode: code ?? errorType, message: msg ?? message }
    },
    ...more,
  })

  function nearCalls(request: MatrixRequest, near: Map<number, number[]>): MatrixCall[] {
    return [...near].flatMap(([from, targets]) =>
      chunks(targets, mostDestinations).map((part): MatrixCall => {
        const destinations = part.map((to) => ({ key: String(to), ...point(request, to) }))
        const body = { origin: point(request, from), destinations, radius: farthestMeters, priority: 'TIME' }
        return {
          pairs: part.map((to) => [from, to]),
          request: base('/v1/destinations/directions', { method: 'POST', body }),
          read(answer) {
            const routes = new Map(routesOf(name, answer).map((route) => [String(route.key), route]))
            return part.map((to) => wayOf(name, from, to, routes.get(String(to))))
          },
        }
      }),
    )
  }

  function chainCall(request: MatrixRequest, chain: readonly number[]): MatrixCall {
    const pairs = chain.slice(1).map((to, index): [number, number] => [chain[index] as number, to])
    const places = chain.map((place) => point(request, place))
    const body = {
      origin: places[0],
      destination: places.at(-1),
      waypoints: places.slice(1, -1).map((place, index) => ({ name: String(index), ...place })),
      priority: 'TIME',
    }
    return {
      pairs,
      request: base('/v1/waypoints/directions', { method: 'POST', body }),
      read(answer) {
        const [route] = routesOf(name, answer)
        const sections = route?.sections
        if (route?.result_code === 0 && Array.isArray(sections) && sections.length === pairs.length)
          return pairs.map(([from, to], index) => sectionOf(name, from, to, sections[index]))
        // One place without a road spoils the whole chain: its ways are asked one by one then.
        if (pairs.length > 1) return []
        const [[from, to]] = pairs as [[number, number]]
        return [wayOf(name, from, to, route)]
      },
    }
  }

  function futureCall(request: MatrixRequest, from: number, to: number): MatrixCall {
    const { departure = '' } = request
    const at = (place: number) => {
      const { x, y } = point(request, place)
      return `${x},${y}`
    }
    const query = new URLSearchParams({
      origin: at(from),
      destination: at(to),
      departure_time: departure.slice(0, 16).replaceAll(/[-T:]/g, ''),
      priority: 'TIME',
      summary: 'true',
    })
    return {
      pairs: [[from, to]],
      request: base(`/v1/future/directions?${query}`, {}),
      read: (answer) => [wayOf(name, from, to, routesOf(name, answer)[0])],
    }
  }

  return {
    name,
    calls(request, wanted, attempt) {
      const { locations, departure } = request
      const all = locations.map((_, from) =>
        locations.flatMap((_, to) => (to !== from && wanted(from, to) ? [to] : [])),
      )
      if (departure !== undefined)
        return all.flatMap((targets, from) => targets.map((to) => futureCall(request, from, to)))
      const near = new Map<number, number[]>()
      const far = new Map<number, number[]>()
      all.forEach((targets, from) => {
        const close = (to: number) =>
          greatCircleMeters(locations[from] as never, locations[to] as never) < farthestMeters
        near.set(from, targets.filter(close))
        far.set(
          from,
          targets.filter((to) => !close(to)),
        )
      })
      return [
        ...nearCalls(request, near),
        ...chains(far, attempt === 0 ? mostWaypoints + 2 : 2).map((chain) => chainCall(request, chain)),
      ]
    },
  }
}

/** Ways strung together so that each goes on where the last ended: as few calls as the service allows. */
function chains(ways: Map<number, number[]>, mostPlaces: number): number[][] {
  const left = new Map([...ways].map(([from, targets]) => [from, [...targets]]))
  const found: number[][] = []
  for (const [start, targets] of left)
    while (targets.length > 0) {
      const chain = [start]
      for (let at = start; chain.length < mostPlaces; ) {
        const next = left.get(at)?.pop()
        if (next === undefined) break
        chain.push(next)
        at = next
      }
      found.push(chain)
    }
  return found
}

function point({ locations }: MatrixRequest, index: number): { x: number; y: number } {
  const { longitude = 0, latitude = 0 } = locations[index] ?? {}
  return { x: longitude, y: latitude }
}

function routesOf(service: string, body: unknown): Record<string, unknown>[] {
  const { routes } = recordOf(body)
  if (!Array.isArray(routes)) throw new MatrixFault('matrix.answer', { service })
  return routes.map(recordOf)
}

function wayOf(
  service: string,
  from: number,
  to: number,
  route: Record<string, unknown> | undefined,
): PairAnswer {
  if (route === undefined || typeof route.result_code !== 'number')
    throw new MatrixFault('matrix.answer', { service, from, to })
  if (route.result_code === samePlace) return { from, to, durationSeconds: 0, distanceMeters: 0 }
  if (route.result_code !== 0) return { from, to, durationSeconds: undefined, distanceMeters: undefined }
  return sectionOf(service, from, to, route.summary)
}

function sectionOf(service: string, from: number, to: number, section: unknown): PairAnswer {
  const { duration, distance } = recordOf(section)
  if (typeof duration !== 'number' || typeof distance !== 'number')
    throw new MatrixFault('matrix.answer', { service, from, to })
  return { from, to, durationSeconds: duration, distanceMeters: distance }
}

function chunks<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  )
}
