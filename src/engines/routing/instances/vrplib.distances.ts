import type { NumericRow } from './numeric.rows.ts'
import { type PlanePoint, planeDistances } from './plane.distances.ts'
import { InstanceFault } from './routing.instance.ts'
import type { VrplibText } from './vrplib.text.ts'

/** Nearest whole number as TSPLIB (Reinelt 1991) rounds: halves up. */
function nearest(distance: number): number {
  return Math.floor(distance + 0.5)
}

/**
 * The matrix a TSPLIB-like file means: of its coordinates by `EDGE_WEIGHT_TYPE`, or as it is given.
 * @throws InstanceFault `.unsupported` for kinds of weights that are not known
 */
export function vrplibDistances(
  text: VrplibText,
  points: readonly PlanePoint[],
  { size, exact, file }: { size: number; exact: boolean; file: string },
): Float64Array {
  const kind = text.keys.get('EDGE_WEIGHT_TYPE')?.value.toUpperCase() ?? 'EUC_2D'
  const rounding = exact ? undefined : nearest
  if (kind === 'EXPLICIT') return explicit(text, size, file)
  if (kind === 'EUC_2D') return planeDistances(points, rounding)
  if (kind === 'EXACT_2D') return planeDistances(points)
  if (kind === 'CEIL_2D') return planeDistances(points, Math.ceil)
  if (kind === 'MAN_2D') return byAxes(points, (dx, dy) => dx + dy)
  if (kind === 'MAX_2D') return byAxes(points, (dx, dy) => Math.max(dx, dy))
  throw new InstanceFault('routing.instance.unsupported', {
    file,
    line: text.keys.get('EDGE_WEIGHT_TYPE')?.line,
    kind,
  })
}

function byAxes(points: readonly PlanePoint[], of: (dx: number, dy: number) => number): Float64Array {
  const size = points.length
  const distances = new Float64Array(size * size)
  points.forEach((from, row) => {
    points.forEach((to, col) => {
      distances[row * size + col] = nearest(of(Math.abs(from.x - to.x), Math.abs(from.y - to.y)))
    })
  })
  return distances
}

/** Which cells a format lists, row by row: those of `columns(row)`, with or without their mirror. */
const formats: Record<
  string,
  { columns: (row: number, size: number) => [number, number]; mirrored: boolean }
> = {
  FULL_MATRIX: { columns: (_, size) => [0, size], mirrored: false },
  LOWER_ROW: { columns: (row) => [0, row], mirrored: true },
  LOWER_DIAG_ROW: { columns: (row) => [0, row + 1], mirrored: true },
  UPPER_ROW: { columns: (row, size) => [row + 1, size], mirrored: true },
  UPPER_DIAG_ROW: { columns: (row, size) => [row, size], mirrored: true },
  UPPER_COL: { columns: (row) => [0, row], mirrored: true },
  UPPER_DIAG_COL: { columns: (row) => [0, row + 1], mirrored: true },
  LOWER_COL: { columns: (row, size) => [row + 1, size], mirrored: true },
  LOWER_DIAG_COL: { columns: (row, size) => [row, size], mirrored: true },
}

function explicit(text: VrplibText, size: number, file: string): Float64Array {
  const name = text.keys.get('EDGE_WEIGHT_FORMAT')?.value.toUpperCase() ?? 'FULL_MATRIX'
  const format = formats[name]
  if (!format)
    throw new InstanceFault('routing.instance.unsupported', {
      file,
      line: text.keys.get('EDGE_WEIGHT_FORMAT')?.line,
      format: name,
    })
  const rows: readonly NumericRow[] = text.sections.get('EDGE_WEIGHT') ?? []
  const values = rows.flatMap((row) => row.values)
  const distances = new Float64Array(size * size)
  let at = 0
  for (let row = 0; row < size; row++) {
    const [from, until] = format.columns(row, size)
    for (let col = from; col < until; col++, at++) {
      const value = values[at]
      if (value === undefined)
        throw new InstanceFault('routing.instance.count', {
          file,
          line: rows.at(-1)?.line,
          found: at,
          format: name,
        })
      distances[row * size + col] = value
      if (format.mirrored) distances[col * size + row] = value
    }
  }
  if (at !== values.length)
    throw new InstanceFault('routing.instance.count', {
      file,
      line: rows.at(-1)?.line,
      found: values.length,
      wanted: at,
    })
  return distances
}
