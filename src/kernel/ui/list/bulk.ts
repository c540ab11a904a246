import type { FieldSpec } from '../form/field-spec.ts'
import { api, newKey } from '../request.ts'

export interface BulkSpec {
  transition: string
  label: string
  tone?: 'primary' | 'danger'
  /** Asked once for all rows. */
  inputs?: readonly FieldSpec[]
}

export interface BulkRow {
  id: string
  ok: boolean
  /** Why not, as an error code. */
  code: string | null
}

const mostAtOnce = 200

/** Runs a transition over many rows, in parts the server takes; each row stands or falls by itself. */
export async function runBulk(
  base: string,
  transition: string,
  order: { ids: readonly string[]; input: object; preview: boolean },
): Promise<BulkRow[]> {
  const rows: BulkRow[] = []
  for (let from = 0; from < order.ids.length; from += mostAtOnce) {
    const ids = order.ids.slice(from, from + mostAtOnce)
    const part = await api.post<{ items: BulkRow[] }>(
      `${base}/bulk/${transition}`,
      { ...order, ids },
      { idempotencyKey: newKey() },
    )
    rows.push(...part.items)
  }
  return rows
}
