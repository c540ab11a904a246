import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, inject } from 'vitest'
import { seoul } from '../shared/calendar.ts'
import type { Entity } from '../shared/entity.ts'
import { newId } from '../shared/ids.ts'
import { loadCatalogue } from './catalogue.ts'
import { type Database, openDatabase } from './database.ts'
import { createServer } from './http/server.ts'
import { noteSession } from './identity/step-up.ts'
import { applicationRole } from './migrations.ts'
import type { ModuleManifest } from './module.ts'
import { type Principal, systemPrincipal } from './principal.ts'
import type { Tx } from './transaction.ts'
import { drain } from './worker.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    templateDatabase: string
  }
}

export interface TestClient {
  get(url: string): Promise<TestAnswer>
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer>
}

export interface TestAnswer {
  status: number
  /** Whatever was answered; tests say by their expectations what it must be. */
  body: ReturnType<typeof JSON.parse>
  headers: Record<string, unknown>
  /** The body as it was sent: files. */
  bytes: Buffer
}

export interface TestKit {
  database: Database
  url: string
  app: FastifyInstance
  modules: readonly ModuleManifest[]
  companyId: string
  /** Another company in the same database; in Seoul and in won unless said otherwise. Answers its id. */
  company(facts?: { timeZone?: string; currency?: string }): Promise<string>
  /** The system of the test company. */
  system: Principal
  /** A person with exactly these permissions. */
  person(permissions: readonly string[], more?: Partial<Principal>): Principal
  /** Calls the server as that principal; answers hold to their schemas or the test fails. */
  as(principal: Principal): TestClient
  /** Headers that make a real connection that principal's, for streams and files. */
  headersOf(principal: Principal): Record<string, string>
  transaction<Result>(work: (tx: Tx) => Promise<Result>, principal?: Principal): Promise<Result>
  /** Lets every event and job that waits be handled. */
  settle(): Promise<number>
}

const silent = pino({ level: process.env.TEST_LOG ?? 'silent' })

/**
 * A database of one's own on a real PostgreSQL, cloned from the migrated template, with the given modules' server on
 * top. The application role is used, so what is append-only in production is so here.
 */
export async function testKit(modules: readonly ModuleManifest[]): Promise<TestKit> {
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: inject('serverUrl') })
  await admin.connect()
  await admin.query(`create database ${name} template ${inject('templateDatabase')}`)
  const url = urlOf(inject('serverUrl'), name)
  const database = openDatabase({ url, role: applicationRole, poolSize: 24 })
  async function company(facts: { timeZone?: string; currency?: string } = {}): Promise<string> {
    const id = newId()
    await database.rows(
      '',
      `insert into kernel.company (id, code, name, name_en, currency, time_zone, created_at)
       values ($1, $2, '한울상사', 'Hanul Trading', $3, $4, now())`,
      [id, id, facts.currency ?? 'KRW', facts.timeZone ?? seoul],
    )
    return id
  }
  const companyId = await company()
  for (const module of modules) loadCatalogue(module.catalogues, module.name)
  const callers = new Map<string, Principal>()
  const app = await createServer({
    database,
    modules,
    checkResponses: true,
    log: silent,
    async authenticate(request) {
      const token = request.headers['x-test-principal']
      const principal = typeof token === 'string' ? callers.get(token) : undefined
      // A person of a test has just given the password; refusals without it have their own tests.
      if (principal)
        noteSession(request, {
          id: newId(),
          userId: principal.id,
          elevatedUntil: new Date(Date.now() + 600_000),
        })
      return principal
    },
  })
  await app.ready()
  const system = systemPrincipal(companyId)
  afterAll(async () => {
    await app.close()
    await database.close()
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  })
  return {
    database,
    url,
    app,
    modules,
    companyId,
    company,
    system,
    person: (permissions, more = {}) => ({
      kind: 'user',
      id: newId(),
      name: '김서연',
      companyId,
      permissions: new Set(permissions),
      orgUnitIds: null,
      locale: 'ko',
      ...more,
    }),
    as: (principal) => clientOf(app, callers, principal),
    headersOf(principal) {
      const token = newId()
      callers.set(token, principal)
      return { 'x-test-principal': token }
    },
    transaction: (work, principal = system) => database.transaction({ principal }, work),
    async settle() {
      let handled = 0
      for (;;) {
        await openTransactionsEnded(database)
        const round = await drain(database, modules, silent)
        handled += round
        if (round === 0) return handled
      }
    },
  }
}

/**
 * Consumers read only below the oldest open transaction of the whole server; in a test run that may be another file's.
 * Waits for those open now, two seconds at most, as a test may hold one open on purpose.
 */
async function openTransactionsEnded(database: Database): Promise<void> {
  const until = Date.now() + 2_000
  const now = await database.row<{ next: string }>(
    '',
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  )
  while (Date.now() < until) {
    const row = await database.row<{ past: boolean }>(
      '',
      'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 as past',
      [now?.next],
    )
    if (row?.past) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Faults between what zod declares of an entity and what the table is; none when they agree. */
export async function parityFaults(database: Database, entity: Entity): Promise<string[]> {
  const [schema, table] = entity.table.split('.')
  const columns = await database.rows<{ name: string; nullable: boolean; type: string }>(
    '',
    `select column_name as name, is_nullable = 'YES' as nullable, data_type as type
     from information_schema.columns where table_schema = $1 and table_name = $2`,
    [schema, table],
  )
  const byName = new Map(columns.map((column) => [column.name, column]))
  const faults: string[] = []
  for (const column of entity.columns) {
    const found = byName.get(column.column)
    if (!found) faults.push(`${entity.table} has no column ${column.column}`)
    else {
      if (found.nullable !== column.nullable) faults.push(`${column.column}: nullable differs`)
      if (!typesOf[column.type].includes(found.type))
        faults.push(`${column.column}: ${found.type} is not ${column.type}`)
    }
  }
  return faults
}

const typesOf: Record<Entity['columns'][number]['type'], readonly string[]> = {
  text: ['text', 'character', 'character varying'],
  enum: ['text', 'character', 'character varying'],
  uuid: ['uuid'],
  integer: ['integer', 'smallint'],
  bigint: ['bigint'],
  decimal: ['numeric'],
  boolean: ['boolean'],
  date: ['date'],
  instant: ['timestamp with time zone'],
  texts: ['ARRAY'],
  json: ['jsonb'],
}

function clientOf(app: FastifyInstance, callers: Map<string, Principal>, principal: Principal): TestClient {
  const token = newId()
  callers.set(token, principal)
  async function send(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> {
    const answer = await app.inject({
      method: method as 'GET',
      url: url.startsWith('/api') ? url : `/api/v1${url}`,
      headers: { 'x-test-principal': token, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const isJson = /json/.test(String(answer.headers['content-type'] ?? ''))
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : answer.body,
      headers: answer.headers,
      bytes: answer.rawPayload,
    }
  }
  return {
    send,
    get: (url) => send('GET', url),
    post: (url, body = {}, headers = {}) => send('POST', url, body, headers),
  }
}

export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
