import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runningServerUrl } from './attach.ts'
import { type EmbeddedServer, startEmbedded } from './embedded-server.ts'
import { isAlive, isZombie, processesIn, waitUntilGone } from './process-table.ts'
import { StartupError } from './startup-error.ts'

const asRoot = process.getuid?.() === 0
const nobody = 65_534
// Small, so that several test files can run at once.
const settings = { shared_buffers: '16MB', max_connections: '20' }

let directory: string
let servers: EmbeddedServer[]
let children: ChildProcess[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wheelhouse-pg-'))
  await chmod(directory, 0o755)
  servers = []
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(servers.map((server) => server.stop()))
  for (const pid of await processesIn(join(directory, 'd', 'cluster'))) process.kill(pid, 'SIGKILL')
  await rm(directory, { recursive: true, force: true })
})

async function start(options: { port?: number } = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir: join(directory, 'd'), settings, ...options })
  servers.push(server)
  return server
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function queryWhenBack(url: string, text: string): Promise<unknown[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await query(url, text)
    } catch (error) {
      if (attempt > 200) throw error
      await sleep(50)
    }
  }
}

async function refusal(work: Promise<unknown>): Promise<StartupError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof StartupError)) throw new Error(`expected a StartupError, got ${error}`)
  expect(error.ko).toMatch(/[가-힣]/)
  expect(error.en).toMatch(/[a-z]/)
  return error
}

/** Runs the fixture application and returns its first line. */
function runFixture(options: { uid?: number; gid?: number } = {}): {
  child: ChildProcess
  line: Promise<{ url: string; pid: number }>
} {
  const file = new URL('./embedded-server.fixture.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, join(directory, 'd')], {
    ...options,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LANG: 'C', PGPORT: '1', PGDATA: '/nowhere' },
  })
  children.push(child)
  const line = new Promise<{ url: string; pid: number }>((resolve, reject) => {
    let errors = ''
    child.stderr?.on('data', (chunk) => {
      errors += chunk
    })
    child.stdout?.once('data', (chunk) => resolve(JSON.parse(String(chunk))))
    child.once('exit', () => reject(new Error(errors)))
  })
  line.catch(() => undefined)
  return { child, line }
}

