import type { z } from 'zod'
import { DomainError } from '../../shared/errors.ts'
import { audit } from '../audit.ts'
import type { Db } from '../connection.ts'
import { emit } from '../events.ts'
import type { ModuleManifest, SettingDefinition } from '../module.ts'
import { nilId } from '../principal.ts'
import type { Tx } from '../transaction.ts'

/** A setting with its type; declare it once, list it in the manifest, read it anywhere by `setting`. */
export interface Setting<Value> extends SettingDefinition {
  schema: z.ZodType<Value>
  initial: Value
}

export interface SettingState {
  key: string
  value: unknown
  version: number
  updatedAt: Date | null
  updatedBy: string | null
}

interface Kept {
  at: number
  values: Map<string, unknown>
}

/** A change made by one process is seen by every other within this time. */
const freshMs = 1_000

const kept = new Map<string, Kept>()

export function defineSetting<Value>(definition: {
  key: string
  schema: z.ZodType<Value>
  initial: Value
  permission: string
}): Setting<Value> {
  return definition
}

/** The company's value, or the initial one; at most a second old. */
export async function setting<Value>(db: Db, companyId: string, definition: Setting<Value>): Promise<Value> {
  const values = await valuesOf(db, companyId)
  if (!values.has(definition.key)) return definition.initial
  // A value kept under an older schema gives way to the initial one.
  const parsed = definition.schema.safeParse(values.get(definition.key))
  return parsed.success ? parsed.data : definition.initial
}

export function settingDefinitions(modules: readonly ModuleManifest[]): SettingDefinition[] {
  return modules.flatMap((module) => module.settings ?? [])
}

export async function settingStates(
  db: Db,
  companyId: string,
  definitions: readonly SettingDefinition[],
): Promise<SettingState[]> {
  const rows = await db.rows<SettingState & { updatedByName: string }>(
    'kernel.setting_states',
    'select key, value, version, updated_at, updated_by_name from kernel.setting where company_id = $1',
    [companyId],
  )
  const byKey = new Map(rows.map((row) => [row.key, row]))
  return definitions.map(({ key, initial }) => {
    const row = byKey.get(key)
    if (!row) return { key, value: initial, version: 0, updatedAt: null, updatedBy: null }
    return {
      key,
      value: row.value,
      version: row.version,
      updatedAt: row.updatedAt,
      updatedBy: row.updatedByName,
    }
  })
}

/** Changes a setting for the company; audited, and effective everywhere within a second without a restart. */
export async function changeSetting(
  tx: Tx,
  definition: SettingDefinition,
  change: { value: unknown; version: number | undefined },
): Promise<SettingState> {
  const parsed = definition.schema.safeParse(change.value)
  if (!parsed.success) throw new DomainError('setting.bad-value', { key: definition.key })
  const { companyId } = tx.principal
  const before = await tx.row<{ value: unknown; version: number }>(
    'kernel.lock_setting',
    'select value, version from kernel.setting where company_id = $1 and key = $2 for update',
    [companyId, definition.key],
  )
  if (change.version !== undefined && change.version !== (before?.version ?? 0)) {
    throw new DomainError('kernel.stale', { version: before?.version ?? 0 }, 412)
  }
  const row = await tx.row<{ version: number }>(
    'kernel.change_setting',
    `insert into kernel.setting as s (company_id, key, value, updated_at, updated_by, updated_by_name)
     values ($1, $2, $3::jsonb, $4, $5, $6)
     on conflict (company_id, key) do update
     set value = excluded.value, version = s.version + 1, updated_at = excluded.updated_at,
       updated_by = excluded.updated_by, updated_by_name = excluded.updated_by_name
     returning version`,
    [companyId, definition.key, JSON.stringify(parsed.data), tx.now, tx.principal.id, tx.principal.name],
  )
  const value = before ? before.value : definition.initial
  audit(tx, {
    action: 'setting.change',
    entity: 'setting',
    id: nilId,
    before: { [definition.key]: value },
    after: { [definition.key]: parsed.data },
  })
  emit(tx, {
    type: 'setting.changed@1',
    subject: { entity: 'setting', id: nilId },
    data: { key: definition.key },
  })
  tx.afterCommit(() => kept.delete(companyId))
  return {
    key: definition.key,
    value: parsed.data,
    version: row?.version ?? 1,
    updatedAt: tx.now,
    updatedBy: tx.principal.name,
  }
}

async function valuesOf(db: Db, companyId: string): Promise<Map<string, unknown>> {
  const known = kept.get(companyId)
  if (known && Date.now() - known.at < freshMs) return known.values
  const rows = await db.rows<{ key: string; value: unknown }>(
    'kernel.settings_of',
    'select key, value from kernel.setting where company_id = $1',
    [companyId],
  )
  const values = new Map(rows.map((row) => [row.key, row.value]))
  kept.set(companyId, { at: Date.now(), values })
  return values
}
