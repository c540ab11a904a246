import { chmod, cp, mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serverAccount } from './account.ts'
import { installedBinaries, prepareBinaries, runProgram } from './binaries.ts'

let directory: string
let native: string
let version: string

// As npm leaves the package when install scripts are off: no library links, no executable bits.
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wheelhouse-bin-'))
  await chmod(directory, 0o755)
  const installed = await installedBinaries()
  version = installed.version
  native = join(directory, 'install', 'native')
  await mkdir(join(directory, 'install'))
  await cp(installed.native, native, { recursive: true, verbatimSymlinks: true })
  for (const entry of await readdir(join(native, 'lib'), { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(native, 'lib', entry.name))
  }
  for (const name of await readdir(join(native, 'bin'))) await chmod(join(native, 'bin', name), 0o644)
})

afterEach(() => rm(directory, { recursive: true, force: true }))

describe.runIf(process.platform === 'linux')('binaries', { timeout: 60_000 }, () => {
  it('[PLAT-01] an installation without its scripts is mended where it lies', async () => {
    const account = await serverAccount(directory)
    const binaries = await prepareBinaries({ native, version, place: directory, account })
    expect(binaries.postgres).toBe(join(native, 'bin', 'postgres'))
    expect((await runProgram(binaries.postgres, ['--version'], { account })).output).toContain('PostgreSQL')
    expect(await readlink(join(native, 'lib', 'libicuuc.so.60'))).toBe('libicuuc.so.60.2')
  })

  it('[PLAT-01] an installation the server cannot reach is copied, once', async () => {
    await chmod(join(directory, 'install'), 0o700)
    const account = await serverAccount(directory)
    if (account === undefined) return
    const place = join(directory, 'place')
    await mkdir(place)
    const input = { native, version, place, account }
    const first = await prepareBinaries(input)
    expect(first.postgres).toBe(join(place, `binaries-${version}`, 'bin', 'postgres'))
    expect((await runProgram(first.initdb, ['--version'], { account })).code).toBe(0)
    await rm(native, { recursive: true })
    await mkdir(native, { recursive: true })
    expect(await prepareBinaries(input)).toEqual(first)
  })

  it('[PLAT-01] programs that cannot run are refused with the reason', async () => {
    await rm(join(native, 'lib'), { recursive: true })
    await mkdir(join(native, 'lib'))
    const account = await serverAccount(directory)
    const work = prepareBinaries({ native, version, place: directory, account })
    await expect(work).rejects.toMatchObject({ code: 'database.unusableBinaries' })
  })
})
