import { describe, expect, it } from 'vitest'
import type { LoadingPlan, LoadingStep } from '../loading.plan.ts'
import type { LoadingItem, LoadingProblem, LoadingVehicle } from '../loading.problem.ts'
import { checkPlan } from './check-plan.ts'

const van: LoadingVehicle = {
  id: 'van',
  lengthMillimeters: 4_000,
  widthMillimeters: 2_000,
  heightMillimeters: 2_000,
  payloadGrams: 1_000_000,
}
const box = (id: string, more: Partial<LoadingItem> = {}): LoadingItem => ({
  id,
  count: 1,
  lengthMillimeters: 1_000,
  widthMillimeters: 1_000,
  heightMillimeters: 1_000,
  weightGrams: 100_000,
  ...more,
})
const step = (
  item: string,
  x: number,
  y: number,
  z: number,
  more: Partial<LoadingStep> = {},
): LoadingStep => ({
  item,
  batch: 1,
  xMillimeters: x,
  yMillimeters: y,
  zMillimeters: z,
  lengthMillimeters: 1_000,
  widthMillimeters: 1_000,
  heightMillimeters: 1_000,
  upright: 'height',
  across: false,
  ...more,
})

/** Three boxes of 100 kg: a and b at the front wall, c on a. */
const items = [box('a'), box('b'), box('c')]
const steps = [step('a', 0, 0, 0), step('b', 0, 1_000, 0), step('c', 0, 0, 1_000)]
const measures: LoadingPlan['loads'][number]['measures'] = {
  pieces: 3,
  cargoVolumeCubicMillimeters: 3e9,
  weightGrams: 300_000,
  volumeShare: 3 / 16,
  weightShare: 0.3,
  floorShare: 2 / 8,
  centreOfGravityMillimeters: { x: 500, y: 2_500 / 3, z: 2_500 / 3 },
  frontAxleGrams: undefined,
  rearAxleGrams: undefined,
  leftGrams: 200_000,
  rightGrams: 100_000,
}

function kinds(problem: Partial<LoadingProblem>, plan: Partial<LoadingPlan['loads'][number]> = {}): string[] {
  const whole: LoadingProblem = { vehicles: [van], items, ...problem }
  const load = { vehicle: 'van', number: 1, steps, measures, ...plan }
  const faults = checkPlan(whole, { loads: [load], leftOut: [], costMinor: 1, volumeShare: 3 / 16 })
  return [...new Set(faults.map(({ kind }) => kind))]
}
/** Faults other than figures that no longer agree, where a test moves pieces. */
const placing = (...given: Parameters<typeof kinds>) => kinds(...given).filter((kind) => kind !== 'measures')

