import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Public instances lie beside the repository, never in it (`PUBLIC_DATA` says where, if elsewhere). Undefined where they
 * are absent: tests that want them are skipped then.
 */
export function publicFolder(...path: string[]): string | undefined {
  const folder = join(process.env.PUBLIC_DATA ?? join(process.cwd(), '..', 'shared', 'data'), ...path)
  return existsSync(folder) ? folder : undefined
}
