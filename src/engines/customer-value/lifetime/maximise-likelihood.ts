import type { Search } from '../../runner/search.ts'
import { beginMinimise } from '../numeric/minimise.ts'

/** A maximum-likelihood fit. Parameters are positive. */
export interface LikelihoodFit<Parameters> {
  parameters: Parameters
  /** Natural logarithm, summed over the customers used. */
  logLikelihood: number
  /** Customers in the likelihood: fewer than given where the engine took a sample. */
  customersUsed: number
  /** Quasi-Newton steps taken. */
  iterations: number
  /** False when the search was cut before the slope vanished. */
  converged: boolean
  /** Parameters that ran to the wall of the search: the data do not hold them (too few customers, no variety). */
  atBound: (keyof Parameters & string)[]
}

interface Likelihood<Parameters> {
  names: readonly (keyof Parameters & string)[]
  /** Where to begin, most likely first; each start is followed to its end before the next. */
  starts: readonly (readonly number[])[]
  customers: number
  logLikelihood(parameters: Parameters): number
}

/** Parameters live within e^±this. */
const logBound = 11

/**
 * Climbs from each start in the logarithms of the parameters and keeps the best; one iteration of the search is one
 * quasi-Newton step. More iterations continue the same path, so they never worsen the likelihood.
 */
export function maximiseLikelihood<Parameters extends Record<keyof Parameters, number>>(
  { names, starts, customers, logLikelihood }: Likelihood<Parameters>,
  search: Search<LikelihoodFit<Parameters>>,
): LikelihoodFit<Parameters> {
  const parametersAt = (point: Float64Array): Parameters =>
    Object.fromEntries(
      names.map((name, i) => [name, Math.exp(clamp(point[i] as number))]),
    ) as unknown as Parameters
  function cost(point: Float64Array): number {
    let beyond = 0
    for (const value of point) beyond += Math.max(0, Math.abs(value) - logBound) ** 2
    const value = logLikelihood(parametersAt(point))
    return Number.isFinite(value) ? -value / customers + beyond : Number.POSITIVE_INFINITY
  }
  let best: { point: Float64Array; value: number; converged: boolean } | undefined
  let iteration = 0
  for (const start of starts) {
    if (best && search.done(iteration)) break
    const minimiser = beginMinimise(cost, start.map(Math.log))
    do {
      const state = minimiser.state
      if (!best || state.value < best.value) {
        best = { point: state.point, value: state.value, converged: state.converged }
        const { point } = best
        search.improved(() => fitAt(point, false))
      }
      if (state.converged) {
        if (best.point === state.point) best.converged = true
        break
      }
      if (search.done(iteration)) break
      minimiser.step()
      iteration++
    } while (iteration < 10_000)
  }
  const ended = best ?? { point: Float64Array.from(starts[0] ?? [], Math.log), converged: false }
  return fitAt(ended.point, ended.converged)

  function fitAt(point: Float64Array, converged: boolean): LikelihoodFit<Parameters> {
    const parameters = parametersAt(point)
    return {
      parameters,
      logLikelihood: logLikelihood(parameters),
      customersUsed: customers,
      iterations: iteration,
      converged,
      atBound: names.filter((_, i) => Math.abs(point[i] as number) > logBound - 1),
    }
  }
}

function clamp(value: number): number {
  return Math.min(logBound, Math.max(-logBound, value))
}
