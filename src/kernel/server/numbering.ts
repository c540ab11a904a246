import type { Database } from './database.ts'
import type { Tx } from './transaction.ts'

const takeSql = `
insert into kernel.number_series as s (company_id, series, next)
values ($1, $2, 1 + $3::bigint)
on conflict (company_id, series) do update set next = s.next + $3::bigint
returning next - $3::bigint as first`

/**
 * The next number of a series inside the caller's transaction: gapless, and one writer at a time until it commits.
 * For documents whose law asks for no gaps; busy documents take theirs by `takeNumbers`.
 */
export async function nextNumber(tx: Tx, series: string): Promise<bigint> {
  const row = await tx.row<{ first: bigint }>('kernel.take_numbers', takeSql, [
    tx.principal.companyId,
    series,
    1,
  ])
  return row?.first ?? 1n
}

/** A gapless run of numbers inside the caller's transaction; answers the first. For set-based writers. */
export async function nextNumbers(
  tx: Tx,
  { series, count }: { series: string; count: number },
): Promise<bigint> {
  const row = await tx.row<{ first: bigint }>('kernel.take_numbers', takeSql, [
    tx.principal.companyId,
    series,
    count,
  ])
  return row?.first ?? 1n
}

/** A run of numbers outside any transaction: never given twice, lost if the work that wanted them fails. */
export async function takeNumbers(
  database: Database,
  { companyId, series, count }: { companyId: string; series: string; count: number },
): Promise<bigint> {
  const row = await database.row<{ first: bigint }>('kernel.take_numbers', takeSql, [
    companyId,
    series,
    count,
  ])
  return row?.first ?? 1n
}

/**
 * Hands out single numbers from runs taken ahead, so that a busy series costs a statement a run and not one a document.
 * Each process has its own run: numbers never meet, but do not follow the clock across processes, and a run's rest is
 * lost with its process.
 */
export function numberBlocks(
  database: Database,
  runLength: number,
): (wanted: { companyId: string; series: string; count: number }) => Promise<bigint[]> {
  const runs = new Map<string, { next: bigint; end: bigint }>()
  return async ({ companyId, series, count }) => {
    const key = `${companyId} ${series}`
    const numbers: bigint[] = []
    while (numbers.length < count) {
      const run = runs.get(key)
      if (run && run.next < run.end) numbers.push(run.next++)
      else {
        const taken = Math.max(runLength, count - numbers.length)
        const first = await takeNumbers(database, { companyId, series, count: taken })
        runs.set(key, { next: first, end: first + BigInt(taken) })
      }
    }
    return numbers
  }
}

/** `SO-2026-000123`: what people see instead of an id. */
export function documentNumber(prefix: string, year: number | string, value: bigint): string {
  return `${prefix}-${year}-${value.toString().padStart(6, '0')}`
}
