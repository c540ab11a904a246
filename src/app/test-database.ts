import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../kernel/server/migrations.ts'
import { startEmbedded } from '../kernel/server/postgres/embedded-server.ts'
import { urlOf } from '../kernel/server/testkit.ts'
import { modules } from './modules.ts'

const templateDatabase = 'wheelhouse_template'

/**
 * One real PostgreSQL for a test run, with a migrated template that every test file clones. `TEST_DATABASE_URL` names
 * a server to use instead of the embedded one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const folder = given ? undefined : mkdtempSync(join(tmpdir(), 'wheelhouse-test-'))
  // As root the server runs under another account, which must be able to reach its data.
  if (folder) chmodSync(folder, 0o711)
  const server = folder ? await startEmbedded({ dataDir: join(folder, 'data') }) : undefined
  const serverUrl = given ?? server?.url ?? ''
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`drop database if exists ${templateDatabase}`)
  await admin.query(`create database ${templateDatabase}`)
  await admin.end()
  await migrate(urlOf(serverUrl, templateDatabase), modules)
  project.provide('serverUrl', serverUrl)
  project.provide('templateDatabase', templateDatabase)
  return async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}
