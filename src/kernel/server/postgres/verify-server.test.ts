import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedServer, startEmbedded } from './embedded-server.ts'
import { verifyServer } from './verify-server.ts'

let directory: string
let server: EmbeddedServer

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wheelhouse-verify-'))
  await chmod(directory, 0o755)
  server = await startEmbedded({
    dataDir: directory,
    settings: { shared_buffers: '16MB', max_connections: '20', fsync: 'off' },
  })
}, 60_000)

afterAll(async () => {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
})

async function makeDatabase(name: string, options: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create database ${name} template template0 ${options}`)
  await client.end()
  return server.url.replace(/[^/]+$/, name)
}

describe('verifyServer', () => {
  it('[PLAT-01] the embedded server passes', async () => {
    const facts = await verifyServer(server.url)
    expect(facts.versionNumber).toBeGreaterThanOrEqual(150_000)
    expect(facts.encoding).toBe('UTF8')
  })

  it('[PLAT-01] a database in SQL_ASCII is refused', async () => {
    const url = await makeDatabase('ascii', `encoding 'SQL_ASCII' locale_provider libc locale 'C'`)
    await expect(verifyServer(url)).rejects.toMatchObject({ code: 'server.encoding' })
  })

  it('[PLAT-01] a database whose ctype hides Hangul from search is refused', async () => {
    const url = await makeDatabase('blind', `encoding 'UTF8' locale_provider libc locale 'C'`)
    await expect(verifyServer(url)).rejects.toMatchObject({ code: 'server.hangul' })
  })

  it('[PLAT-01] an address where nothing listens is refused without showing the password', async () => {
    const error = await verifyServer('postgres://a:secret@127.0.0.1:1/x').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'server.unreachable' })
    expect(String(error)).not.toContain('secret')
  })
})
