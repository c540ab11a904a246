import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { applicationRole, type MigrationSource, migrate } from './migrations.ts'
import { testKit } from './testkit.ts'

const t = await testKit([])
let folder: string
let round = 0
let source: MigrationSource

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-migrations-'))
  round += 1
  const name = `shed${round}`
  source = { name, migrations: pathToFileURL(`${folder}/`), appendOnly: [`${name}.log`] }
  write(
    '0001_tool.sql',
    `create table ${name}.tool (id int primary key, name text); create table ${name}.log (line text);`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text)
}

describe('migrations', () => {
  it('[PLAT-07] are applied once and in order, though several starts race', async () => {
    write('0002_more.sql', `alter table ${source.name}.tool add column weight int;`)
    const done = await Promise.all([
      migrate(t.url, [source]),
      migrate(t.url, [source]),
      migrate(t.url, [source]),
    ])
    expect(done.flat().map(({ file }) => file)).toEqual(['0001_tool.sql', '0002_more.sql'])
    expect(await migrate(t.url, [source])).toEqual([])
  })

  it('[PLAT-07] that fail leave nothing behind, and say which and why', async () => {
    write('0002_bad.sql', `create table ${source.name}.half (id int); select no_such_function();`)
    await expect(migrate(t.url, [source])).rejects.toThrow(/0002_bad.sql failed: function no_such_function/)
    const client = new pg.Client({ connectionString: t.url })
    await client.connect()
    const { rows } = await client.query(`select to_regclass('${source.name}.half') as half`)
    await client.end()
    expect(rows).toEqual([{ half: null }])
    write('0002_bad.sql', `create table ${source.name}.half (id int);`)
    expect((await migrate(t.url, [source])).at(-1)?.file).toBe('0002_bad.sql')
  })

  it('[PLAT-07] refuse a history that was changed or has lost a file', async () => {
    await migrate(t.url, [source])
    write('0001_tool.sql', `create table ${source.name}.tool (id bigint primary key);`)
    await expect(migrate(t.url, [source])).rejects.toThrow('was changed after it was applied')
    rmSync(join(folder, '0001_tool.sql'))
    await expect(migrate(t.url, [source])).rejects.toThrow('its file is gone')
  })

  it('[CORE-11] give the application its rows, not its tables, and no second thought on what is append-only', async () => {
    await migrate(t.url, [source])
    const app = openDatabase({ url: t.url, role: applicationRole, poolSize: 1 })
    const tried = async (text: string) =>
      app.rows('', text).then(
        () => 'done',
        (error: Error) => error.message,
      )
    expect(await tried(`insert into ${source.name}.tool values (1, 'saw')`)).toBe('done')
    expect(await tried(`update ${source.name}.tool set name = 'axe'`)).toBe('done')
    expect(await tried(`insert into ${source.name}.log values ('x')`)).toBe('done')
    for (const text of [
      `update ${source.name}.log set line = 'y'`,
      `delete from ${source.name}.log`,
      `truncate ${source.name}.log`,
      `drop table ${source.name}.tool`,
      `alter table ${source.name}.tool add column x int`,
      `update kernel.migration set checksum = 'x'`,
      `create table ${source.name}.mine (id int)`,
    ])
      expect(await tried(text), text).toMatch(/permission denied|must be owner/)
    await app.close()
  })
})
