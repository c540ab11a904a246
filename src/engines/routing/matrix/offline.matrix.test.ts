import { describe, expect, it } from 'vitest'
import {
  greatCircleMeters,
  koreanRoads,
  offlineMatrix,
  travelProfile,
  usualSeconds,
} from './offline.matrix.ts'

const seoul = { latitude: 37.5665, longitude: 126.978 }
const busan = { latitude: 35.1796, longitude: 129.0756 }

describe('offline matrix', () => {
  it('[TMS-03] Seoul to Busan is 325 km as the crow flies, and about five hours by estimate', async () => {
    expect(greatCircleMeters(seoul, busan) / 1_000).toBeCloseTo(325.1, 0)
    const matrix = await offlineMatrix().matrix({ locations: [seoul, busan], vehicle: { kind: 'car' } })
    expect(matrix).toMatchObject({ quality: 'estimate', sources: ['offline'] })
    expect((matrix.distanceMeters[1] ?? 0) / 1_000).toBeCloseTo(422.6, 0)
    expect((matrix.durationSeconds[1] ?? 0) / 3_600).toBeGreaterThan(4.5)
    expect((matrix.durationSeconds[1] ?? 0) / 3_600).toBeLessThan(6)
  })

  it('[TMS-03] many places agree with the formula for two, to the millimetre, however near they are', async () => {
    const near = { latitude: seoul.latitude + 0.00001, longitude: seoul.longitude }
    const locations = [seoul, near, busan, { latitude: -33.86, longitude: 151.2 }]
    const matrix = await offlineMatrix().matrix({ locations, vehicle: { kind: 'car' } })
    locations.forEach((from, row) => {
      locations.forEach((to, col) => {
        const meters = greatCircleMeters(from, to) * koreanRoads.roadFactor
        expect(matrix.distanceMeters[row * 4 + col]).toBeCloseTo(meters, 3)
      })
    })
  })

  it('[TMS-03] the first five kilometres go at 25 km/h, the next at 50', () => {
    expect(usualSeconds(5_000, 'car', koreanRoads)).toBeCloseTo(720, 6)
    expect(usualSeconds(10_000, 'car', koreanRoads)).toBeCloseTo(720 + 360, 6)
    expect(usualSeconds(4_500, 'foot', koreanRoads)).toBeCloseTo(3_600, 6)
  })

  it('[TMS-03] rush hour is slower for cars, not for those on foot', async () => {
    const at = async (departure: string, kind: 'car' | 'foot') => {
      const matrix = await offlineMatrix().matrix({ locations: [seoul, busan], vehicle: { kind }, departure })
      return matrix.durationSeconds[1] ?? 0
    }
    expect(await at('2026-03-02T18:00', 'car')).toBeGreaterThan(await at('2026-03-02T03:00', 'car'))
    expect(await at('2026-03-02T18:00', 'foot')).toBe(await at('2026-03-02T03:00', 'foot'))
  })

  it('[TMS-02] hours of traffic become slices of a travel profile, equal hours one slice', async () => {
    const matrix = await offlineMatrix().matrix({ locations: [seoul, busan], vehicle: { kind: 'truck' } })
    const { slices } = travelProfile('truck', matrix, {
      hourFactors: koreanRoads.hourFactors,
      originHour: 6,
      hours: 4,
    })
    expect(slices).toEqual([
      { startSeconds: 0, durationFactor: 0.95 },
      { startSeconds: 3_600, durationFactor: 1.2 },
      { startSeconds: 7_200, durationFactor: 1.35 },
      { startSeconds: 10_800, durationFactor: 1.15 },
    ])
    expect(travelProfile('truck', matrix).slices).toBeUndefined()
  })
})
