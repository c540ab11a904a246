import { join } from 'node:path'
import {
  bgNbdAlive,
  bgNbdCountProbability,
  bgNbdExpected,
  fitBgNbdTask,
  fitGammaGammaTask,
  fitParetoNbdTask,
  integrateCustomer,
  type LifetimeModel,
  type PurchaseSummary,
  paretoNbdAlive,
  paretoNbdExpected,
  scoreResponsesTask,
  simulateBuyers,
  type TrainedResponse,
  tellHistoryTask,
  trainResponseTask,
  valueCustomersTask,
} from '../src/engines/customer-value/public.ts'
import { chance } from '../src/engines/runner/chance.ts'
import { createEnginePool, type EnginePool, type EngineTask } from '../src/engines/runner/pool.ts'
import { type CustomerFile, readCustomerFile } from './customer-value-files.ts'
import { generatedContacts, generatedModels, generatedPurchases } from './customer-value-generated.ts'
import { engineOptions, filesIn, mean } from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'

const scoredCustomers = 1_000_000

/**
 * Customer value: fits and their checks on summaries of purchases, out-of-time quality of response models on lists of
 * contacts, and the speed of scoring a million generated customers. Without `--dir` the files are generated too.
 */
export async function run({ args, say, print }: BenchOptions): Promise<EngineMeasurement> {
  const options = engineOptions(args, { seconds: 60 })
  const means: Means = { purchases: [], responses: [], invalid: 0 }
  const pool = createEnginePool({ threads: options.threads })
  try {
    for (const { name, file } of filesOf(options.dir, options.only)) {
      if (file.kind === 'other') say(`${name}: left out, ${file.why}`)
      for (let seed = 1; file.kind !== 'other' && seed <= options.seeds; seed++) {
        const limits = { seed, seconds: options.seconds, clock: 'cpu' as const }
        if (file.kind === 'purchases') await lifetimeCase({ name, file, limits }, means, { pool, print })
        else await responseCase({ name, file, limits }, means, { pool, print })
      }
    }
    const speed = await scoringSpeed(pool, print)
    return {
      name: 'customer-value',
      goal: 'published fits to three digits; 1,000,000 customers scored in seconds',
      instances: means.purchases.length + means.responses.length,
      invalid: means.invalid,
      ...meanOf(
        means.purchases,
        'logLikelihoodPerCustomer',
        'expectedPurchasesErrorPercent',
        'frequencyErrorPercent',
      ),
      ...meanOf(means.responses, 'auc', 'brier', 'brierOfKnownRate', 'liftAtTenPercent', 'calibrationError'),
      scoringCpuSeconds: speed,
    }
  } finally {
    await pool.close()
  }
}

interface Means {
  purchases: Record<string, number>[]
  responses: Record<string, number>[]
  invalid: number
}

interface Case<File> {
  name: string
  file: File
  limits: { seed: number; seconds: number; clock: 'cpu' }
}

interface Out {
  pool: EnginePool
  print(line: string): void
}

