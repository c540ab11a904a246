import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** What the migrator needs of a module: its schema's name and where its SQL stands. */
export interface MigrationSource {
  name: string
  migrations: URL
  /** Tables whose rows are never changed or removed by the application role. */
  appendOnly?: readonly string[]
}

export interface AppliedMigration {
  module: string
  file: string
}

export const applicationRole = 'wheelhouse_app'

/**
 * Brings every module's schema up to date, in the order given, one transaction a file. Starts that race wait for each
 * other on one lock row. Throws when an applied file has changed or has gone, so that history stays what it was.
 */
export async function migrate(
  url: string,
  sources: readonly MigrationSource[],
  onApplied: (applied: AppliedMigration) => void = () => {},
): Promise<AppliedMigration[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'wheelhouse-migrate' })
  await client.connect()
  const done: AppliedMigration[] = []
  try {
    await prepare(client)
    await client.query('begin')
    await client.query('select 1 from kernel.migration_lock for update')
    const { rows } = await client.query<{ module: string; file: string; checksum: string }>(
      'select module, file, checksum from kernel.migration',
    )
    const applied = new Map(rows.map((row) => [`${row.module}/${row.file}`, row.checksum]))
    for (const source of sources) {
      await client.query(`create schema if not exists "${source.name}"`)
      for (const { file, text, checksum } of filesOf(source)) {
        const key = `${source.name}/${file}`
        const known = applied.get(key)
        applied.delete(key)
        if (known === checksum) continue
        if (known !== undefined) throw new Error(`Migration ${key} was changed after it was applied`)
        await client.query(text).catch((error: Error) => {
          throw new Error(`Migration ${key} failed: ${error.message}`, { cause: error })
        })
        await client.query('insert into kernel.migration (module, file, checksum) values ($1, $2, $3)', [
          source.name,
          file,
          checksum,
        ])
        done.push({ module: source.name, file })
        onApplied({ module: source.name, file })
      }
    }
    const present = new Set(sources.map((source) => source.name))
    const gone = [...applied.keys()].find((key) => present.has(key.split('/')[0] ?? ''))
    if (gone !== undefined) throw new Error(`Migration ${gone} was applied but its file is gone`)
    if (done.length > 0) await grantToApplication(client, sources)
    await client.query('commit')
    return done
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    await client.end()
  }
}

function filesOf(source: MigrationSource): { file: string; text: string; checksum: string }[] {
  const folder = fileURLToPath(source.migrations)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      return { file, text, checksum: createHash('sha256').update(text).digest('hex') }
    })
}

async function prepare(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`select to_regclass('kernel.migration') as there`)
  if (rows[0]?.there) return
  await client.query(`
    create schema if not exists kernel;
    create table if not exists kernel.migration_lock (one boolean primary key default true check (one));
    insert into kernel.migration_lock default values on conflict do nothing;
    create table if not exists kernel.migration (
      module text not null,
      file text not null,
      checksum text not null,
      applied_at timestamptz not null default now(),
      primary key (module, file)
    );`)
}

/**
 * The application works as its own role, which reads and writes rows but cannot alter tables, and cannot change or
 * remove what is append-only.
 */
async function grantToApplication(client: pg.Client, sources: readonly MigrationSource[]): Promise<void> {
  await client.query(`
    do $$ begin
      if not exists (select 1 from pg_roles where rolname = '${applicationRole}') then
        create role ${applicationRole} nologin;
      end if;
      execute format('grant ${applicationRole} to %I', current_user);
    exception when duplicate_object then null;
    end $$`)
  for (const source of sources) {
    await client.query(`
      grant usage on schema "${source.name}" to ${applicationRole};
      grant select, insert, update, delete on all tables in schema "${source.name}" to ${applicationRole};
      grant usage, select on all sequences in schema "${source.name}" to ${applicationRole};
      grant execute on all functions in schema "${source.name}" to ${applicationRole};`)
    for (const table of source.appendOnly ?? []) {
      await client.query(`revoke update, delete, truncate on ${table} from ${applicationRole}`)
    }
  }
  await client.query(
    `revoke insert, update, delete on kernel.migration, kernel.migration_lock from ${applicationRole}`,
  )
}
