import { type BusinessDate, dateInZone } from '../shared/calendar.ts'
import { assert, notFound } from '../shared/errors.ts'
import type { Db } from './connection.ts'
import { nilId } from './principal.ts'
import type { Tx } from './transaction.ts'

/** What of a company decides dates and amounts. Fixed when it is made, so a process may keep it. */
export interface CompanyFacts {
  /** IANA name, 'Europe/London'. */
  timeZone: string
  /** Base currency of its books, ISO 4217. */
  currency: string
}

/** By company id: ids are UUIDs, so one cache serves every database a process has open. */
const known = new Map<string, CompanyFacts>()

/**
 * The date on the wall calendar of the acting company, now or at an instant. Asks no database: a transaction learns
 * its company before it begins, a consumer the companies of its events before it handles them.
 */
export function businessDate(tx: Tx, instant: Date = tx.now): BusinessDate {
  const facts = known.get(tx.principal.companyId)
  assert(facts, 'a company was asked for its date before its zone was read')
  return dateInZone(instant, facts.timeZone)
}

/** Throws `kernel.not-found` for no such company. */
export async function zoneOf(db: Db, companyId: string): Promise<string> {
  return (await companyFacts(db, companyId)).timeZone
}

/** The company's base currency. Throws `kernel.not-found` for no such company. */
export async function currencyOf(db: Db, companyId: string): Promise<string> {
  return (await companyFacts(db, companyId)).currency
}

/** Today in a company, for reads; writes have `businessDate(tx)`. */
export async function todayOf(db: Db, companyId: string): Promise<BusinessDate> {
  return dateInZone(new Date(), await zoneOf(db, companyId))
}

/** Reads companies not yet known, all in one statement, and none when all are. */
export async function learnCompanies(db: Pick<Db, 'rows'>, companyIds: readonly string[]): Promise<void> {
  const unknown = companyIds.filter((id) => id !== nilId && !known.has(id))
  if (unknown.length === 0) return
  const rows = await db.rows<CompanyFacts & { id: string }>(
    'kernel.company_facts',
    'select id, time_zone, currency from kernel.company where id = any($1)',
    [[...new Set(unknown)]],
  )
  for (const { id, timeZone, currency } of rows) rememberCompany(id, { timeZone, currency })
}

/** A company made a moment ago is known before its transaction commits. */
export function rememberCompany(companyId: string, facts: CompanyFacts): void {
  known.set(companyId, facts)
}

async function companyFacts(db: Db, companyId: string): Promise<CompanyFacts> {
  await learnCompanies(db, [companyId])
  const facts = known.get(companyId)
  if (!facts) throw notFound('company', companyId)
  return facts
}
