import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './runtime.mjs'

/** Installs by the lockfile unless what is installed already agrees with it. */
export async function ensureInstalled(root) {
  const lockFile = join(root, 'package-lock.json')
  const stampFile = join(root, 'node_modules', '.wheelhouse-stamp')
  const stamp = `${createHash('sha256').update(readFileSync(lockFile)).digest('hex')} ${process.platform}-${process.arch}`
  if (readText(stampFile) === stamp) return { code: 0, signal: null }
  if (!agrees(lockFile, join(root, 'node_modules', '.package-lock.json'))) {
    console.error(
      '패키지를 설치합니다(처음 한 번, 몇 분 걸립니다) · installing packages (once; takes a few minutes)',
    )
    const ended = await install(root)
    if (ended.code !== 0) {
      console.error(ended.output)
      console.error('설치하지 못했습니다. 위 내용과 네트워크 연결을 확인한 뒤 다시 실행하세요.')
      console.error('The installation failed. Check the lines above and the network, then run again.')
      return ended
    }
  }
  writeFileSync(stampFile, stamp)
  return { code: 0, signal: null }
}

function install(root) {
  // Without these two, NODE_ENV=production or a user's npmrc would leave out the web build or the database.
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error']
  const options = { cwd: root, quiet: true }
  const npm = process.env.npm_execpath
  if (npm && basename(npm) === 'npm-cli.js') return run(process.execPath, [npm, ...args], options)
  const windows = process.platform === 'win32'
  return run(windows ? 'npm.cmd' : 'npm', args, { ...options, shell: windows })
}

/** Whether npm's own note of what it installed holds every package the lockfile wants, in that version. */
function agrees(lockFile, installedFile) {
  if (!existsSync(installedFile)) return false
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = installed[path]
    if (found === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version
  })
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
