import { hostname } from 'node:os'
import type { Database } from '../database.ts'

/** How a worker names itself in leases and heartbeats. */
export const workerName = `${hostname()}:${process.pid}`

/** A worker says that it lives; health tells how long ago the last one did. */
export async function sayAlive(database: Database, startedAt: Date): Promise<void> {
  await database.rows(
    'kernel.worker_alive',
    `insert into kernel.worker (name, started_at, seen_at) values ($1, $2, now())
     on conflict (name) do update set started_at = excluded.started_at, seen_at = excluded.seen_at`,
    [workerName, startedAt],
  )
}