describe('embedded server', { timeout: 60_000 }, () => {
  it('[PLAT-01] starts as a real durable UTF-8 server that asks for a password and listens on loopback only', async () => {
    const server = await start()
    expect(
      await query(
        server.url,
        `select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
                current_setting('listen_addresses') as addresses, current_setting('jit') as jit`,
      ),
    ).toEqual([{ fsync: 'on', encoding: 'UTF8', addresses: '127.0.0.1', jit: 'off' }])
    const withoutPassword = server.url.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(withoutPassword, 'select 1')).rejects.toThrow(/password/)
    expect((await stat(join(directory, 'd', 'password'))).mode & 0o777).toBe(0o600)
  })

  it('[PLAT-01] the second start keeps data and port, and a clean stop leaves no process', async () => {
    const first = await start()
    await query(first.url, 'create table kept as select 7 as n')
    await first.stop()
    expect(await first.exited).toEqual({ reason: 'stopped' })
    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
    await second.stop()
    expect(await processesIn(join(directory, 'd', 'cluster'))).toEqual([])
    expect(await readdir(join(directory, 'd'))).not.toContain('server.lock')
  })

  it('[PLAT-01] kill -9 of the database: it comes back on the same address with every committed row', async () => {
    const server = await start()
    await query(server.url, 'create table kept (n int)')
    for (let round = 1; round <= 3; round++) {
      await query(server.url, `insert into kept values (${round})`)
      const before = server.pid()
      process.kill(before ?? 0, 'SIGKILL')
      expect(await queryWhenBack(server.url, 'select count(*)::int as count from kept')).toEqual([
        { count: round },
      ])
      expect(server.pid()).not.toBe(before)
    }
  })

  it('[PLAT-01] a second start on the same data is refused and the first is not disturbed', async () => {
    const server = await start()
    const error = await refusal(startEmbedded({ dataDir: join(directory, 'd') }))
    expect(error.code).toBe('database.alreadyRunning')
    const { child } = runFixture()
    const [code] = await new Promise<[number | null]>((resolve) =>
      child.once('exit', (value) => resolve([value])),
    )
    expect(code).toBe(1)
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('[PLAT-01] kill -9 of the application: the database stops behind it and the next start needs no hand', async () => {
    const { child, line } = runFixture()
    const { url, pid } = await line
    await query(url, 'create table kept as select 7 as n')
    child.kill('SIGKILL')
    expect(await waitUntilGone(pid, 10_000)).toBe(true)
    const server = await start()
    expect(await query(server.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  it('[PLAT-01] a database orphaned without its watchdog is stopped before the next one starts', async () => {
    const { child, line } = runFixture()
    const { pid } = await line
    const watchdogs = await childrenOf(child.pid ?? 0)
    for (const watchdog of watchdogs.filter((found) => found !== pid)) process.kill(watchdog, 'SIGKILL')
    child.kill('SIGKILL')
    await sleep(200)
    expect(isAlive(pid)).toBe(true)
    const server = await start()
    // Ended, whether or not its parent has taken note of it already.
    expect(isAlive(pid) && !(await isZombie(pid))).toBe(false)
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('[PLAT-01] SIGTERM to the application stops the database cleanly', async () => {
    const { child, line } = runFixture()
    const { pid } = await line
    child.kill('SIGTERM')
    expect(await waitUntilGone(pid, 10_000)).toBe(true)
    expect(await readFile(join(directory, 'd', 'server.log'), 'utf8')).toMatch(/database system is shut down/)
  })

  it('[PLAT-01] another process of the same house finds the running server, and none after its stop', async () => {
    const server = await start()
    expect(await runningServerUrl(join(directory, 'd'))).toBe(server.url)
    await server.stop()
    expect(await runningServerUrl(join(directory, 'd'))).toBeUndefined()
  })

  it('[PLAT-01] a lost password file is replaced without losing data', async () => {
    const first = await start()
    await query(first.url, 'create table kept as select 7 as n')
    await first.stop()
    await rm(join(directory, 'd', 'password'))
    const second = await start()
    expect(second.url).not.toBe(first.url)
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  it('[PLAT-01] a busy port that was asked for is refused; a busy remembered port is replaced', async () => {
    const first = await start()
    await first.stop()
    const occupier = createServer()
    await new Promise<void>((resolve) => occupier.listen(first.port, '127.0.0.1', resolve))
    try {
      const error = await refusal(start({ port: first.port }))
      expect(error.code).toBe('database.portBusy')
      const second = await start()
      expect(second.port).not.toBe(first.port)
    } finally {
      occupier.close()
    }
  })

  it.runIf(asRoot)('[PLAT-01] an ordinary user can start it', async () => {
    await chmod(directory, 0o777)
    const { child, line } = runFixture({ uid: nobody, gid: nobody })
    const { url, pid } = await line
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    child.kill('SIGINT')
    expect(await waitUntilGone(pid, 10_000)).toBe(true)
  })

  it.runIf(asRoot)(
    '[PLAT-01] root under a closed home: the cluster lives where the server may reach it',
    async () => {
      await chmod(directory, 0o700)
      const server = await start()
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await server.stop()
      const { place }: { place: string } = JSON.parse(
        await readFile(join(directory, 'd', 'server.json'), 'utf8'),
      )
      expect(await readdir(place)).toContain('cluster')
      await rm(place, { recursive: true })
    },
  )
})

describe('broken data', { timeout: 60_000 }, () => {
  const cluster = () => join(directory, 'd', 'cluster')

  it.each([
    ['PG_VERSION is missing', (path: string) => rm(join(path, 'PG_VERSION')), 'database.broken'],
    [
      'another release',
      (path: string) => writeFile(join(path, 'PG_VERSION'), '14\n'),
      'database.wrongClusterVersion',
    ],
    [
      'a cut control file',
      (path: string) => truncate(join(path, 'global', 'pg_control'), 100),
      'database.broken',
    ],
    ['a lost write-ahead log', (path: string) => emptyDirectory(join(path, 'pg_wal')), 'database.broken'],
    ['a lost cluster', (path: string) => rm(path, { recursive: true }), 'database.broken'],
  ])('[PLAT-01] %s is refused with advice, and nothing is touched', async (_name, damage, code) => {
    await (await start()).stop()
    await damage(cluster())
    expect((await refusal(start())).code).toBe(code)
    expect(await readdir(join(directory, 'd'))).not.toContain('server.lock')
  })

  it('[PLAT-01] a file in place of the directory is refused', async () => {
    await writeFile(join(directory, 'd'), '')
    expect((await refusal(start())).code).toBe('database.notADirectory')
    await rm(join(directory, 'd'))
    await mkdir(join(directory, 'd'))
  })
})

async function emptyDirectory(path: string): Promise<void> {
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true })
}

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')))
  return lists.flatMap((list) =>
    list
      .split(' ')
      .filter((entry) => entry !== '')
      .map(Number),
  )
}
