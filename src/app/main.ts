import { createServer as createProbe } from 'node:net'
import { join } from 'node:path'
import { openDatabase } from '../kernel/server/database.ts'
import { demoAllowed, demoLogins } from '../kernel/server/identity/demo-users.ts'
import { migrate } from '../kernel/server/migrations.ts'
import { type EmbeddedServer, startEmbedded } from '../kernel/server/postgres/embedded-server.ts'
import { StartupError, startupMessage } from '../kernel/server/postgres/startup-error.ts'
import { verifyServer } from '../kernel/server/postgres/verify-server.ts'
import { keepRunning } from './children.ts'
import { prepareDemo } from './demo/prepare-demo.ts'
import { modules } from './modules.ts'
import { environment } from './settings.ts'

/** `npm start`: database, migrations, demonstration company on the first run, then server and worker, kept running. */
async function main(): Promise<void> {
  const env = environment()
  await requireFreePort(env.port, env.host)
  const say = (line: string): void => console.log(line)
  const embedded = env.databaseUrl
    ? undefined
    : await startEmbedded({ dataDir: join(env.dataDir, 'postgres'), log: { info: say, warn: say } })
  const databaseUrl = env.databaseUrl ?? embedded?.url ?? ''
  try {
    await verifyServer(databaseUrl)
    const applied = await migrate(databaseUrl, modules)
    if (applied.length > 0)
      say(`데이터베이스를 준비했습니다 (${applied.length}) · database migrated (${applied.length})`)
    if (demoAllowed()) await prepareDemo({ databaseUrl, orders: env.demoOrders })
    await run(
      {
        ...process.env,
        DATABASE_URL: databaseUrl,
        DATA_DIR: env.dataDir,
        WHEELHOUSE_DEMO: demoAllowed() ? '1' : '0',
      },
      embedded,
      databaseUrl,
    )
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function run(
  childEnv: NodeJS.ProcessEnv,
  embedded: EmbeddedServer | undefined,
  databaseUrl: string,
): Promise<void> {
  const env = environment()
  const server = keepRunning('server', childEnv, () => void stop(1, portBusy(env.port).message))
  const worker = keepRunning('worker', childEnv, () => void stop(1))
  let stopping = false

  async function stop(code: number, message?: string): Promise<void> {
    if (stopping) return
    stopping = true
    if (message) console.error(message)
    await Promise.all([server.stop(), worker.stop()])
    await embedded?.stop()
    process.exit(code)
  }

  process.on('SIGTERM', () => void stop(0))
  process.on('SIGINT', () => void stop(0))
  void embedded?.exited.then((end) => {
    if (end.reason === 'failed') void stop(1, startupMessage(end.error))
  })
  await server.ready
  await greet(databaseUrl, env.port)
}

/** The address, and who may log in. */
async function greet(databaseUrl: string, port: number): Promise<void> {
  console.log(
    `\n  Wheelhouse  http://localhost:${port}\n  상점 shop   http://localhost:${port}/shop\n  API         http://localhost:${port}/api/docs\n`,
  )
  if (!demoAllowed()) return
  const database = openDatabase({ url: databaseUrl, poolSize: 1 })
  const logins = await demoLogins(database)
  await database.close()
  if (logins.length === 0) return
  console.log('  시연 계정 · demo logins')
  const width = Math.max(...logins.map((login) => login.email.length))
  for (const login of logins)
    console.log(`    ${login.email.padEnd(width)}  ${login.password}  ${login.name} (${login.role})`)
  console.log('')
}

async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createProbe()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  probe.once('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'EADDRINUSE' ? portBusy(port) : error),
  )
  probe.listen(port, host, () => probe.close(() => resolve()))
  await promise
}

function portBusy(port: number): StartupError {
  return new StartupError('port.busy', {
    ko: `${port}번 포트를 다른 프로그램이 쓰고 있습니다. 그 프로그램을 끝내거나 PORT=3001 npm start처럼 다른 번호로 시작하세요.`,
    en: `Port ${port} is in use by another program. Stop it, or start on another one: PORT=3001 npm start`,
  })
}

await main().catch((error: unknown) => {
  console.error(error instanceof StartupError ? startupMessage(error) : error)
  process.exit(1)
})
