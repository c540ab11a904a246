import { renewRoles } from '../kernel/server/access/renew-roles.ts'
import { openDatabase } from '../kernel/server/database.ts'
import { createServer } from '../kernel/server/http/server.ts'
import { authenticator } from '../kernel/server/identity/authenticator.ts'
import { assertNoDemoAccounts } from '../kernel/server/identity/demo-users.ts'
import { applicationRole } from '../kernel/server/migrations.ts'
import { openLog } from './log.ts'
import { modules } from './modules.ts'
import { roles } from './roles.ts'
import { environment } from './settings.ts'
import { isForStrangers, serveSite } from './site/site.ts'
import { siteSecret } from './site/site-secret.ts'
import { serveWeb } from './web-files.ts'

/** The HTTP process: API, screens and live updates. Any number of them may share one database. */
async function main(): Promise<void> {
  const env = environment()
  const log = openLog('server', env.logLevel)
  if (!env.databaseUrl)
    throw new Error('DATABASE_URL is not set; `npm start` sets it for the embedded server')
  const database = openDatabase({
    url: env.databaseUrl,
    role: applicationRole,
    applicationName: 'wheelhouse-server',
    preparedStatements: process.env.PREPARED_STATEMENTS !== 'off',
  })
  await assertNoDemoAccounts(database)
  await renewRoles(database, roles)
  const identify = authenticator(database, modules)
  const app = await createServer({
    database,
    modules,
    authenticate: async (request) => (isForStrangers(request) ? undefined : identify(request)),
    log,
    trustProxy: env.trustProxy,
  })
  await serveWeb(app)
  await serveSite(app, { secret: siteSecret(env.dataDir) })
  for (const module of modules) await module.start?.(database)
  await app.listen({ port: env.port, host: env.host })
  log.info({ port: env.port }, 'ready')
  process.send?.('ready')

  let stopping = false
  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    await app.close()
    await database.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  process.on('disconnect', () => void stop())
}

await main().catch((error: unknown) => {
  const busy = (error as { code?: string }).code === 'EADDRINUSE'
  console.error(error instanceof Error ? error.message : error)
  process.exit(busy ? 98 : 1)
})
