import highsModule, { type Highs } from 'highs'

/** A linear model with whole-number variables, built row by row. Always minimises. */
export interface IntegerModel {
  /** Adds a variable and answers its index. `whole` by default; bounds 0 and 1 by default. */
  variable(cost: number, options?: { lower?: number; upper?: number; whole?: boolean }): number
  /** `low ≤ Σ coefficient × variable ≤ high`. */
  row(low: number, terms: readonly (readonly [variable: number, coefficient: number])[], high: number): void
  readonly variables: number
  readonly rows: number
  /**
   * Solves by branch and cut, exactly unless the time runs out. One thread; blocks while it works.
   * @throws Error when the model itself is refused
   */
  solve(limits: { seconds: number }): IntegerAnswer
}

export interface IntegerAnswer {
  /** `feasible`: time ran out with an answer; `unknown`: without one. */
  status: 'optimal' | 'feasible' | 'infeasible' | 'unknown'
  objective: number
  /** No answer can cost less. */
  bound: number
  /** (objective − bound) ÷ |objective|; 0 when proved optimal. */
  gap: number
  /** By index; whole-number variables are whole. */
  values: Float64Array
}

// The package ships an ES module whose default export is the loader, and types that describe its CommonJS twin.
const loadHighs = highsModule as unknown as typeof highsModule.default

let loading: Promise<Highs> | undefined

/**
 * An empty model for HiGHS (Huangfu and Hall 2018), compiled to WebAssembly. Loaded once a process, at first use.
 * https://highs.dev
 */
export async function integerModel(): Promise<IntegerModel> {
  loading ??= loadHighs()
  const highs = await loading
  const costs: number[] = []
  const lowers: number[] = []
  const uppers: number[] = []
  const kinds: number[] = []
  const lows: number[] = []
  const highRows: number[] = []
  const starts: number[] = [0]
  const indices: number[] = []
  const values: number[] = []

  function solve({ seconds }: { seconds: number }): IntegerAnswer {
    if (costs.length === 0)
      return { status: 'optimal', objective: 0, bound: 0, gap: 0, values: new Float64Array() }
    const model = highs.createModel()
    try {
      model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 1e-6 })
      model.passModel({
        numCols: costs.length,
        numRows: lows.length,
        colCost: costs,
        colLower: lowers,
        colUpper: uppers,
        rowLower: lows,
        rowUpper: highRows,
        integrality: Int32Array.from(kinds),
        matrix: {
          format: 'csr',
          numRows: lows.length,
          numCols: costs.length,
          starts: Int32Array.from(starts),
          indices: Int32Array.from(indices),
          values: Float64Array.from(values),
        },
      })
      model.run()
      const { modelStatus } = highs.constants
      const ended = model.getModelStatus()
      const found = Number(model.info.get('primal_solution_status')) === 2
      if (!found) {
        const impossible = ended === modelStatus.infeasible || ended === modelStatus.unboundedOrInfeasible
        return {
          status: impossible ? 'infeasible' : 'unknown',
          objective: Number.POSITIVE_INFINITY,
          bound: Number(model.info.get('mip_dual_bound')),
          gap: Number.POSITIVE_INFINITY,
          values: new Float64Array(costs.length),
        }
      }
      const answer = Float64Array.from(model.getSolution().colValue, (value, index) =>
        kinds[index] === 1 ? Math.round(value) : value,
      )
      const objective = costs.reduce((sum, cost, index) => sum + cost * (answer[index] ?? 0), 0)
      const proved = ended === modelStatus.optimal
      const bound = proved ? objective : Number(model.info.get('mip_dual_bound'))
      return {
        status: proved ? 'optimal' : 'feasible',
        objective,
        bound,
        gap: proved ? 0 : Math.max(0, objective - bound) / Math.max(1e-9, Math.abs(objective)),
        values: answer,
      }
    } finally {
      model.dispose()
    }
  }
  return {
    variable(cost, { lower = 0, upper = 1, whole = true } = {}) {
      costs.push(cost)
      lowers.push(lower)
      uppers.push(upper)
      kinds.push(whole ? 1 : 0)
      return costs.length - 1
    },
    row(low, terms, high) {
      lows.push(low)
      highRows.push(high)
      for (const [variable, coefficient] of terms) {
        if (coefficient === 0) continue
        indices.push(variable)
        values.push(coefficient)
      }
      starts.push(indices.length)
    },
    get variables() {
      return costs.length
    },
    get rows() {
      return lows.length
    },
    solve,
  }
}