async function lifetimeCase(
  { name, file, limits }: Case<Extract<CustomerFile, { kind: 'purchases' }>>,
  means: Means,
  { pool, print }: Out,
): Promise<void> {
  const { summary, meanSpend } = file
  const fits = [
    { kind: 'bg-nbd' as const, ...(await pool.run(fitBgNbdTask, { summary }, { limits })) },
    { kind: 'pareto-nbd' as const, ...(await pool.run(fitParetoNbdTask, { summary }, { limits })) },
  ]
  for (const { kind, result, cpuSeconds, iterations } of fits) {
    const model = { kind, parameters: result.parameters } as LifetimeModel
    const checked = checkLifetime(summary, model)
    if (!checked.valid) means.invalid++
    means.purchases.push({
      logLikelihoodPerCustomer: result.logLikelihood / result.customersUsed,
      expectedPurchasesErrorPercent: Math.abs(checked.errorPercent),
      ...(checked.frequencyErrorPercent === undefined
        ? {}
        : { frequencyErrorPercent: checked.frequencyErrorPercent }),
    })
    print(
      `${name} seed ${limits.seed} ${kind} ${shown(result.parameters)} LL ${result.logLikelihood.toFixed(1)} ` +
        `customers ${result.customersUsed}${result.converged ? '' : ' NOT CONVERGED'}` +
        `${result.atBound.length > 0 ? ` AT BOUND ${result.atBound}` : ''}; repeat purchases expected ` +
        `${checked.expected.toFixed(1)} seen ${checked.seen} (${checked.errorPercent.toFixed(2)} %)` +
        `${checked.frequencies}; x 2 t_x 30.43 T 38.86 → E[Y(39)] ${checked.published.toFixed(3)}` +
        `${checked.valid ? '' : ' INVALID: closed form and integration differ'}; ` +
        `${cpuSeconds.toFixed(2)} CPU s, ${iterations} iterations`,
    )
  }
  if (!meanSpend) return
  const { result, cpuSeconds, iterations } = await pool.run(
    fitGammaGammaTask,
    { frequency: summary.frequency, meanSpend },
    { limits },
  )
  const { p, q, v } = result.parameters
  print(
    `${name} seed ${limits.seed} gamma-gamma ${shown(result.parameters)} LL ${result.logLikelihood.toFixed(1)} ` +
      `customers ${result.customersUsed}; mean spend of the population ${q > 1 ? ((p * v) / (q - 1)).toFixed(2) : 'infinite'}, ` +
      `correlation of frequency and spend ${correlation(summary.frequency, meanSpend).toFixed(3)}; ` +
      `${cpuSeconds.toFixed(2)} CPU s, ${iterations} iterations`,
  )
}

/** Expected against seen, and the closed forms against the integration of the model's own story. */
function checkLifetime(summary: PurchaseSummary, model: LifetimeModel) {
  const customers = summary.frequency.length
  let expected = 0
  let seen = 0
  const ages = new Map<number, number>()
  for (let row = 0; row < customers; row++) {
    const age = summary.age[row] as number
    ages.set(age, (ages.get(age) ?? 0) + 1)
    seen += summary.frequency[row] as number
  }
  // A new customer is one with x = 0 and T = 0, whose horizon is the age the customers have reached.
  for (const [age, count] of ages)
    if (age > 0) expected += count * valued(model, { x: 0, recency: 0, age: 0, span: age }).expected
  let frequencies = ''
  let frequencyErrorPercent: number | undefined
  if (model.kind === 'bg-nbd') {
    const { parameters } = model
    const told = [0, 1, 2, 3, 4, 5, 6].map((n) => {
      let sum = 0
      for (const [age, count] of ages)
        sum += count * bgNbdCountProbability(parameters, n, Math.max(age, 1e-9))
      return sum
    })
    const counted = told.map((_, n) => summary.frequency.reduce((sum, x) => sum + (x === n ? 1 : 0), 0))
    frequencyErrorPercent =
      (told.reduce((sum, value, n) => sum + Math.abs(value - (counted[n] as number)), 0) / customers) * 100
    frequencies = `; customers with 0…6 expected ${told.map((value) => value.toFixed(0)).join(' ')} seen ${counted.join(' ')}`
  }
  let valid = true
  const stride = Math.max(1, Math.floor(customers / 6))
  for (let row = 0; row < customers; row += stride) {
    const age = Math.max(summary.age[row] as number, 1e-3)
    const one = {
      x: summary.frequency[row] as number,
      recency: summary.recency[row] as number,
      age,
      span: age,
    }
    const judged = integrateCustomer(model, one)
    const claimed = valued(model, one)
    const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b))
    if (!near(claimed.alive, judged.alive) || !near(claimed.expected, judged.expected)) valid = false
  }
  const published = valued(model, { x: 2, recency: 30.43, age: 38.86, span: 39 }).expected
  const errorPercent = (expected / seen - 1) * 100
  return { expected, seen, errorPercent, frequencies, frequencyErrorPercent, valid, published }
}

