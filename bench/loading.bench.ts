import { parseArgs } from 'node:util'
import {
  checkPlan,
  type LoadingPlan,
  type LoadingProblem,
  loadVehiclesTask,
} from '../src/engines/loading/public.ts'
import { type EngineCase, engineOptions, mean, runCases } from './engine-bench.ts'
import { generatedSets, type LoadingCase, readSets } from './loading/cuboid-sets.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'

type Support = 'none' | 'full'

const goal =
  'BR1–7, 30 CPU s: utilisation >= 95.2 % without, >= 94.2 % with full support; 3 CPU s: 93.5 / 92.5 %'

/**
 * `npm run bench -- loading [--dir FOLDER] [--seconds N] [--support none|full|both] [--every N] [--only TEXT] [--threads T] [--json]`:
 * one container to fill as well as possible, without and with full support of every piece.
 */
export async function run({ args, print }: BenchOptions): Promise<EngineMeasurement> {
  const options = engineOptions(args, { seconds: 3 })
  const { every, supports } = ownOptions(args)
  const all = options.dir === undefined ? generatedSets() : readSets(options.dir)
  const cases = all
    .filter((_, index) => index % every === 0)
    .filter(({ name }) => name.includes(options.only ?? ''))
  const measured: { one: LoadingCase; support: Support; percent: number; valid: boolean }[] = []
  for (const support of supports) {
    const byName = new Map(cases.map((one) => [one.name, one]))
    const runs: EngineCase<LoadingProblem>[] = cases.map(({ name, problem }) => ({
      name,
      input: { ...problem, minimumSupportShare: support === 'full' ? 1 : 0 },
      limits: { seconds: options.seconds },
    }))
    await runCases(loadVehiclesTask, runs, {
      // The search draws no lots: another seed would give the same answer.
      seeds: 1,
      threads: options.threads,
      ended({ case: { name, input }, result, cpuSeconds, iterations }) {
        const one = byName.get(name)
        if (!one) return
        const faults = checkPlan(input, result)
        const percent = 100 * shareOf(input, result)
        measured.push({ one, support, percent, valid: faults.length === 0 })
        const known =
          one.bestVolumeShare === undefined ? '' : ` best known ${(100 * one.bestVolumeShare).toFixed(2)}`
        const gap =
          one.bestVolumeShare === undefined ? '' : ` gap ${gapOf(percent, one.bestVolumeShare).toFixed(2)} %`
        const wrong = faults[0] ? ` INVALID ${faults.length}: ${JSON.stringify(faults[0])}` : ''
        print(
          `${name} support ${support}: ${percent.toFixed(2)} %${known}${gap} ${cpuSeconds.toFixed(1)} CPU s ${iterations} iterations${wrong}`,
        )
      },
    })
  }
  const of = (support: Support, set?: string) => {
    const some = measured.filter((m) => m.support === support && (set === undefined || m.one.set === set))
    return some.length === 0 ? undefined : round(mean(some.map(({ percent }) => percent)))
  }
  const gaps = measured.flatMap(({ one, support, percent }) =>
    support === 'none' && one.bestVolumeShare !== undefined ? [gapOf(percent, one.bestVolumeShare)] : [],
  )
  const sets = [...new Set(cases.map(({ set }) => set))]
  return {
    name: 'loading',
    goal,
    instances: cases.length,
    seconds: options.seconds,
    utilisationPercent: of('none'),
    utilisationPercentFullSupport: of('full'),
    gapPercent: gaps.length > 0 ? round(mean(gaps)) : undefined,
    invalid: measured.filter(({ valid }) => !valid).length,
    sets: Object.fromEntries(
      sets.map((set) => [
        set,
        { utilisationPercent: of('none', set), utilisationPercentFullSupport: of('full', set) },
      ]),
    ),
  }
}

function ownOptions(args: readonly string[]): { every: number; supports: Support[] } {
  const { values } = parseArgs({
    args: [...args],
    options: { every: { type: 'string' }, support: { type: 'string' } },
    strict: false,
  })
  const every = Number(values.every ?? 1)
  if (!Number.isInteger(every) || every < 1) throw new RangeError('--every wants a whole number above zero')
  const support = values.support ?? 'both'
  if (support === 'both') return { every, supports: ['none', 'full'] }
  if (support === 'none' || support === 'full') return { every, supports: [support] }
  throw new RangeError('--support wants none, full or both')
}

function shareOf({ vehicles: [vehicle] }: LoadingProblem, plan: LoadingPlan): number {
  if (!vehicle) return 0
  const volume = plan.loads.reduce((sum, { measures }) => sum + measures.cargoVolumeCubicMillimeters, 0)
  return volume / (vehicle.lengthMillimeters * vehicle.widthMillimeters * vehicle.heightMillimeters)
}

/** Percent of the best known volume that is missing. */
function gapOf(percent: number, bestShare: number): number {
  return 100 * (1 - percent / (100 * bestShare))
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
