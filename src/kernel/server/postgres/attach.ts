import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { serverUser } from './cluster.ts'
import { recall } from './server-home.ts'

const databaseName = 'wheelhouse'
const connectTimeoutMs = 2_000

/** The address of an embedded server that another process of ours keeps running, or nothing when none answers. */
export async function runningServerUrl(dataDir: string): Promise<string | undefined> {
  const directory = resolve(dataDir)
  const memory = await recall(directory).catch(() => undefined)
  const password = await readFile(join(directory, 'password'), 'utf8').catch(() => undefined)
  if (!memory?.port || !password) return undefined
  const url = `postgres://${serverUser}:${encodeURIComponent(password.trim())}@127.0.0.1:${memory.port}/${databaseName}`
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return url
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => undefined)
  }
}
