import type { Entity } from '../shared/entity.ts'
import { DomainError, forbidden, notFound } from '../shared/errors.ts'
import { newId } from '../shared/ids.ts'
import type { Db } from './connection.ts'
import type { RecordAccess } from './http/house.ts'
import type { ModuleManifest } from './module.ts'
import { may, type Principal } from './principal.ts'

/** Sees personal data in clear, in lists too; every reading is logged. */
export const readPersonalData = 'personal-data.read'
/** Sees it masked, and may open one field of one record with a reason. */
export const revealPersonalData = 'personal-data.reveal'

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
    if (!meta.personal || value === null || value === undefined || value === '') continue
    if (meta.personalWhen && isOther(row, meta.personalWhen)) continue
    if (clear) shown.push(key)
    else row[key] = typeof value === 'string' ? mask(meta.personal, value) : null
  }
  return shown
}

/** 홍*동 · 010-****-5678 · ho***@example.com: enough to tell two people apart, not enough to use. What it cannot read it hides. */
export function mask(kind: string, value: string): string {
  switch (kind) {
    case 'name':
      return value.split(/(\s+)/).map(maskWord).join('')
    case 'phone':
      return maskPhone(value)
    case 'email':
      return maskEmail(value)
    case 'address':
      return maskAddress(value)
    case 'birth':
      return value.replace(/\d/g, '*')
    default:
      return '*'.repeat(Math.min(value.length, 8))
  }
}

/** A row without the column that would tell is taken for a person's. */
function isOther(row: Record<string, unknown>, when: { key: string; is: string }): boolean {
  return when.key in row && row[when.key] !== when.is
}

/** 김* · 홍*동 · 남**수; in other scripts the first letter of each word: J*** S****. */
function maskWord(word: string): string {
  const letters = [...word]
  const [first = ''] = letters
  if (word.trim() === '') return word
  if (letters.length === 1) return '*'
  if (letters.length === 2 || !/\p{Script=Hangul}|\p{Script=Han}/u.test(word))
    return first + '*'.repeat(letters.length - 1)
  return `${first}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`
}

/** Keeps a country or area code and, where enough stays hidden, the last four digits. */
function maskPhone(value: string): string {
  const digits = value.replace(/\D/g, '')
  if (digits.length < 9) return '*'.repeat(Math.max(value.length, 4))
  const last = digits.slice(-4)
  const international = /^\s*(\+\d{1,3})(?=[\s(-])/.exec(value)?.[1]
  if (international) return `${international} ****-${last}`
  if (value.trim().startsWith('+')) return `+****-${last}`
  const area = /^(02|0\d{2})/.exec(digits)?.[1]
  return area ? `${area}-****-${last}` : `****-${last}`
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@')
  if (at < 1) return '***'
  const shown = value.slice(0, Math.min(2, Math.floor(at / 2)))
  return `${shown}***${value.slice(at)}`
}

/** 서울특별시 강남구 ***; elsewhere only what comes last, the town or the country. */
function maskAddress(value: string): string {
  const words = value.trim().split(/\s+/)
  if (/\p{Script=Hangul}/u.test(value))
    return words.length > 2 ? `${words.slice(0, 2).join(' ')} ***` : `${words[0]} ***`
  const parts = value.split(',')
  return parts.length > 1 ? `***, ${parts.at(-1)?.trim()}` : '***'
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

/**
 * One personal field of one record in clear, for a reason that is logged with it. The person must be able to read the
 * record; `privacy.not-revealable` for a field that is not personal, not found for a record outside their reach.
 */
export async function reveal(
  db: Db,
  house: { modules: readonly ModuleManifest[]; records: ReadonlyMap<string, RecordAccess> },
  asked: {
    principal: Principal
    entity: string
    id: string
    field: string
    reason: string
    ip: string | undefined
  },
): Promise<string> {
  const entity = house.modules
    .flatMap((module) => module.entities ?? [])
    .find(({ name }) => name === asked.entity)
  const access = house.records.get(asked.entity)
  const column = entity?.columns.find(({ key, meta }) => key === asked.field && meta.personal)
  if (!entity || !access || !column) throw new DomainError('privacy.not-revealable', { field: asked.field })
  const { principal } = asked
  const ofRoute = access.permission === 'public' || access.permission === 'signed-in'
  if (!ofRoute && !may(principal, access.permission)) throw forbidden(access.permission)
  const row = await db.row<{ value: string | null }>(
    '',
    `select ${column.column}::text as value from ${entity.table}
     where id = $1
       ${access.ofCompany ? 'and company_id = $2' : 'and $2::uuid is not null'}
       ${access.orgUnitColumn ? `and ($3::uuid[] is null or ${access.orgUnitColumn} = any($3))` : 'and ($3::uuid[] is null or true)'}`,
    [asked.id, principal.companyId, principal.orgUnitIds],
  )
  if (!row) throw notFound(asked.entity, asked.id)
  await logPersonalDataRead(db, {
    principal,
    entity: asked.entity,
    recordIds: [asked.id],
    fields: [asked.field],
    purpose: asked.reason,
    ip: asked.ip,
  })
  return row.value ?? ''
}
