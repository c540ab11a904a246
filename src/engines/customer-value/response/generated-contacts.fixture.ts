import { chance } from '../../runner/chance.ts'
import { logistic } from '../numeric/special-functions.ts'
import type { ResponseColumn, ResponseTable } from './response-table.ts'

/** Contacts whose true log-odds are known: by age, by missing income, by job, and by young students above both. */
export function generatedContacts(
  rows: number,
  { seed = 1, leak = false }: { seed?: number; leak?: boolean } = {},
): { table: ResponseTable; target: Uint8Array; truth: Float64Array } {
  const luck = chance(seed)
  const draw = (value: () => number) => Float64Array.from({ length: rows }, value)
  const age = draw(() => luck.between(18, 80))
  const income = draw(() => (luck.happens(0.2) ? Number.NaN : Math.round(luck.next() * 9_000)))
  const noise = draw(() => luck.next())
  const levels = ['clerk', 'nurse', 'student', 'farmer', 'retired']
  const job = Int32Array.from({ length: rows }, () => luck.between(0, 4))
  const truth = draw(() => 0)
  const target = Uint8Array.from({ length: rows }, (_, row) => {
    const young = (age[row] as number) < 30
    const score =
      -1.5 +
      0.02 * ((age[row] as number) - 50) +
      (Number.isNaN(income[row] as number) ? -1 : 0) +
      (job[row] === 4 ? 1.2 : 0) +
      (young && job[row] === 2 ? 2.5 : 0)
    truth[row] = score
    return luck.happens(logistic(score)) ? 1 : 0
  })
  const columns: ResponseColumn[] = [
    { name: 'age', kind: 'number', values: age },
    { name: 'income', kind: 'number', values: income },
    { name: 'noise', kind: 'number', values: noise },
    { name: 'job', kind: 'category', codes: job, levels },
  ]
  if (leak)
    columns.push({
      name: 'minutes of call',
      kind: 'number',
      values: Float64Array.from(target, (came) => (came === 1 ? 5 + 5 * luck.next() : 7 * luck.next() ** 2)),
    })
  return { table: { rows, columns }, target, truth }
}
