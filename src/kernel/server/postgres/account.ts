import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failures } from './startup-failures.ts'

/** The unprivileged user the server runs as when we ourselves are root. */
export type Account = { uid: number; gid: number }

/**
 * PostgreSQL refuses to run as root. Returns the account to drop to: the owner of an existing cluster, else `postgres`,
 * else `nobody`; undefined when we are an ordinary user already. No account is ever created.
 */
export async function serverAccount(cluster: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(cluster).catch(() => undefined)
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  for (const name of ['postgres', 'nobody']) {
    const fields = passwd
      .split('\n')
      .map((line) => line.split(':'))
      .find((entry) => entry[0] === name)
    const uid = Number(fields?.[2])
    const gid = Number(fields?.[3])
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0) return { uid, gid }
  }
  throw failures.noAccount()
}

/** Whether the account may pass through every directory above and including `path`, as under a home of mode 0700 it may not. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  let current = await realpath(path)
  for (;;) {
    const entry = await stat(current)
    const passBit = entry.uid === account.uid ? 0o100 : entry.gid === account.gid ? 0o010 : 0o001
    if ((entry.mode & passBit) === 0) return false
    const parent = dirname(current)
    if (parent === current) return true
    current = parent
  }
}
