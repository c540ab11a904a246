import type { Db } from '../../../kernel/server/connection.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'

/** Ids by code; every code asked for must be there, or the first that is not is refused by name. */
export async function idsByCode(
  db: Db,
  table: 'channel' | 'category' | 'price_list',
  { companyId, codes }: { companyId: string; codes: readonly (string | null | undefined)[] },
): Promise<Map<string, string>> {
  const wanted = [...new Set(codes.filter((code) => code !== null && code !== undefined))]
  if (wanted.length === 0) return new Map()
  const rows = await db.rows<{ id: string; code: string }>(
    `catalog.${table}_ids`,
    `select id, code from catalog.${table} where company_id = $1 and code = any($2)`,
    [companyId, wanted],
  )
  const ids = new Map(rows.map((row) => [row.code, row.id]))
  const missing = wanted.find((code) => !ids.has(code))
  if (missing !== undefined) throw new DomainError(`${table.replace('_', '-')}.unknown`, { code: missing })
  return ids
}
