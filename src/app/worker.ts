import { keepAudit } from '../kernel/server/audit-chain-keeper.ts'
import { openDatabase } from '../kernel/server/database.ts'
import { applicationRole } from '../kernel/server/migrations.ts'
import { startWorker } from '../kernel/server/worker.ts'
import { openLog } from './log.ts'
import { modules } from './modules.ts'
import { environment } from './settings.ts'

/** The process that works off events, jobs and schedules. Any number of them share the work. */
async function main(): Promise<void> {
  const env = environment()
  const log = openLog('worker', env.logLevel)
  if (!env.databaseUrl)
    throw new Error('DATABASE_URL is not set; `npm start` sets it for the embedded server')
  const database = openDatabase({
    url: env.databaseUrl,
    role: applicationRole,
    applicationName: 'wheelhouse-worker',
  })
  for (const module of modules) await module.start?.(database)
  const worker = await startWorker(database, modules, log)
  const auditKeeper = keepAudit(database, log)
  log.info('working')
  process.send?.('ready')
  let stopping = false
  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    await worker.stop()
    await auditKeeper.stop()
    await database.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  process.on('disconnect', () => void stop())
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
