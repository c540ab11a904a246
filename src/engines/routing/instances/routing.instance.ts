import type { RoutingProblem } from '../routing.problem.ts'

export type InstanceKind =
  | 'vrptw'
  | 'pdptw'
  | 'cvrp'
  | 'mdvrp'
  | 'mdvrptw'
  | 'hfvrp'
  | 'sdvrp'
  | 'pvrp'
  | 'vrpb'
  | 'vrp'

/** A published or generated instance as a problem of ours. Stops carry the numbers of the file as ids. */
export interface RoutingInstance {
  /** As the file says; where it says nothing, the name of the file without its ending. */
  name: string
  kind: InstanceKind
  problem: RoutingProblem
  /** Place by place; undefined where the file gives a matrix alone. Plane, or longitude (x) and latitude (y). */
  coordinates?: { x: number; y: number }[]
  /** Solution files of this format call a stop its id minus this. */
  solutionOffset: number
  /** Best value stated inside the file itself. */
  statedBest?: number
}

/**
 * A file that cannot be read. `code` is stable: `routing.instance.unknown-format`, `.not-a-number`, `.columns`,
 * `.count`, `.value`, `.unsupported`; `details` carries `file` and, where there is one, `line` (from 1).
 */
export class InstanceFault extends Error {
  readonly code: string
  readonly details: { file: string; line?: number; [key: string]: unknown }
  constructor(code: string, details: { file: string; line?: number; [key: string]: unknown }) {
    const { file, line, ...rest } = details
    super(`${file}${line === undefined ? '' : `:${line}`}: ${code} ${JSON.stringify(rest)}`)
    this.code = code
    this.details = details
  }
}
