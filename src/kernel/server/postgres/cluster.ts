import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Binaries, runProgram } from './binaries.ts'
import { recall, remember, type ServerHome } from './server-home.ts'
import { codeOf } from './startup-error.ts'
import { failures } from './startup-failures.ts'

/** The only role of the embedded server. */
export const serverUser = 'wheelhouse'

const controlFileBytes = 8192

// pg_trgm sees no Hangul unless LC_CTYPE is UTF-8, whatever the collation provider; macOS and Windows name theirs differently.
const ctypes: Record<string, string[]> = {
  darwin: ['en_US.UTF-8', 'C.UTF-8'],
  win32: ['en-US', 'C'],
}
const ctypesElsewhere = ['C.UTF-8', 'C.utf8', 'en_US.UTF-8']

/**
 * Makes the cluster on the first start and examines it on every later one; returns the password of its only role.
 * A directory that once held a cluster is never initialised again.
 * @throws StartupError broken, wrongClusterVersion, diskFull, unwritable
 */
export async function openCluster(home: ServerHome, binaries: Binaries): Promise<string> {
  const found = await stat(home.cluster).catch(() => undefined)
  if (found === undefined) {
    if ((await recall(home.dataDir)).initialised)
      throw failures.broken(home.cluster, 'the cluster is missing')
    return createCluster(home, binaries)
  }
  await examine(home, binaries)
  await writeAccessRules(home)
  return (await readPassword(home)) ?? replacePassword(home, binaries)
}

/** Builds beside the goal and renames when whole, so that an interrupted first start leaves nothing half made. */
async function createCluster(home: ServerHome, binaries: Binaries): Promise<string> {
  const draft = `${home.cluster}.new`
  const passwordDraft = join(home.place, 'password.new')
  const password = newPassword()
  try {
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { mode: 0o700 })
    await writeFile(passwordDraft, password, { mode: 0o600 })
    if (home.account !== undefined) {
      await chown(draft, home.account.uid, home.account.gid)
      await chown(passwordDraft, home.account.uid, home.account.gid)
    }
    await initialise({ home, binaries, draft, passwordDraft })
    await writePassword(home, password)
    await rename(draft, home.cluster)
    await remember(home.dataDir, { initialised: true })
    await writeAccessRules(home)
    return password
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    const code = codeOf(error)
    if (code === 'ENOSPC') throw failures.diskFull(home.place, error)
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw failures.unwritable(home.place, error)
    throw error
  } finally {
    await rm(passwordDraft, { force: true })
  }
}

async function initialise(input: {
  home: ServerHome
  binaries: Binaries
  draft: string
  passwordDraft: string
}): Promise<void> {
  const { home, binaries, draft, passwordDraft } = input
  let output = ''
  for (const ctype of ctypes[process.platform] ?? ctypesElsewhere) {
    const result = await runProgram(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${serverUser}`,
        `--pwfile=${passwordDraft}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        `--locale=${ctype}`,
        '--lc-messages=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { account: home.account },
    )
    if (result.code === 0) return
    output = result.output
    if (!/invalid locale name/i.test(output)) break
  }
  if (/No space left on device|disk quota exceeded/i.test(output)) throw failures.diskFull(home.place)
  if (/permission denied/i.test(output)) throw failures.unwritable(home.place)
  throw failures.failed(home.place, output.split('\n').slice(-3).join(' '))
}

/** Sees what can be seen from outside before a server is let near the files. */
async function examine(home: ServerHome, binaries: Binaries): Promise<void> {
  const { cluster } = home
  const needs = binaries.version.split('.')[0] ?? ''
  const has = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    const code = codeOf(error)
    if (code === 'EACCES' || code === 'EPERM') throw failures.unwritable(cluster, error)
    throw failures.broken(cluster, 'PG_VERSION is missing')
  })
  if (!/^\d+$/.test(has.trim())) throw failures.broken(cluster, 'PG_VERSION is unreadable')
  if (has.trim() !== needs) throw failures.wrongClusterVersion({ directory: cluster, has: has.trim(), needs })
  const control = await stat(join(cluster, 'global', 'pg_control')).catch(() => undefined)
  if (control?.size !== controlFileBytes)
    throw failures.broken(cluster, 'global/pg_control is missing or cut short')
}

/** Loopback and scram only, written anew at every start so that no old rule survives. */
async function writeAccessRules(home: ServerHome): Promise<void> {
  const file = join(home.cluster, 'pg_hba.conf')
  await writeFile(file, 'host all all 127.0.0.1/32 scram-sha-256\n', { mode: 0o600 })
  if (home.account !== undefined) await chown(file, home.account.uid, home.account.gid)
}

async function readPassword(home: ServerHome): Promise<string | undefined> {
  const password = await readFile(home.passwordFile, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'EACCES') throw failures.unwritable(home.passwordFile, error)
    return ''
  })
  return password.trim() === '' ? undefined : password.trim()
}

async function writePassword(home: ServerHome, password: string): Promise<void> {
  const draft = `${home.passwordFile}.${process.pid}`
  await writeFile(draft, `${password}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, home.passwordFile)
}

/** A lost password file costs nothing: whoever may write the cluster's files may set the password in single-user mode. */
async function replacePassword(home: ServerHome, binaries: Binaries): Promise<string> {
  const password = newPassword()
  const result = await runProgram(
    binaries.postgres,
    ['--single', '-D', home.cluster, '-c', 'exit_on_error=on', 'postgres'],
    { account: home.account, input: `alter role ${serverUser} password '${password}'\n` },
  )
  if (result.code !== 0) throw failures.failed(home.logFile, result.output.split('\n').slice(-3).join(' '))
  await writePassword(home, password)
  return password
}

function newPassword(): string {
  return randomBytes(24).toString('base64url')
}
