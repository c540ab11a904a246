/** Where a minimisation stands; handed back from each step. */
export interface Descent {
  point: Float64Array
  value: number
  converged: boolean
}

export interface Minimiser {
  readonly state: Descent
  /** One quasi-Newton step. After convergence it does nothing. */
  step(): Descent
}

const differenceStep = 1e-5
const gradientTolerance = 2e-8

/**
 * Minimises a smooth function of a few variables by BFGS with central differences and a backtracking line search, one
 * step at a time so that the caller may stop between steps. The value never rises from step to step.
 * Source: Nocedal and Wright, Numerical Optimization (2006), ch. 6.
 */
export function beginMinimise(f: (point: Float64Array) => number, start: readonly number[]): Minimiser {
  const size = start.length
  const point = Float64Array.from(start)
  const inverse = identity(size)
  const state: Descent = { point, value: f(point), converged: false }
  let slope = gradient(f, point)
  let fresh = true
  let stalled = 0

  function step(): Descent {
    if (state.converged) return state
    if (largest(slope) < gradientTolerance) {
      state.converged = true
      return state
    }
    const direction = new Float64Array(size)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        direction[i] = at(direction, i) - at(inverse, i * size + j) * at(slope, j)
    let downhill = dot(direction, slope)
    if (!(downhill < 0)) {
      inverse.set(identity(size))
      for (let i = 0; i < size; i++) direction[i] = -at(slope, i)
      downhill = dot(direction, slope)
      fresh = true
    }
    // In logarithms of parameters a step above 2 is a factor of 7: far enough for one step.
    const longest = largest(direction)
    let length = longest > 2 ? 2 / longest : 1
    const trial = new Float64Array(size)
    let value = Number.POSITIVE_INFINITY
    for (let halving = 0; halving < 50; halving++) {
      for (let i = 0; i < size; i++) trial[i] = at(state.point, i) + length * at(direction, i)
      value = f(trial)
      if (value <= state.value + 1e-4 * length * downhill) break
      value = Number.POSITIVE_INFINITY
      length /= 2
    }
    if (!(value <= state.value)) {
      // No progress along the quasi-Newton direction: once more along the slope, then this is the bottom.
      if (fresh) state.converged = true
      inverse.set(identity(size))
      fresh = true
      return state
    }
    const before = state.point
    const nextSlope = gradient(f, trial)
    update(inverse, size, trial, before, nextSlope, slope)
    fresh = false
    // Where differences drown in rounding the slope never quite vanishes, and steps gain nothing any more.
    stalled = state.value - value > 1e-14 * Math.abs(value) ? 0 : stalled + 1
    if (stalled === 3) state.converged = true
    state.point = trial
    state.value = value
    slope = nextSlope
    return state
  }
  return { state, step }
}

/** The BFGS update of the inverse Hessian; skipped where the curvature is not positive. */
function update(
  inverse: Float64Array,
  size: number,
  point: Float64Array,
  before: Float64Array,
  slope: Float64Array,
  slopeBefore: Float64Array,
): void {
  const s = point.map((value, i) => value - at(before, i))
  const y = slope.map((value, i) => value - at(slopeBefore, i))
  const curvature = dot(s, y)
  if (!(curvature > 1e-14)) return
  const hy = new Float64Array(size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) hy[i] = at(hy, i) + at(inverse, i * size + j) * at(y, j)
  const scale = (1 + dot(y, hy) / curvature) / curvature
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      inverse[i * size + j] =
        at(inverse, i * size + j) +
        scale * at(s, i) * at(s, j) -
        (at(hy, i) * at(s, j) + at(s, i) * at(hy, j)) / curvature
}

function gradient(f: (point: Float64Array) => number, point: Float64Array): Float64Array {
  const probe = Float64Array.from(point)
  return point.map((value, i) => {
    probe[i] = value + differenceStep
    const above = f(probe)
    probe[i] = value - differenceStep
    const below = f(probe)
    probe[i] = value
    return (above - below) / (2 * differenceStep)
  })
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += at(one, i) * at(other, i)
  return sum
}

function largest(vector: Float64Array): number {
  let most = 0
  for (const value of vector) most = Math.max(most, Math.abs(value))
  return most
}

function at(vector: Float64Array, index: number): number {
  return vector[index] as number
}
