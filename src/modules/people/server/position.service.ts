import type { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { positionBody } from '../shared/employee.ts'

export type PositionDraft = z.output<typeof positionBody>

export interface Position extends PositionDraft {
  id: string
  companyId: string
  version: number
  createdAt: Date
}

/** New positions in one statement. A code already in use is refused by `position_code_is_unique`. */
export async function createPositions(
  tx: Tx,
  drafts: readonly (PositionDraft & { id?: string })[],
): Promise<Position[]> {
  const created = await tx.rows<Position>(
    'people.create_positions',
    `insert into people.position (id, company_id, code, name, name_en, rank, created_at)
     select p.id, $2, p.code, p.name, p.name_en, p.rank, $3
     from jsonb_to_recordset($1::jsonb) as p(id uuid, code text, name text, name_en text, rank int)
     returning *`,
    [
      JSON.stringify(
        drafts.map(({ id, code, name, nameEn, rank }) => ({
          id: id ?? newId(),
          code,
          name,
          name_en: nameEn,
          rank,
        })),
      ),
      tx.principal.companyId,
      tx.now,
    ],
  )
  for (const { id, code, name } of created) {
    audit(tx, { action: 'position.create', entity: 'position', id, after: { code, name } })
  }
  return created
}

export async function changePosition(
  tx: Tx,
  { id, version, body }: { id: string; version: number | undefined; body: PositionDraft },
): Promise<Position> {
  const before = await positionById(tx, tx.principal.companyId, id)
  if (!before) throw notFound('position', id)
  const after = await tx.row<Position>(
    'people.change_position',
    `update people.position
     set code = $2, name = $3, name_en = $4, rank = $5, version = version + 1
     where id = $1 and version = $6
     returning *`,
    [id, body.code, body.name, body.nameEn, body.rank, version ?? before.version],
  )
  if (!after) throw new DomainError('kernel.stale', { version: before.version }, 412)
  audit(tx, { action: 'position.change', entity: 'position', id, before, after: body })
  return after
}

export async function positionById(db: Db, companyId: string, id: string): Promise<Position | undefined> {
  return db.row<Position>(
    'people.position_by_id',
    'select * from people.position where id = $1 and company_id = $2',
    [id, companyId],
  )
}

/** The house's positions, highest first. */
export async function positions(db: Db, companyId: string): Promise<Position[]> {
  return db.rows<Position>(
    'people.positions',
    'select * from people.position where company_id = $1 order by rank, code',
    [companyId],
  )
}
