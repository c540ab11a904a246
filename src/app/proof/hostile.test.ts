import { afterAll, describe, expect, it } from 'vitest'
import { testKit } from '../../kernel/server/testkit.ts'
import { verifyAll } from '../cli/verify.command.ts'
import { modules } from '../modules.ts'
import { brokenBodies, evilCursors, evilValues, wordsThatLeak } from './hostile.fixture.ts'
import { addressOf, named, operationsOf } from './operations.fixture.ts'
import { bodyWith, filled, furnish, parameterIn, placesOf } from './world.fixture.ts'

const t = await testKit(modules)
const operations = await operationsOf(t)
const world = await furnish(t, operations)
const headers = t.headersOf(t.person(modules.flatMap((module) => module.permissions)))

let asked = 0
const faults: string[] = []

interface Attack {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  payload?: string
  headers?: Record<string, string>
  what: string
}

/** Whatever is asked: an answer, or a problem in its form, in words, that tells nothing of the inside. */
async function attack({ what, method, url, payload, headers: more }: Attack): Promise<void> {
  asked += 1
  const answer = await t.app.inject({
    method,
    url,
    headers: {
      ...headers,
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    },
    ...(payload === undefined ? {} : { payload }),
  })
  const fault = faultOf(answer)
  if (fault) faults.push(`${method} ${url.slice(0, 160)} ${what}: ${fault}`)
}

function faultOf(answer: {
  statusCode: number
  headers: Record<string, unknown>
  body: string
}): string | undefined {
  if (answer.statusCode >= 500) return `${answer.statusCode} ${answer.body.slice(0, 160)}`
  if (answer.statusCode < 400) return undefined
  if (!/^application\/problem\+json/.test(String(answer.headers['content-type'])))
    return `${answer.statusCode} as ${answer.headers['content-type']}: ${answer.body.slice(0, 100)}`
  const problem = JSON.parse(answer.body) as Record<string, string>
  if (!problem.code || !problem.traceId || problem.status === undefined)
    return `no problem: ${answer.body.slice(0, 100)}`
  if (wordsThatLeak.test(problem.title ?? '')) return `says too much: ${problem.title}`
  return undefined
}

/** Asks in small crowds: as fast as the house answers, and never more than its connections. */
async function attackAll(attacks: readonly Attack[]): Promise<void> {
  const crowd = 12
  for (let from = 0; from < attacks.length; from += crowd)
    await Promise.all(attacks.slice(from, from + crowd).map(attack))
  expect(faults.splice(0)).toEqual([])
}

const longAnswers = /event-stream/
const reachable = operations.filter(({ produces }) => !longAnswers.test(produces))

