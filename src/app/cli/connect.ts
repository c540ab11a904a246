import { join } from 'node:path'
import { type Database, openDatabase } from '../../kernel/server/database.ts'
import { applicationRole, migrate } from '../../kernel/server/migrations.ts'
import { runningServerUrl } from '../../kernel/server/postgres/attach.ts'
import { startEmbedded } from '../../kernel/server/postgres/embedded-server.ts'
import { modules } from '../modules.ts'
import { environment } from '../settings.ts'

export interface Connection {
  database: Database
  databaseUrl: string
  close(): Promise<void>
}

/** The house's database: the given one, the one `npm start` is running, or the embedded one for as long as we work. */
export async function connect(): Promise<Connection> {
  const env = environment()
  const folder = join(env.dataDir, 'postgres')
  const known = env.databaseUrl ?? (await runningServerUrl(folder))
  const embedded = known === undefined ? await startEmbedded({ dataDir: folder }) : undefined
  const databaseUrl = known ?? embedded?.url ?? ''
  await migrate(databaseUrl, modules)
  const database = openDatabase({
    url: databaseUrl,
    role: applicationRole,
    applicationName: 'wheelhouse-cli',
    poolSize: 6,
  })
  for (const module of modules) await module.start?.(database)
  return {
    database,
    databaseUrl,
    async close() {
      await database.close()
      await embedded?.stop()
    },
  }
}
