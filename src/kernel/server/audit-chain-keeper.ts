import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { sealAudit } from './audit-chain.ts'
import { anchorAudit, anchorFile } from './audit-chain-anchor.ts'
import type { Database } from './database.ts'

export interface AuditKeeper {
  stop(): Promise<void>
}

const sealEveryMs = 1_000
const anchorEveryMs = 10 * 60_000

/**
 * Seals the audit trail every second and anchors its head every ten minutes, for as long as the worker runs. Outlives
 * a database or a disk that goes away.
 */
export function keepAudit(
  database: Database,
  log: Logger,
  file: string | undefined = anchorFile(),
): AuditKeeper {
  const stopping = new AbortController()
  const { signal } = stopping

  async function keep(work: () => Promise<unknown>, pauseMs: number): Promise<void> {
    while (!signal.aborted) {
      await work().catch((error: unknown) =>
        log.warn({ err: error }, 'the audit trail could not be kept; trying again'),
      )
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  }

  const loops = [keep(() => sealAudit(database), sealEveryMs)]
  if (file) loops.push(keep(() => anchorAudit(database, file), anchorEveryMs))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
      // What was done until now is sealed and anchored before the process leaves.
      await sealAudit(database).catch(() => 0)
      if (file) await anchorAudit(database, file).catch(() => undefined)
    },
  }
}
