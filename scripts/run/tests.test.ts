import { describe, expect, it } from 'vitest'
// @ts-expect-error plain JavaScript, so that it runs before anything is installed
import { countTests } from './tests.mjs'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})

describe('the last line of npm test', () => {
  it.each([
    ['all pass', [file('passed', 'passed', 'passed')], 0, { passed: 2, failed: 0 }],
    ['skipped tests count as neither', [file('passed', 'passed', 'pending')], 0, { passed: 1, failed: 0 }],
    ['a failing test', [file('failed', 'passed', 'failed')], 1, { passed: 1, failed: 1 }],
    [
      'a file that does not load is a failure',
      [file('passed', 'passed'), file('failed')],
      1,
      { passed: 1, failed: 1 },
    ],
    ['an error outside any test is a failure', [file('passed', 'passed')], 1, { passed: 1, failed: 1 }],
    ['no tests at all is a failure', [], 0, { passed: 0, failed: 1 }],
  ])('%s', (_name, testResults, exitCode, counts) => {
    expect(countTests({ testResults }, exitCode)).toEqual(counts)
  })

  it('no report at all is a failure', () => {
    expect(countTests(undefined, 1)).toEqual({ passed: 0, failed: 1 })
  })
})
