import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './runtime.mjs'

/** Runs Vitest and ends with one line that a person and a machine can both read. */
export async function runTests(root, runtime, args) {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-results-'))
  const results = join(folder, 'results.json')
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
    const ended = await run(runtime, [vitest, 'run', ...reporters, ...args], { cwd: root })
    const { passed, failed } = countTests(readReport(results), ended.code)
    console.log(`${passed} passed, ${failed} failed`)
    return { code: failed === 0 ? 0 : 1, signal: null }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Counts tests over all files. What Vitest cannot blame on a test still counts as one failure: a file that does not load, an error
 * outside any test, a run that found no test at all.
 */
export function countTests(report, exitCode) {
  const files = report?.testResults ?? []
  const tests = files.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const failedTests = tests.filter((test) => test.status === 'failed').length
  const brokenFiles = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = failedTests + brokenFiles
  if (failed > 0) return { passed, failed }
  return { passed, failed: exitCode !== 0 || passed === 0 ? 1 : 0 }
}