function valued(
  { kind, parameters }: LifetimeModel,
  { x, recency, age, span }: { x: number; recency: number; age: number; span: number },
) {
  return kind === 'bg-nbd'
    ? {
        alive: bgNbdAlive(parameters, x, recency, age),
        expected: bgNbdExpected(parameters, x, recency, age, span),
      }
    : {
        alive: paretoNbdAlive(parameters, x, recency, age),
        expected: paretoNbdExpected(parameters, x, recency, age, span),
      }
}

async function responseCase(
  { name, file, limits }: Case<Extract<CustomerFile, { kind: 'responses' }>>,
  means: Means,
  { pool, print }: Out,
): Promise<void> {
  const { table, target } = file
  const { result, cpuSeconds, iterations } = await pool.run(
    trainResponseTask,
    { table, target, leakage: 'exclude' },
    { limits },
  )
  const { test, inspections, tried, chosen } = result
  const left = inspections.filter(({ verdict }) => verdict !== 'usable')
  const { result: probabilities } = await pool.run(
    scoreResponsesTask,
    { model: result.model, table },
    { limits: { seed: 1, seconds: 600 } },
  )
  const first = result.trainingRows
  const judged = judgeScores(probabilities.subarray(first), target.subarray(first))
  const near = (a: number, b: number, tolerance: number) => Math.abs(a - b) < tolerance
  const valid = near(judged.auc, test.auc, judged.whole ? 1e-9 : 0.02) && near(judged.brier, test.brier, 1e-9)
  if (!valid) means.invalid++
  const liftAtTenPercent = test.lift[0]?.cumulativeLift ?? Number.NaN
  const { auc, brier, brierOfKnownRate, calibrationError } = test
  means.responses.push({ auc, brier, brierOfKnownRate, liftAtTenPercent, calibrationError })
  for (const { column, verdict, signs, auc } of left)
    print(
      `${name} seed ${limits.seed} left out: ${column} ${verdict} ${signs.join()} (alone AUC ${auc.toFixed(3)})`,
    )
  print(
    `${name} seed ${limits.seed} trained on the first ${first} rows, tested on the last ${test.rows} ` +
      `(${(test.rate * 100).toFixed(2)} % positive): ${shownCandidate(tried, chosen)}; out-of-time AUC ${auc.toFixed(4)}, ` +
      `Brier ${brier.toFixed(4)} (known rate ${brierOfKnownRate.toFixed(4)}), lift at 10 % ${liftAtTenPercent.toFixed(2)}, ` +
      `calibration error ${calibrationError.toFixed(4)}${valid ? '' : ' INVALID: measures differ from a plain count'}; ` +
      `${cpuSeconds.toFixed(2)} CPU s, ${iterations} iterations`,
  )
}

/** The measures again, by plain definition: every pair for the area, or pairs of some 20,000 of a class where it is larger. */
function judgeScores(
  probabilities: Float64Array,
  target: Uint8Array,
): { auc: number; brier: number; whole: boolean } {
  const positives: number[] = []
  const negatives: number[] = []
  let squares = 0
  for (const [row, outcome] of target.entries()) {
    const p = probabilities[row] as number
    squares += (p - outcome) ** 2
    if (outcome === 1) positives.push(p)
    else negatives.push(p)
  }
  const some = (scores: number[]) => {
    const stride = Math.ceil(scores.length / 20_000)
    return stride === 1 ? scores : scores.filter((_, i) => i % stride === 0)
  }
  const [high, low] = [some(positives), some(negatives)]
  let won = 0
  for (const p of high) for (const n of low) won += p > n ? 1 : p === n ? 0.5 : 0
  return {
    auc: won / (high.length * low.length),
    brier: squares / target.length,
    whole: high === positives && low === negatives,
  }
}

