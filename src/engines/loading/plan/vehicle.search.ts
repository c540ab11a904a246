import { type BeamEnd, searchBeam } from '../core/beam.ts'
import { buildBlocks } from '../core/build-blocks.ts'
import type { CuboidTask } from '../core/cuboid.task.ts'
import { createPacker, type Packer } from '../core/packer.ts'
import type { PackingState } from '../core/packing.state.ts'
import type { LoadingModel, VehicleModel } from '../model/loading.model.ts'
import { createJudge } from '../rules/block.judge.ts'
import { type CandidateLoad, piecesOf, type Stands } from './arrangement.ts'
import { finishLoad } from './finish-load.ts'

/** Loads one kind of vehicle as well as it can. */
export interface VehicleSearch {
  vehicle: VehicleModel
  /** One beam of this width over what is `left`; tells each better load. */
  load(left: Int32Array, width: number, watch: LoadWatch): BeamEnd
}

export interface LoadWatch {
  done(): boolean
  /** True when nothing better is possible: the beam then ends at once, as if it had run through. */
  full(): boolean
  /** Only loads worth more than this are worth finishing. */
  leastWorth(): number
  better(load: CandidateLoad): void
}

/** With so many kinds hardly any two pieces match exactly: blocks may then be a little hollow. */
const manyKinds = 30
const blockLimit = 10_000
const familyBlockLimit = 4_000
const judgedBlockLimit = 1_500

export function openVehicleSearch(model: LoadingModel, vehicle: VehicleModel): VehicleSearch {
  const stands: Stands = {
    standOf: (kind, orientation) => vehicle.stands[kind]?.[orientation] ?? 0,
    edges(kind, stand) {
      const { length = 0, width = 0, height = 0 } = model.kinds[kind]?.stands[stand] ?? {}
      return [length, width, height]
    },
  }
  const judge = needsJudge(model) ? createJudge(model, stands) : undefined
  const share = model.minimumSupportShare
  const task: CuboidTask = {
    length: vehicle.length,
    width: vehicle.width,
    height: vehicle.height,
    maxWeight: vehicle.payload,
    support: share === 0 ? 'none' : share === 1 ? 'full' : 'judged',
    leastSupport: share,
    lastInFirstOut: model.lastInFirstOut,
    kinds: model.kinds.map(({ item, weight, worth, stop }, kind) => ({
      count: vehicle.stands[kind]?.length ? item.count : 0,
      orientations: (vehicle.stands[kind] ?? []).map((stand) => stands.edges(kind, stand)),
      weight,
      worth,
      family: model.lastInFirstOut ? stop : 0,
    })),
    ...judge,
  }
  const many = model.kinds.length >= manyKinds
  const fill = many ? (share === 0 ? 0.98 : 0.96) : 1
  const limit = judge ? judgedBlockLimit : model.lastInFirstOut ? familyBlockLimit : blockLimit
  let packer: Packer | undefined

  function load(left: Int32Array, width: number, watch: LoadWatch): BeamEnd {
    packer ??= createPacker(task, buildBlocks(task, { fill, limit }), {
      contact: many && share > 0 ? 2 : 4,
      reach: 1,
      pieces: 0.2,
      tolerance: 0.04,
    })
    const { blocks } = packer
    const possible = left.map((count, kind) => (vehicle.stands[kind]?.length ? count : 0))
    return searchBeam(packer, possible, width, {
      done: watch.done,
      full: watch.full,
      completed(state: PackingState) {
        if (state.worth <= watch.leastWorth()) return
        const load = finishLoad(model, vehicle, piecesOf(state, blocks, stands))
        if (load.worth > watch.leastWorth()) watch.better(load)
      },
    })
  }
  return { vehicle, load }
}

function needsJudge({ kinds, distances, minimumSupportShare: share }: LoadingModel): boolean {
  return (
    distances.length > 0 ||
    (share > 0 && share < 1) ||
    kinds.some(({ bears, bearsPerArea, layersAbove }) =>
      [bears, bearsPerArea, layersAbove].some((limit) => limit < Number.POSITIVE_INFINITY),
    )
  )
}
