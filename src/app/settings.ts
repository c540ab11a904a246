import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the environment decides; everything else is a setting of a company. */
export interface Environment {
  port: number
  host: string
  dataDir: string
  /** A real server to use instead of the embedded one. */
  databaseUrl: string | undefined
  /** How many orders the first demonstration trades. */
  demoOrders: number
  logLevel: string
  /** Behind a proxy that sets X-Forwarded-*. */
  trustProxy: boolean
}

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

const defaultPort = 3000
const defaultDemoOrders = 1_200

export function environment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    port: numberOf(env.PORT, defaultPort, 'PORT'),
    host: env.HOST ?? (env.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1'),
    dataDir: env.DATA_DIR ?? join(projectRoot, 'data'),
    databaseUrl: env.DATABASE_URL || undefined,
    demoOrders: numberOf(env.DEMO_ORDERS, defaultDemoOrders, 'DEMO_ORDERS'),
    logLevel: env.LOG_LEVEL ?? 'info',
    trustProxy: env.TRUST_PROXY === '1',
  }
}

function numberOf(text: string | undefined, fallback: number, name: string): number {
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) {
    throw new Error(
      `${name}은(는) 0 이상의 정수여야 합니다: ${text} · ${name} must be a whole number: ${text}`,
    )
  }
  return value
}
