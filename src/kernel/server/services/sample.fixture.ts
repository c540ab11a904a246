import pg from 'pg'
import { z } from 'zod'
import { defineEntity } from '../../shared/entity.ts'
import { newId } from '../../shared/ids.ts'
import type { Db } from '../connection.ts'
import { emit } from '../events.ts'
import { listRoute } from '../http/list-route.ts'
import { applicationRole } from '../migrations.ts'
import { defineModule, type ModuleManifest, type SearchSource } from '../module.ts'
import type { Tx } from '../transaction.ts'

/** A small module for the tests of services: guests of a house, with names, phones, money and a unit. */
const guestEntity = defineEntity({
  name: 'guest',
  table: 'sample.guest',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    number: z.string().meta({ label: 'sample.number', filter: true, sort: true, search: true }),
    name: z.string().meta({ label: 'sample.name', personal: 'name', search: true }),
    phone: z.string().nullable().meta({ label: 'sample.phone', personal: 'phone' }),
    spentMinor: z.bigint().meta({ label: 'sample.spent', filter: true, sort: true }),
    currency: z.string(),
    joinedOn: z.string().nullable().meta({ filter: true }),
    orgUnitId: z.uuid().nullable(),
    createdAt: z.iso.datetime().meta({ sort: true, filter: true }),
  }),
})

export interface GuestDraft {
  number: string
  name: string
  phone?: string | null
  spentMinor?: bigint
  joinedOn?: string | null
  orgUnitId?: string | null
}

export async function createGuests(tx: Tx, drafts: readonly GuestDraft[]): Promise<string[]> {
  const rows = drafts.map((draft) => ({ ...draft, id: newId() }))
  await tx.exec(
    '',
    `insert into sample.guest (id, company_id, number, name, phone, spent_minor, currency, joined_on, org_unit_id, created_at)
     select id, $2, number, name, phone, coalesce(spent, 0), 'KRW', joined, unit, $3
     from jsonb_to_recordset($1::jsonb) as g(id uuid, number text, name text, phone text, spent bigint, joined date, unit uuid)`,
    [
      JSON.stringify(
        rows.map((row) => ({
          id: row.id,
          number: row.number,
          name: row.name,
          phone: row.phone ?? null,
          spent: String(row.spentMinor ?? 0n),
          joined: row.joinedOn ?? null,
          unit: row.orgUnitId ?? null,
        })),
      ),
      tx.principal.companyId,
      tx.now,
    ],
  )
  for (const row of rows) {
    emit(tx, { type: 'guest.came@1', subject: { entity: 'guest', id: row.id }, data: { number: row.number } })
  }
  return rows.map((row) => row.id)
}

const guestSearch: SearchSource = {
  entity: 'guest',
  on: ['guest.came@1', 'guest.left@1'],
  permission: 'guest.read',
  path: '/sample/guests/:id',
  personal: { title: 'name' },
  async load(db: Db, ids) {
    const rows = await db.rows<GuestDraft & { id: string; companyId: string }>(
      '',
      'select * from sample.guest where id = any($1::uuid[])',
      [ids],
    )
    return rows.map((row) => ({
      id: row.id,
      companyId: row.companyId,
      title: row.name,
      subtitle: row.number,
      texts: [row.name, row.number, row.phone ?? ''],
      ...(row.orgUnitId ? { orgUnitId: row.orgUnitId } : {}),
    }))
  },
  async ids(db, companyId, after, limit) {
    const rows = await db.rows<{ id: string }>(
      '',
      'select id from sample.guest where company_id = $1 and ($2::uuid is null or id > $2) order by id limit $3',
      [companyId, after, limit],
    )
    return rows.map((row) => row.id)
  },
}

export function sampleModule(more: Partial<ModuleManifest> = {}): ModuleManifest {
  return defineModule({
    name: 'sample',
    permissions: ['guest.read', 'guest.import'],
    routes(app) {
      listRoute(app, guestEntity, {
        url: '/guests',
        summary: 'Guests',
        permission: 'guest.read',
        defaultSort: '-createdAt',
        orgUnitColumn: 'org_unit_id',
      })
    },
    search: [guestSearch],
    migrations: new URL('./none/', import.meta.url),
    catalogues: new URL('./none/', import.meta.url),
    ...more,
  })
}

/** The sample's table, made by the owner as a migration would. */
export async function createSampleTable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`
    create schema sample;
    create table sample.guest (
      id uuid primary key,
      company_id uuid not null,
      number text not null constraint guest_number_is_unique unique,
      name text not null,
      phone text,
      spent_minor bigint not null,
      currency char(3) not null,
      joined_on date,
      org_unit_id uuid,
      created_at timestamptz not null
    );
    grant usage on schema sample to ${applicationRole};
    grant select, insert, update, delete on sample.guest to ${applicationRole};`)
  await client.end()
}
