import { MatrixFault } from './matrix.provider.ts'
import type { PairAnswer } from './remote.matrix.ts'

/** A piece of a matrix that one table request answers. */
export interface TableBlock {
  sources: number[]
  targets: number[]
}

/** Cuts a matrix into blocks no larger than a service allows; leaves out those where nothing is wanted. */
export function tableBlocks(
  size: number,
  most: { sources: number; targets: number },
  wanted: (from: number, to: number) => boolean,
): TableBlock[] {
  const blocks: TableBlock[] = []
  for (let row = 0; row < size; row += most.sources)
    for (let col = 0; col < size; col += most.targets) {
      const rows = range(row, Math.min(size, row + most.sources))
      const cols = range(col, Math.min(size, col + most.targets))
      const sources = rows.filter((from) => cols.some((to) => from !== to && wanted(from, to)))
      const targets = cols.filter((to) => sources.some((from) => from !== to && wanted(from, to)))
      if (sources.length > 0) blocks.push({ sources, targets })
    }
  return blocks
}

export function pairsOfBlock({ sources, targets }: TableBlock): [number, number][] {
  return sources.flatMap((from) =>
    targets.filter((to) => to !== from).map((to): [number, number] => [from, to]),
  )
}

/**
 * Answers of a block from two tables in rows; `null` means no way.
 * @throws MatrixFault `matrix.answer` when the tables are not of the block's shape
 */
export function answersOf(
  service: string,
  { sources, targets }: TableBlock,
  { durations, distances, meters = 1 }: { durations: unknown; distances: unknown; meters?: number },
): PairAnswer[] {
  const cell = (table: unknown, row: number, col: number): number | undefined => {
    const line: unknown = Array.isArray(table) && table.length === sources.length ? table[row] : undefined
    const value: unknown = Array.isArray(line) && line.length === targets.length ? line[col] : false
    if (value === null) return undefined
    if (typeof value !== 'number' || !(value >= 0))
      throw new MatrixFault('matrix.answer', { service, row, col })
    return value
  }
  return sources.flatMap((from, row) =>
    targets.flatMap((to, col): PairAnswer[] => {
      if (from === to) return []
      const meter = cell(distances, row, col)
      return [
        {
          from,
          to,
          durationSeconds: cell(durations, row, col),
          distanceMeters: meter === undefined ? undefined : meter * meters,
        },
      ]
    }),
  )
}

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index)
}
