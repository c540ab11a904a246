// The one door of the developer's menu. Plain JavaScript, because it must run on whatever Node a bare machine has: it installs
// by the lockfile, finds the pinned runtime and hands over to it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './run/installed.mjs'
import { endLike, pinnedRuntime, requireNode, run } from './run/runtime.mjs'
import { runTests } from './run/tests.mjs'
import { buildWeb, ensureWeb } from './run/web.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Each command: the TypeScript entry it hands over to, or what it does itself. */
const commands = {
  start: async (runtime, args) => {
    const built = await ensureWeb(root, runtime)
    return built.code === 0 ? entry(runtime, 'src/app/main.ts', args) : built
  },
  test: (runtime, args) => runTests(root, runtime, args),
  cli: (runtime, args) => entry(runtime, 'src/app/cli/main.ts', args),
  verify: (runtime, args) => entry(runtime, 'src/app/cli/main.ts', ['verify', ...args]),
  bench: (runtime, args) => entry(runtime, 'bench/main.ts', args),
  check: (runtime, args) => entry(runtime, 'scripts/check.ts', args),
  e2e: async (runtime, args) => {
    const built = await ensureWeb(root, runtime)
    return built.code === 0 ? entry(runtime, 'e2e/main.ts', args) : built
  },
  build: (runtime) => buildWeb(root, runtime),
  generate: (runtime, args) => entry(runtime, 'scripts/generate.ts', args),
}

/** Hands over to TypeScript. What the runtime has compiled once it keeps, which halves every later start. */
function entry(runtime, file, args) {
  const NODE_COMPILE_CACHE =
    process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'wheelhouse')
  return run(runtime, [join(root, file), ...args], { env: { ...process.env, NODE_COMPILE_CACHE } })
}

async function main() {
  const [name, ...args] = process.argv.slice(2)
  requireNode()
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined
  if (command === undefined) {
    console.error(`사용법: node scripts/run.mjs <${Object.keys(commands).join('|')}> [인수]`)
    console.error(`Usage: node scripts/run.mjs <${Object.keys(commands).join('|')}> [arguments]`)
    process.exitCode = 2
    return
  }
  const installed = await ensureInstalled(root)
  endLike(installed.code === 0 ? await command(pinnedRuntime(root), args) : installed)
}

await main()
