import { randomUUID } from 'node:crypto'
import {
  access,
  chmod,
  constants,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Account, canReach, serverAccount } from './account.ts'
import { processesIn } from './process-table.ts'
import { codeOf } from './startup-error.ts'
import { failures } from './startup-failures.ts'

/** Where one embedded server keeps its things. */
export type ServerHome = {
  /** What the caller named; holds the password and the remembered port. */
  dataDir: string
  /** Holds the cluster, the lock and the log; the data directory itself, unless the server's account cannot reach that. */
  place: string
  cluster: string
  lockFile: string
  logFile: string
  passwordFile: string
  account: Account | undefined
}

/** What the home remembers from start to start. */
export type HomeMemory = { port?: number; place?: string; initialised?: boolean }

const minimumFreeBytes = 64 * 1024 * 1024
const reachableRoot = '/var/lib/wheelhouse'

/**
 * Finds or makes the home of the embedded server. As root, a server whose data directory lies under a closed home (mode 0700)
 * lives in /var/lib/wheelhouse instead, and the data directory remembers where.
 * @throws StartupError unwritable, notADirectory, diskFull
 */
export async function openHome(directory: string): Promise<ServerHome> {
  const dataDir = resolve(directory)
  await makeDirectory(dataDir)
  const memory = await recall(dataDir)
  const account = await serverAccount(join(memory.place ?? dataDir, 'cluster'))
  const place = await placeFor({ dataDir, memory, account })
  await requireFreeSpace(place)
  return {
    dataDir,
    place,
    cluster: join(place, 'cluster'),
    lockFile: join(place, 'server.lock'),
    logFile: join(place, 'server.log'),
    passwordFile: join(dataDir, 'password'),
    account,
  }
}

/** @throws StartupError diskFull, when the server could not even recover in what is left */
async function requireFreeSpace(directory: string): Promise<void> {
  const space = await statfs(directory).catch(() => undefined)
  if (space !== undefined && space.bavail * space.bsize < minimumFreeBytes) throw failures.diskFull(directory)
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true })
    if (!(await stat(directory)).isDirectory()) throw failures.notADirectory(directory)
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' || code === 'ENOTDIR') throw failures.notADirectory(directory)
    if (code === 'ENOSPC') throw failures.diskFull(directory, error)
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT') {
      throw failures.unwritable(directory, error)
    }
    throw error
  }
}

async function placeFor(input: {
  dataDir: string
  memory: HomeMemory
  account: Account | undefined
}): Promise<string> {
  const { dataDir, memory, account } = input
  if (memory.place !== undefined) return memory.place
  if (account === undefined || (await canReach(account, dataDir))) return dataDir
  const place = join(reachableRoot, randomUUID())
  try {
    await mkdir(place, { recursive: true })
    await chmod(reachableRoot, 0o711)
    await chmod(place, 0o711)
    await writeFile(join(place, 'origin'), dataDir, { mode: 0o600 })
  } catch (error) {
    throw failures.unwritable(place, error)
  }
  await remember(dataDir, { place })
  await sweepPlaces()
  return place
}

/** Removes what servers of temporary directories left here after those are gone. Any other data is never removed by us. */
async function sweepPlaces(): Promise<void> {
  for (const name of await readdir(reachableRoot)) {
    const place = join(reachableRoot, name)
    const origin = await readFile(join(place, 'origin'), 'utf8').catch(() => '')
    if (!origin.startsWith(`${tmpdir()}/`)) continue
    const alive = await stat(origin).then(
      () => true,
      () => false,
    )
    if (alive || (await processesIn(join(place, 'cluster'))).length > 0) continue
    await rm(place, { recursive: true, force: true })
  }
}

/** The remembered port and place; an unreadable note counts as none, because both can be chosen anew. */
export async function recall(dataDir: string): Promise<HomeMemory> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'))
  } catch {
    return {}
  }
}

export async function remember(dataDir: string, changes: HomeMemory): Promise<void> {
  const memory = { ...(await recall(dataDir)), ...changes }
  const draft = join(dataDir, `server.json.${process.pid}`)
  await writeFile(draft, JSON.stringify(memory), { mode: 0o600 })
  await rename(draft, join(dataDir, 'server.json'))
}