/** CPU seconds for a million generated customers, by what is scored. */
async function scoringSpeed(
  pool: EnginePool,
  print: (line: string) => void,
): Promise<Record<string, number>> {
  const luck = chance(7)
  const seconds: Record<string, number> = {}
  const timed = async <Input, Result>(what: string, task: EngineTask<Input, Result>, input: Input) => {
    const { cpuSeconds, result } = await pool.run(task, input, { limits: { seed: 1, seconds: 600 } })
    seconds[what] = Number(cpuSeconds.toFixed(2))
    print(`1,000,000 customers, ${what}: ${cpuSeconds.toFixed(2)} CPU s`)
    return result
  }
  const spend = { p: 6.25, q: 3.74, v: 15.44 }
  for (const model of generatedModels) {
    const { summary, meanSpend } = simulateBuyers(
      { model, customers: scoredCustomers, age: { from: 10, to: 110 }, holdout: 0, spend },
      luck,
    )
    await timed(`${model.kind} with value over 12 periods`, valueCustomersTask, {
      summary,
      model,
      spend: { parameters: spend, meanSpend },
      periods: 12,
      periodLength: 52 / 12,
      discountRate: 0.01,
    })
  }
  await timed('rfm of 3,000,000 purchases', tellHistoryTask, {
    purchases: generatedPurchases(scoredCustomers, luck),
    rfm: { onDay: 1_000, scheme: { kind: 'quantile', groups: 5, ties: 'together' } },
  })
  const { table, target } = generatedContacts(20_000, luck)
  const { table: many } = generatedContacts(scoredCustomers, luck)
  for (const candidate of [{ kind: 'logistic' as const, l1Share: 0 }, { kind: 'boosted' as const }]) {
    const { result } = await pool.run(
      trainResponseTask,
      { table, target, leakage: 'exclude', candidates: [candidate] },
      { limits: { seed: 1, seconds: 600 } },
    )
    await timed(`response by ${candidate.kind}`, scoreResponsesTask, { model: result.model, table: many })
  }
  return seconds
}

function filesOf(dir: string | undefined, only: string | undefined): { name: string; file: CustomerFile }[] {
  const wanted = (name: string) => only === undefined || name.includes(only)
  if (dir !== undefined)
    return filesIn(dir, /\.(csv|tsv)(\.gz)?$/i)
      .filter(wanted)
      .map((name) => ({ name, file: readCustomerFile(join(dir, name)) }))
  const generated = generatedModels.map((model) => {
    const { summary, meanSpend } = simulateBuyers(
      {
        model,
        customers: 5_000,
        age: { from: 27, to: 39, dayed: true },
        holdout: 0,
        spend: { p: 6, q: 4, v: 15 },
      },
      chance(11),
    )
    return { name: `generated ${model.kind}`, file: { kind: 'purchases' as const, summary, meanSpend } }
  })
  const contacts = {
    name: 'generated contacts',
    file: { kind: 'responses' as const, ...generatedContacts(20_000, chance(12)) },
  }
  return [...generated, contacts].filter(({ name }) => wanted(name))
}

function shown(parameters: object): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${Number(value).toFixed(3)}`)
    .join(' ')
}

function shownCandidate(tried: TrainedResponse['tried'], chosen: number): string {
  return tried
    .map(({ candidate, auc }, i) => {
      const kind = candidate.kind === 'logistic' ? `logistic l1 ${candidate.l1Share}` : 'boosted'
      const fading = candidate.halfLifeShare === undefined ? '' : ' fading'
      return `${i === chosen ? '→ ' : ''}${kind}${fading} ${auc.toFixed(4)}`
    })
    .join(', ')
}

function meanOf(rows: readonly Record<string, number>[], ...names: string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = rows.flatMap((row) => (row[name] === undefined ? [] : [row[name]]))
      return values.length === 0 ? [] : [[name, mean(values)]]
    }),
  )
}

function correlation(frequency: Int32Array, meanSpend: Float64Array): number {
  const rows = [...frequency.keys()].filter(
    (row) => (frequency[row] as number) > 0 && (meanSpend[row] as number) > 0,
  )
  const xs = rows.map((row) => frequency[row] as number)
  const zs = rows.map((row) => meanSpend[row] as number)
  const [mx, mz] = [mean(xs), mean(zs)]
  const covariance = mean(xs.map((x, i) => (x - mx) * ((zs[i] as number) - mz)))
  return covariance / Math.sqrt(mean(xs.map((x) => (x - mx) ** 2)) * mean(zs.map((z) => (z - mz) ** 2)))
}