describe('hostile input', () => {
  it('[PLAT-01] bodies that are no JSON, or far too much of it', async () => {
    const withBody = reachable.filter(({ method }) => method !== 'GET')
    await attackAll(
      withBody.flatMap((operation) =>
        brokenBodies.map(({ what, payload, headers: more }) => ({
          method: operation.method,
          url: addressOf(operation, parameterIn(operation, world)),
          payload,
          ...(more ? { headers: more } : {}),
          what,
        })),
      ),
    )
  })

  it('[PLAT-01] ten megabytes are refused before they are read', async () => {
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/v1/orders/orders',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: `{"note":"${'x'.repeat(10 * 1024 * 1024)}"}`,
    })
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'kernel.body-too-large'])
  })

  it('[PLAT-01] a wrong value in each field of each body', async () => {
    const withBody = reachable.filter(({ body }) => body?.contentType === 'application/json')
    await attackAll(
      withBody.flatMap((operation) => {
        const example = filled(operation, world) ?? {}
        const url = addressOf(operation, parameterIn(operation, world))
        return placesOf(operation.body?.schema ?? {}, example).flatMap((place) =>
          evilValues.map(({ what, json }) => ({
            method: operation.method,
            url,
            payload: bodyWith(example, place, json),
            what: `${place.join('/')}: ${what}`,
          })),
        )
      }),
    )
  })

  it('[PLAT-01] filters, sorts, cursors and searches of every list', async () => {
    const lists = reachable.filter(
      ({ method, isList, path }) => method === 'GET' && isList && !path.endsWith('.xlsx'),
    )
    expect(lists.length).toBeGreaterThan(20)
    await attackAll(
      lists.flatMap((operation) => {
        const url = addressOf(operation, parameterIn(operation, world))
        const { filters } = operation
        const queries = [
          ...filters.flatMap((key) =>
            ["x'); select 1; --", '\u0000', '9'.repeat(18), '2026-02-30', '{}'].map((value) => [
              `filter[${key}]`,
              value,
            ]),
          ),
          ...filters.map((key) => [`filter[${key}][gte]`, '99999-99-99T99:99:99Z']),
          ...evilCursors.map((cursor) => ['cursor', cursor]),
          ...['-1', '0', '201', '1e3', 'NaN', '', '999999999999999999999'].map((limit) => ['limit', limit]),
          ...['__proto__', 'constructor', '-', 'id; drop', '-nothing'].map((sort) => ['sort', sort]),
          ...[
            '%',
            '\\',
            '_',
            '\u0000',
            '😀',
            '\ud800',
            '\'"`',
            '('.repeat(200),
            'ㄱ'.repeat(300),
            'a'.repeat(2001),
            ' ',
          ].map((q) => ['q', q]),
          ['filter[id][empty]', 'x'],
          ['filter[__proto__]', 'x'],
          ['filter[state][regex]', '.*'],
          ['columns', '__proto__'],
        ]
        return [
          ...queries.map(([key = '', value = '']) => ({
            method: 'GET' as const,
            url: `${url}?${encodeURIComponent(key)}=${encoded(value)}`,
            what: '',
          })),
          { method: 'GET' as const, url: `${url}?filter[id]=a&filter[id]=b`, what: 'twice' },
          {
            method: 'GET' as const,
            url: `${url}?q=a&q=b&sort=id&sort=id&limit=1&limit=2&cursor=a&cursor=b`,
            what: 'twice',
          },
          { method: 'GET' as const, url: `${url}?q=%ff%fe&q[]=1`, what: 'bytes' },
        ]
      }),
    )
  })

  it('[PLAT-01] parameters, queries and headers that are not what they should be', async () => {
    const paths = [
      '%00',
      '..%2f..%2fetc%2fpasswd',
      '😀',
      "'--",
      '%',
      'a'.repeat(300),
      'null',
      '-1',
      '%ED%A0%80',
    ]
    const values = [
      '\u0000',
      "'; drop table x",
      '😀',
      'a'.repeat(3000),
      '-1',
      '1e400',
      '2026-02-30',
      '[]',
      '0001-01-01',
      '99999-12-31',
    ]
    const strange: Record<string, string>[] = [
      { 'if-match': 'W/"x"' },
      { 'if-match': '"99999999999999999999"' },
      { 'if-match': '"-1"' },
      { 'idempotency-key': 'k'.repeat(201) },
      { 'idempotency-key': "k'; --" },
      { traceparent: '00-zz' },
      { 'accept-language': '*;q=x' },
      { cookie: 'wheelhouse_session=%00; __proto__=1' },
      { accept: 'text/html' },
      { 'content-length': '0' },
    ]
    await attackAll(
      reachable.flatMap((operation) => {
        const url = addressOf(operation, parameterIn(operation, world))
        const payload =
          operation.method === 'GET' ? undefined : JSON.stringify(filled(operation, world) ?? {})
        const { method } = operation
        return [
          ...(operation.params.length > 0 ? paths : []).map((value) => ({
            method,
            url: operation.path.replace(/\{\w+\}/g, value),
            ...(payload ? { payload } : {}),
            what: 'parameter',
          })),
          ...operation.query.flatMap((name) => [
            ...values.map((value) => ({ method, url: `${url}?${name}=${encoded(value)}`, what: 'query' })),
            { method, url: `${url}?${name}=1&${name}=2`, what: 'query twice' },
          ]),
          ...strange.map((more) => ({
            method,
            url,
            headers: more,
            ...(payload ? { payload } : {}),
            what: JSON.stringify(more).slice(0, 60),
          })),
        ]
      }),
    )
  })

  it('[PLAT-01] the examples of the document are what the house takes', () => {
    expect(world.refusedExamples.filter((refusal) => refusal.includes('bad-shape'))).toEqual([])
  })

  it('[CORE-11] leaves every law of the house true', async () => {
    await t.settle()
    const laws = await verifyAll(t.database)
    expect(laws.filter((law) => law.faults.length > 0)).toEqual([])
  })

  afterAll(() =>
    console.log(
      `${asked} hostile requests on ${reachable.length} operations of ${operations.length}: ${named(operations[0] ?? { method: 'GET', path: '' })} …`,
    ),
  )
})

/** As a careless program would: a lone surrogate is no reason to fail here. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}
