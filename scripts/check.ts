import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Step = { name: string; program?: string; args: string[] }

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = 'node_modules/typescript-native/bin/tsc'
const biome = ['node_modules/@biomejs/biome/bin/biome']
const atOnce = 2

const steps: readonly Step[] = [
  { name: 'types: server', args: [compiler, '-p', 'tsconfig.server.json', '--pretty', 'false'] },
  { name: 'types: web', args: [compiler, '-p', 'tsconfig.web.json', '--pretty', 'false'] },
  { name: 'walls', args: ['scripts/walls.ts'] },
  { name: 'tidy', args: ['scripts/tidy.ts'] },
  { name: 'unused', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'lint', args: [...biome, 'lint', '--max-diagnostics=50', '.'] },
  { name: 'format', args: [...biome, 'format', '--max-diagnostics=50', '.'] },
  { name: 'generated = committed', args: ['scripts/generate.ts', '--check'] },
]

/** Runs every step, even after one has failed, and ends with the count. `npm run check -- walls` runs only the steps named. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2)
  const chosen = steps.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)),
  )
  if (chosen.length === 0)
    throw new Error(`no such step; there are: ${steps.map(({ name }) => name).join(', ')}`)
  const pending = [...chosen]
  let failed = 0
  const worker = async (): Promise<void> => {
    for (let step = pending.shift(); step !== undefined; step = pending.shift()) {
      const startedAt = performance.now()
      const { code, output } = await runStep(step)
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      if (code !== 0) failed++
      console.log(`${code === 0 ? 'ok    ' : 'failed'}  ${step.name}  (${seconds} s)`)
      if (code !== 0) console.log(indented(output))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  console.log(`${chosen.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

function runStep(step: Step): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [script = '', ...args] = step.args
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk
      })
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function indented(output: string): string {
  return output.trimEnd().replace(/^/gm, '        ')
}

await main()
