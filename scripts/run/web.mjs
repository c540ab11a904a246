import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './runtime.mjs'

const inputs = [
  'package-lock.json',
  'vite.config.ts',
  'postcss.config.cjs',
  'tsconfig.base.json',
  'tsconfig.web.json',
]
const inputFolders = ['src/kernel', 'src/modules', 'src/app/web', 'src/engines']

/** Builds the web only when something it is made of has changed since the last build. */
export async function ensureWeb(root, runtime) {
  const stampFile = join(root, 'dist', 'web.stamp')
  const stamp = stampOf(root)
  const fresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (fresh && existsSync(join(root, 'dist', 'web', 'index.html'))) return { code: 0, signal: null }
  console.error('화면을 만듭니다 · building the web')
  const ended = await buildWeb(root, runtime, { quiet: true })
  if (ended.code === 0) return ended
  console.error(ended.output)
  console.error(
    '화면을 만들지 못했습니다. 위 내용을 확인하세요. · The web build failed; see the lines above.',
  )
  return ended
}

/** Builds unconditionally. */
export async function buildWeb(root, runtime, options = {}) {
  const stamp = stampOf(root)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const ended = await run(runtime, [vite, 'build', '--logLevel', options.quiet ? 'warn' : 'info'], {
    cwd: root,
    ...options,
  })
  if (ended.code !== 0) return ended
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'dist', 'web.stamp'), stamp)
  return ended
}

/** A hash over everything the bundle can be made of; server code and tests are left out, so that changing them costs nothing. */
function stampOf(root) {
  const hash = createHash('sha256')
  const files = [...inputs, ...inputFolders.flatMap((folder) => filesUnder(root, folder))]
  for (const file of files.sort()) {
    const path = join(root, file)
    if (!existsSync(path)) continue
    hash.update(`${file}\0`)
    hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

function filesUnder(root, folder) {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory())
      return ['server', 'scenarios', 'migrations'].includes(entry.name)
        ? serverTexts(root, name)
        : filesUnder(root, name)
    return /\.test\.tsx?$/.test(entry.name) ? [] : [name]
  })
}

/** Of the server only its texts reach the bundle: the words of its refusals. */
function serverTexts(root, folder) {
  const texts = `${folder}/i18n`
  return existsSync(join(root, texts)) ? filesUnder(root, texts) : []
}
