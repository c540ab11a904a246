import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { Entity } from '../shared/entity.ts'
import type { Lifecycle } from '../shared/lifecycle.ts'
import type { Db } from './connection.ts'
import type { Database } from './database.ts'
import type { StoredEvent } from './events.ts'
import type { JobHandler } from './jobs.ts'
import type { ImportSource } from './services/transfer/import-source.ts'
import type { Tx } from './transaction.ts'

/** A consumer of the event stream. `name` is its position's key: rename it and it starts anew. */
export interface Reaction {
  name: string
  on: readonly `${string}@${number}`[]
  run(tx: Tx, event: StoredEvent<never>): Promise<void>
  /** Handles events of any company together where that is cheaper; when it fails, each is given to `run` by itself. */
  runMany?(tx: Tx, events: readonly StoredEvent<never>[]): Promise<void>
}

/** A law of the records. `find` answers how many records were held against it and the first faults. */
export interface Invariant {
  name: string
  capability: string
  find(db: Db): Promise<{ checked: bigint; faults: readonly string[] }>
}

export interface Cron {
  name: string
  /** Five fields, in the company's zone. */
  schedule: string
  job: string
  input?: Record<string, unknown>
}

/** How records of an entity enter the global search. */
export interface SearchSource {
  entity: string
  /** The entity whose events and ids these are, when the source shows only a part of its records. */
  of?: string
  /** Event types after which a record is indexed anew. */
  on: readonly `${string}@${number}`[]
  permission: string
  /** Screen path with `:id`. */
  path: string
  /** What of a hit is personal data: masked without `personal-data.read`, and its reading is logged. */
  personal?: { title?: PersonalKind; subtitle?: PersonalKind }
  load(db: Db, ids: readonly string[]): Promise<SearchRecord[]>
  /** Every record id of a company in id order, for rebuilding. */
  ids(db: Db, companyId: string, after: string | null, limit: number): Promise<string[]>
}

export interface SearchRecord {
  id: string
  companyId: string
  title: string
  subtitle: string
  /** Everything it may be found by: number, names, phone digits, codes. */
  texts: readonly string[]
  /** The organisation unit it belongs to, for entities whose lists are narrowed by it; null belongs to none. */
  orgUnitId?: string | null
}

export type PersonalKind = 'name' | 'phone' | 'email' | 'address'

export interface SettingDefinition {
  key: string
  schema: z.ZodType
  initial: unknown
  permission: string
}

export interface ModuleManifest {
  name: string
  permissions: readonly string[]
  events?: readonly string[]
  entities?: readonly Entity[]
  lifecycles?: readonly Lifecycle[]
  routes?: (app: FastifyInstance) => void | Promise<void>
  reactions?: readonly Reaction[]
  jobs?: readonly JobHandler[]
  crons?: readonly Cron[]
  settings?: readonly SettingDefinition[]
  search?: readonly SearchSource[]
  invariants?: readonly Invariant[]
  /** What may be brought in from CSV and XLSX files. */
  imports?: readonly ImportSource[]
  /** Who may read records of an entity that has neither a list route nor a search source: timelines, live updates. */
  reads?: Readonly<Record<string, string>>
  migrations: URL
  catalogues: URL
  appendOnly?: readonly string[]
  /** Runs once per process after migrations, for ports and caches; must not write. */
  start?: (database: Database) => void | Promise<void>
}

export function defineModule(manifest: ModuleManifest): ModuleManifest {
  const foreign = manifest.entities?.find((entity) => !entity.table.startsWith(`${schemaOf(manifest.name)}.`))
  if (foreign) throw new Error(`${manifest.name} declares ${foreign.name} in a schema that is not its own`)
  return manifest
}

/** The PostgreSQL schema a module owns. */
function schemaOf(moduleName: string): string {
  return moduleName.replaceAll('-', '_')
}
