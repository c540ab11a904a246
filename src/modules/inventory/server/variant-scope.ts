import type { Db } from '../../../kernel/server/connection.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { variantsById } from '../../catalog/api.ts'

/** Every id names a variant of the caller's company; any other is not there (404). */
export async function requireVariants(
  db: Db,
  { companyId }: Principal,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const known = await variantsById(db, [...new Set(ids)])
  const missing = ids.find((id) => known.get(id)?.companyId !== companyId)
  if (missing !== undefined) throw notFound('variant', missing)
}
