import type { LifetimeModel, Purchases, ResponseTable } from '../src/engines/customer-value/public.ts'
import type { Chance } from '../src/engines/runner/chance.ts'

/** Models whose story the generated buyers live. */
export const generatedModels: LifetimeModel[] = [
  { kind: 'bg-nbd', parameters: { r: 0.3, alpha: 5, a: 0.8, b: 2.5 } },
  { kind: 'pareto-nbd', parameters: { r: 0.55, alpha: 10, s: 0.6, beta: 12 } },
]

/** Contacts whose outcome leans on some columns, on one pair of columns, drifts with time – and one column that leaks. */
export function generatedContacts(rows: number, luck: Chance): { table: ResponseTable; target: Uint8Array } {
  const number = (name: string, draw: () => number) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from({ length: rows }, draw),
  })
  const category = (name: string, levels: string[]) => ({
    name,
    kind: 'category' as const,
    levels,
    codes: Int32Array.from({ length: rows }, () => luck.between(0, levels.length - 1)),
  })
  const age = number('age', () => luck.between(18, 90))
  const balance = number('balance', () =>
    luck.happens(0.05) ? Number.NaN : Math.round(Math.exp(luck.next() * 9)),
  )
  const contacts = number('earlier contacts', () => Math.floor(-Math.log(1 - luck.next()) * 2))
  const job = category('job', ['clerk', 'farmer', 'nurse', 'student', 'retired', 'driver'])
  const region = category(
    'region',
    Array.from({ length: 17 }, (_, i) => `region ${i + 1}`),
  )
  const target = Uint8Array.from({ length: rows }, (_, row) => {
    const young = (age.values[row] as number) < 30
    const student = job.codes[row] === 3
    const sum =
      -2.6 +
      (young && student ? 2 : 0) +
      0.35 * Math.min(contacts.values[row] as number, 4) -
      (Number.isNaN(balance.values[row]) ? 1 : 0) +
      (job.codes[row] === 4 ? 1.1 : 0) +
      (0.6 * row) / rows
    return luck.happens(1 / (1 + Math.exp(-sum))) ? 1 : 0
  })
  const call = number('seconds of call', () => 0)
  for (let row = 0; row < rows; row++)
    call.values[row] = Math.round(target[row] === 1 ? 300 + 500 * luck.next() : 400 * luck.next() ** 2)
  return { table: { rows, columns: [age, balance, contacts, job, region, call] }, target }
}

/** Three purchases for each customer on average, over a thousand days. */
export function generatedPurchases(customers: number, luck: Chance): Purchases {
  const rows = customers * 3
  return {
    customers,
    customer: Int32Array.from({ length: rows }, () => luck.between(0, customers - 1)),
    day: Int32Array.from({ length: rows }, () => luck.between(0, 999)),
    amountMinor: BigInt64Array.from({ length: rows }, () => BigInt(luck.between(1_000, 900_000))),
  }
}
