import { matchViolations } from '../src/engines/matching/match.validator.ts'
import {
  type GeneratedNoise,
  generatedMatching,
  recovered,
} from '../src/engines/matching/matching.fixture.ts'
import { proposeMatchesTask } from '../src/engines/matching/propose-matches.ts'
import { engineOptions, mean, runCases } from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'

const worlds: { name: string; count: number; noise: Partial<GeneratedNoise> }[] = [
  { name: '1,000 with references', count: 1_000, noise: { referenceShare: 0.9 } },
  { name: '1,000 without references', count: 1_000, noise: { referenceShare: 0 } },
  { name: '1,000, half paid in groups', count: 1_000, noise: { groupShare: 0.5 } },
  { name: '3,000 with many strays', count: 3_000, noise: { strayShare: 0.3 } },
  {
    name: '3,000 at twelve prices, dirty',
    count: 3_000,
    noise: { priceShare: 0.8, slipShare: 0.2, strangerShare: 0.1, referenceShare: 0.2, strayShare: 0.15 },
  },
  {
    name: '2,000, a third leaves a rest',
    count: 2_000,
    noise: { restShare: 0.33, referenceShare: 0.8 },
  },
  { name: '10,000', count: 10_000, noise: {} },
]

/** Matches generated bank lines with generated invoices and holds the proposals against the truth. */
export async function run({ args, say, print }: BenchOptions): Promise<EngineMeasurement> {
  const options = engineOptions(args, { seconds: 60 })
  const generated = worlds
    .filter(({ name }) => options.only === undefined || name.includes(options.only))
    .map(({ name, count, noise }) => ({ name, world: generatedMatching(count, 1, noise) }))
  const rows: { precision: number; recall: number; cpuSeconds: number; records: number; invalid: boolean }[] =
    []
  await runCases(
    proposeMatchesTask,
    generated.map(({ name, world }) => ({
      name,
      input: world.problem,
      limits: { seconds: options.seconds },
    })),
    {
      seeds: 1,
      threads: options.threads,
      ended({ case: one, result, iterations, cpuSeconds }) {
        const world = generated.find(({ name }) => name === one.name)?.world
        if (!world) return
        const { left, right } = world.problem
        const { precisionPercent, recallPercent, byWay } = recovered(world.truth, result.proposals)
        const sure = recovered(
          world.truth,
          result.proposals.filter(({ confidence }) => confidence >= 0.95),
        )
        const violations = matchViolations(world.problem, result)
        if (violations.length > 0) say(`INVALID ${one.name}: ${JSON.stringify(violations.slice(0, 3))}`)
        rows.push({
          precision: precisionPercent,
          recall: recallPercent,
          cpuSeconds,
          records: left.length + right.length,
          invalid: violations.length > 0,
        })
        print(
          [
            one.name.padEnd(28),
            `${left.length} × ${right.length}`,
            `precision ${rounded(precisionPercent)} %`,
            `recall ${rounded(recallPercent)} %`,
            `(${Object.entries(byWay)
              .map(([way, share]) => `${way} ${rounded(share)}`)
              .join(', ')})`,
            `at confidence ≥ 0.95: precision ${rounded(sure.precisionPercent)} %, recall ${rounded(sure.recallPercent)} %`,
            `${rounded(cpuSeconds)} CPU s, ${iterations} sets`,
            result.limits.map(({ limit, times }) => `${limit} ×${times}`).join(' '),
          ].join('  '),
        )
      },
    },
  )
  return {
    name: 'matching',
    goal: 'what belongs together is found, and what is sure is right',
    instances: rows.length,
    precisionPercent: rounded(mean(rows.map(({ precision }) => precision))),
    recallPercent: rounded(mean(rows.map(({ recall }) => recall))),
    recordsPerCpuSecond: rounded(
      rows.reduce((sum, { records }) => sum + records, 0) /
        rows.reduce((sum, one) => sum + one.cpuSeconds, 0),
    ),
    cpuSeconds: rounded(rows.reduce((sum, one) => sum + one.cpuSeconds, 0)),
    invalid: rows.filter(({ invalid }) => invalid).length,
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