describe('[TMS-02] the check of a loading plan', () => {
  it('finds nothing in a sound plan', () => {
    expect(kinds({})).toEqual([])
  })
  it('finds a vehicle and an item nobody knows', () => {
    expect(kinds({}, { vehicle: 'ship' })).toContain('unknown-vehicle')
    expect(placing({}, { steps: [...steps, step('z', 1_000, 0, 0)] })).toEqual(['unknown-item'])
  })
  it('finds more vehicles than there are', () => {
    expect(kinds({ vehicles: [{ ...van, count: 0 }] })).toEqual(['vehicle-count'])
  })
  it('finds pieces lost and pieces invented', () => {
    expect(kinds({ items: [box('a', { count: 2 }), box('b'), box('c')] })).toEqual(['item-count'])
    expect(placing({}, { steps: [...steps, step('a', 1_000, 0, 0)] })).toEqual(['item-count'])
  })
  it('finds a piece put on an edge it may not stand on, or of other measures', () => {
    const lying = steps.map((one) => (one.item === 'b' ? { ...one, upright: 'length' as const } : one))
    expect(kinds({}, { steps: lying })).toEqual(['orientation'])
    expect(placing({ items: [box('a'), box('b', { heightMillimeters: 900 }), box('c')] })).toEqual([
      'orientation',
    ])
  })
  it('finds a piece turned that may not be', () => {
    const plank = box('b', { widthMillimeters: 500, turnable: false })
    const turned = step('b', 0, 1_000, 0, { lengthMillimeters: 500, across: true })
    expect(
      placing(
        { items: [box('a'), plank, box('c')] },
        { steps: [steps[0], turned, steps[2]] as LoadingStep[] },
      ),
    ).toEqual(['orientation'])
  })
  it('finds a piece beyond a wall or within a clearance', () => {
    const beyond = [steps[0], step('b', 0, 1_001, 0), steps[2]] as LoadingStep[]
    expect(placing({}, { steps: beyond })).toEqual(['outside'])
    expect(kinds({ vehicles: [{ ...van, topClearanceMillimeters: 1 }] })).toEqual(['outside'])
  })
  it('finds a piece higher than the door', () => {
    expect(
      kinds({ vehicles: [{ ...van, door: { widthMillimeters: 2_000, heightMillimeters: 999 } }] }),
    ).toEqual(['door'])
  })
  it('finds two pieces in one place', () => {
    const overlapping = [steps[0], step('b', 0, 999, 0), steps[2]] as LoadingStep[]
    expect(placing({}, { steps: overlapping })).toEqual(['overlap'])
  })
  it('finds a piece that floats, and one that stands out further than allowed', () => {
    const floating = [steps[0], steps[1], step('c', 2_000, 0, 500)] as LoadingStep[]
    expect(placing({}, { steps: floating })).toEqual(['support'])
    const out = [steps[0], steps[1], step('c', 300, 0, 1_000)] as LoadingStep[]
    expect(placing({ minimumSupportShare: 0.71 }, { steps: out })).toEqual(['support'])
    expect(placing({ minimumSupportShare: 0.7 }, { steps: out })).toEqual([])
  })
  it('finds a piece that bears more than it can: in all, by area, by layers, or anything on a fragile one', () => {
    const bearing = (stacking: LoadingItem['stacking']) =>
      kinds({ items: [box('a', { stacking }), box('b'), box('c')] })
    expect(bearing({ bearsGrams: 99_999 })).toEqual(['stack-weight'])
    expect(bearing({ bearsGrams: 100_000 })).toEqual([])
    expect(bearing({ bearsGramsPerSquareMeter: 99_999 })).toEqual(['stack-pressure'])
    expect(bearing({ bearsGramsPerSquareMeter: 100_000 })).toEqual([])
    expect(bearing({ layersAbove: 0 })).toEqual(['stack-layers'])
    expect(bearing({ layersAbove: 1 })).toEqual([])
  })
  it('hands weight down through several layers by area of contact', () => {
    const high = [step('a', 0, 0, 0), step('b', 0, 1_000, 0), step('c', 0, 500, 1_000)]
    const on = (bearsGrams: number) =>
      placing({ items: [box('a', { stacking: { bearsGrams } }), box('b'), box('c')] }, { steps: high })
    expect(on(50_000)).toEqual([])
    expect(on(49_999)).toEqual(['stack-weight'])
  })
  it('finds too much weight', () => {
    const { payloadGrams, ...unlimited } = van
    expect(payloadGrams).toBeDefined()
    expect(placing({ vehicles: [{ ...unlimited, payloadGrams: 299_999 }] })).toEqual(['payload'])
  })
  it('finds an axle with too much and one with too little', () => {
    // 300 kg at 0.5 m, axles at 0 and 3 m: 50 kg on the rear, 250 kg on the front.
    const axles = (front: object, rear: object) => ({
      front: { positionMillimeters: 0, emptyGrams: 0, limitGrams: 250_000, ...front },
      rear: { positionMillimeters: 3_000, emptyGrams: 0, limitGrams: 50_000, ...rear },
    })
    const loaded = { measures: { ...measures, frontAxleGrams: 250_000, rearAxleGrams: 50_000 } }
    const found = (front: object, rear: object) =>
      kinds({ vehicles: [{ ...van, axles: axles(front, rear) }] }, loaded)
    expect(found({}, {})).toEqual([])
    expect(found({ limitGrams: 249_000 }, {})).toEqual(['axle'])
    expect(found({}, { leastGrams: 51_000 })).toEqual(['axle'])
  })
  it('finds a centre of gravity outside its corridor and unequal sides', () => {
    const found = (balance: LoadingVehicle['balance']) => kinds({ vehicles: [{ ...van, balance }] })
    expect(
      found({ alongMillimeters: [500, 600], acrossMillimeters: [800, 1_200], heightMillimeters: 850 }),
    ).toEqual([])
    expect(found({ alongMillimeters: [501, 600] })).toEqual(['balance'])
    expect(found({ acrossMillimeters: [900, 1_100] })).toEqual(['balance'])
    expect(found({ heightMillimeters: 800 })).toEqual(['balance'])
    expect(found({ sideDifferenceShare: 0.33 })).toEqual(['balance'])
  })
  it('finds a later stop above or before a sooner one, unless stops do not matter', () => {
    const above = [box('a', { stop: 1 }), box('b', { stop: 2 }), box('c', { stop: 2 })]
    expect(kinds({ items: above })).toEqual(['unloading-order'])
    expect(kinds({ items: above, unloading: 'free' })).toEqual([])
    const before = [steps[0], steps[1], step('c', 2_000, 1_000, 0)] as LoadingStep[]
    const late = [box('a'), box('b'), box('c', { stop: 2 })]
    expect(placing({ items: late }, { steps: before })).toEqual(['unloading-order'])
    const beside = [steps[0], steps[1], step('c', 2_000, 1_000, 0)] as LoadingStep[]
    expect(
      placing(
        { items: [box('a', { stop: 1 }), box('b', { stop: 2 }), box('c', { stop: 2 })] },
        { steps: beside },
      ),
    ).toEqual([])
  })
  it('finds strangers in one vehicle, and pieces too near', () => {
    const unlike = [box('a', { separationClass: 'acid' }), box('b', { separationClass: 'food' }), box('c')]
    const apart = (rule: 'vehicle' | { millimeters: number }, placed = steps) =>
      placing({ items: unlike, separations: [{ classes: ['food', 'acid'], apart: rule }] }, { steps: placed })
    expect(apart('vehicle')).toEqual(['separation'])
    const distant = [steps[0], step('b', 1_300, 400 + 1_000 - 400, 0), steps[2]] as LoadingStep[]
    expect(apart({ millimeters: 300 }, distant)).toEqual([])
    expect(apart({ millimeters: 301 }, distant)).toEqual(['separation'])
  })
  it('finds steps in an order nobody can follow', () => {
    const [a, b, c] = steps as [LoadingStep, LoadingStep, LoadingStep]
    expect(kinds({}, { steps: [c, a, b] })).toEqual(['step-order'])
    const infront = step('b', 1_000, 0, 0)
    expect(placing({}, { steps: [infront, a, c] })).toEqual(['step-order'])
    expect(placing({}, { steps: [a, infront, c] })).toEqual([])
  })
  it('finds figures that are not those of the pieces', () => {
    for (const [name, value] of Object.entries(measures)) {
      const wrong = typeof value === 'number' ? value + 0.01 * Math.max(1, value) : { x: 1, y: 2, z: 3 }
      expect(kinds({}, { measures: { ...measures, [name]: wrong } }), name).toEqual(['measures'])
    }
  })
})
