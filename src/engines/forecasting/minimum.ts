/** Value at a point; the gradient is written into `gradient`. Infinity where the function is not defined. */
export type Differentiable = (point: Float64Array, gradient: Float64Array) => number

const memoryPairs = 8

/**
 * Smallest value of a smooth function near `start` by limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.5) with a
 * backtracking search, which suffices because a pair without curvature is not remembered.
 */
export function minimiseSmooth(
  f: Differentiable,
  start: Float64Array,
  { iterations, tolerance }: { iterations: number; tolerance: number },
): { point: Float64Array; value: number } {
  const size = start.length
  let point = start.slice()
  let gradient = new Float64Array(size)
  let value = f(point, gradient)
  const pairs: { step: Float64Array; turn: Float64Array; rho: number }[] = []
  let nextGradient = new Float64Array(size)
  for (let iteration = 0; iteration < iterations && Number.isFinite(value); iteration++) {
    let direction = descent(gradient, pairs)
    let slope = dot(direction, gradient)
    if (!(slope < 0)) {
      pairs.length = 0
      direction = gradient.map((one) => -one)
      slope = -dot(gradient, gradient)
      if (slope === 0) break
    }
    const longest = Math.max(...direction.map(Math.abs))
    let length = pairs.length === 0 ? Math.min(1, 0.3 / longest) : Math.min(1, 4 / longest)
    let next = point
    let nextValue = Number.POSITIVE_INFINITY
    for (let halving = 0; halving < 24; halving++, length *= halving < 3 ? 0.5 : 0.25) {
      next = point.map((one, index) => one + length * (direction[index] as number))
      nextValue = f(next, nextGradient)
      if (nextValue <= value + 1e-4 * length * slope) break
    }
    if (!(nextValue < value)) break
    remember(pairs, point, next, gradient, nextGradient)
    const gained = value - nextValue
    point = next
    value = nextValue
    const spare = gradient
    gradient = nextGradient
    nextGradient = spare
    if (gained < tolerance) break
  }
  return { point, value }
}

/**
 * Smallest value of a function that has no gradient, by the simplex of Nelder & Mead (1965) with the usual coefficients.
 * Meant for two to four dimensions.
 */
export function minimiseRough(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  { spread, evaluations }: { spread: number; evaluations: number },
): { point: number[]; value: number } {
  const size = start.length
  const corners = [{ point: [...start], value: f(start) }]
  for (let axis = 0; axis < size; axis++) {
    const point = [...start]
    point[axis] = (point[axis] as number) + spread
    corners.push({ point, value: f(point) })
  }
  type Corner = (typeof corners)[number]
  for (let used = size + 1; used < evaluations; ) {
    corners.sort((one, other) => one.value - other.value)
    const best = corners[0] as Corner
    const worst = corners[size] as Corner
    if (worst.value - best.value <= 1e-9 * (Math.abs(best.value) + 1e-12)) break
    const centre = start.map(
      (_, axis) => corners.slice(0, size).reduce((sum, { point }) => sum + (point[axis] as number), 0) / size,
    )
    const along = (factor: number): Corner => {
      const point = centre.map((middle, axis) => middle + factor * ((worst.point[axis] as number) - middle))
      used++
      return { point, value: f(point) }
    }
    const mirrored = along(-1)
    if (mirrored.value < best.value) {
      const farther = along(-2)
      corners[size] = farther.value < mirrored.value ? farther : mirrored
    } else if (mirrored.value < (corners[size - 1] as Corner).value) corners[size] = mirrored
    else {
      const nearer = along(mirrored.value < worst.value ? -0.5 : 0.5)
      if (nearer.value < Math.min(worst.value, mirrored.value)) corners[size] = nearer
      else
        for (let index = 1; index <= size; index++) {
          const point = (corners[index] as Corner).point.map(
            (one, axis) => ((best.point[axis] as number) + one) / 2,
          )
          used++
          corners[index] = { point, value: f(point) }
        }
    }
  }
  corners.sort((one, other) => one.value - other.value)
  return corners[0] as Corner
}

interface Pair {
  step: Float64Array
  turn: Float64Array
  rho: number
}

/** The two-loop recursion. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((one) => -one)
  const shares: number[] = []
  for (let index = pairs.length - 1; index >= 0; index--) {
    const { step, turn, rho } = pairs[index] as Pair
    const share = rho * dot(step, direction)
    shares[index] = share
    for (let axis = 0; axis < direction.length; axis++)
      direction[axis] = (direction[axis] as number) - share * (turn[axis] as number)
  }
  const last = pairs.at(-1)
  if (last) {
    const scale = 1 / (last.rho * dot(last.turn, last.turn))
    for (let axis = 0; axis < direction.length; axis++) direction[axis] = (direction[axis] as number) * scale
  }
  for (const [index, { step, turn, rho }] of pairs.entries()) {
    const share = (shares[index] as number) - rho * dot(turn, direction)
    for (let axis = 0; axis < direction.length; axis++)
      direction[axis] = (direction[axis] as number) + share * (step[axis] as number)
  }
  return direction
}

function remember(
  pairs: Pair[],
  point: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const step = next.map((one, axis) => one - (point[axis] as number))
  const turn = nextGradient.map((one, axis) => one - (gradient[axis] as number))
  const curvature = dot(step, turn)
  if (curvature <= 1e-10 * Math.sqrt(dot(step, step) * dot(turn, turn))) return
  pairs.push({ step, turn, rho: 1 / curvature })
  if (pairs.length > memoryPairs) pairs.shift()
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number)
  return sum
}
