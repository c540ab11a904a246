export interface PlanePoint {
  x: number
  y: number
}

/** Row-major Euclidean distances between points, each passed through `rounding` (none: double precision). */
export function planeDistances(
  points: readonly PlanePoint[],
  rounding: (distance: number) => number = (distance) => distance,
): Float64Array {
  const size = points.length
  const distances = new Float64Array(size * size)
  points.forEach((from, row) => {
    for (let col = row + 1; col < size; col++) {
      const to = points[col] as PlanePoint
      const dx = from.x - to.x
      const dy = from.y - to.y
      const distance = rounding(Math.sqrt(dx * dx + dy * dy))
      distances[row * size + col] = distance
      distances[col * size + row] = distance
    }
  })
  return distances
}
