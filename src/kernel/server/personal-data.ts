import type { Entity } from '../shared/entity.ts'
import { newId } from '../shared/ids.ts'
import type { Db } from './connection.ts'
import { may, type Principal } from './principal.ts'

export const readPersonalData = 'personal-data.read'

/** Who read whose data, from where and what for: kept as the law on access logs asks (개인정보 접속기록). */
export interface PersonalDataRead {
  principal: Principal
  entity: string
  recordIds: readonly string[]
  fields: readonly string[]
  purpose: string
  ip: string | undefined
}

/** Masks what a person may not read; answers the fields that were shown in clear. */
export function maskRow(entity: Entity, row: Record<string, unknown>, principal: Principal): string[] {
  const clear = may(principal, readPersonalData)
  const shown: string[] = []
  for (const { key, meta } of entity.columns) {
    const value = row[key]
    if (!meta.personal || typeof value !== 'string' || value === '') continue
    if (meta.personalWhen && row[meta.personalWhen.key] !== meta.personalWhen.is) continue
    if (clear) shown.push(key)
    else row[key] = mask(meta.personal, value)
  }
  return shown
}

/** 홍*동 · 010-****-5678 · ho***@example.com: enough to tell two people apart, not enough to use. */
export function mask(kind: string, value: string): string {
  switch (kind) {
    case 'name': {
      const letters = [...value]
      if (letters.length <= 1) return '*'
      if (letters.length === 2) return `${letters[0]}*`
      return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`
    }
    case 'phone':
      return value.replace(/^(\+?\d{2,4})[\d -]*(\d{4})$/, '$1-****-$2')
    case 'email':
      return value.replace(/^(.{1,2})[^@]*(@.*)$/, '$1***$2')
    case 'address':
      return `${value.split(' ').slice(0, 2).join(' ')} ***`
    default:
      return '*'.repeat(Math.min(value.length, 8))
  }
}

export async function logPersonalDataRead(db: Db, read: PersonalDataRead): Promise<void> {
  if (read.recordIds.length === 0 || read.fields.length === 0) return
  const { principal } = read
  await db.rows(
    'kernel.log_personal_data_read',
    `insert into kernel.personal_data_access
       (id, company_id, at, actor_kind, actor_id, actor_name, entity, record_ids, fields, purpose, ip)
     values ($1, $2, now(), $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      newId(),
      principal.companyId,
      principal.kind,
      principal.id,
      principal.name,
      read.entity,
      read.recordIds,
      read.fields,
      read.purpose,
      read.ip ?? null,
    ],
  )
}
