import { spawn } from 'node:child_process'
import { chmodSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

const minimumNode = [20, 19]
const typeStrippingMajor = 24

/** Ends with a clear word on a Node too old to install what the lockfile names. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return
  console.error(
    `Node ${minimumNode.join('.')} 이상이 필요합니다(지금 ${process.versions.node}). https://nodejs.org 에서 새 버전을 설치한 뒤 다시 실행하세요.`,
  )
  console.error(
    `Node ${minimumNode.join('.')} or later is needed (this is ${process.versions.node}). Install one from https://nodejs.org and run again.`,
  )
  process.exit(1)
}

/** The Node that npm installed for this platform; the one running now only where npm offers none and it is new enough. */
export function pinnedRuntime(root) {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const path = join(root, 'node_modules', name, 'bin', program)
    if (!existsSync(path)) continue
    const { mode } = statSync(path)
    // npm sets the bit when it links programs, which it may have been told not to do.
    if (process.platform !== 'win32' && (mode & 0o111) === 0) chmodSync(path, 0o755)
    return path
  }
  if (Number(process.versions.node.split('.')[0]) >= typeStrippingMajor) return process.execPath
  console.error(
    `이 컴퓨터(${platform})용 실행 환경이 없습니다. Node ${typeStrippingMajor} 이상을 설치한 뒤 다시 실행하세요.`,
  )
  console.error(
    `There is no bundled runtime for ${platform}. Install Node ${typeStrippingMajor} or later and run again.`,
  )
  process.exit(1)
}

/**
 * Runs a program to its end, its streams ours, signals passed on; `quiet` keeps its output for the caller instead.
 * Resolves with how it ended, never rejects.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const { quiet = false, ...rest } = options
    const child = spawn(program, args, { stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...rest })
    let output = ''
    if (quiet)
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    const stopPassing = passSignals(child)
    const end = (ending) => {
      stopPassing()
      resolve({ ...ending, output })
    }
    child.on('error', (error) => {
      console.error(error.message)
      end({ code: 127, signal: null })
    })
    child.on('close', (code, signal) => end({ code: code ?? 1, signal }))
  })
}

function passSignals(child) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => {
    const handler = () => {
      // Ctrl+C in a terminal reaches the child by itself; passing it on would look like a second, impatient one.
      if (name === 'SIGINT' && process.stdin.isTTY) return
      child.kill(name)
    }
    process.on(name, handler)
    return () => process.off(name, handler)
  })
  return () => {
    for (const off of handlers) off()
  }
}

/** Ends our own process the way the child ended, so that shells and supervisors see the truth. */
export function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal)
  process.exitCode = code
}
