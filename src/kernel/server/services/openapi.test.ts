import { describe, expect, it } from 'vitest'
import kernel from '../kernel.module.ts'
import { testKit } from '../testkit.ts'
import { sayAlive } from './health.ts'
import { createSampleTable, sampleModule } from './sample.fixture.ts'

const t = await testKit([kernel, sampleModule()])
await createSampleTable(t.url)
const nobody = t.as({ ...t.person([]), kind: 'anonymous' })

type Operation = Record<string, never> & {
  summary?: string
  'x-permission'?: string
  operationId: string
  requestBody?: { content: Record<string, { example?: unknown }> }
  responses: Record<string, { content?: Record<string, { example?: unknown; schema: object }> }>
}

describe('the OpenAPI document', async () => {
  const { body: document } = await nobody.get('/api/v1/openapi.json')
  const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  )

  it('[PLAT-01] gives every operation a summary, an example, its permission and its refusals', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(operations.length).toBeGreaterThan(40)
    const faults = operations.flatMap(({ name, operation }) => {
      const bodies = Object.values(operation.requestBody?.content ?? {})
      const good = Object.entries(operation.responses).filter(([status]) => Number(status) < 300)
      const answers = good.flatMap(([, answer]) => Object.values(answer.content ?? {}))
      const missing = [
        !operation.summary && 'summary',
        !operation['x-permission'] && 'permission',
        [...bodies, ...answers].some(({ example }) => example === undefined) && 'example',
        !operation.responses[503] && 'refusals',
      ].filter(Boolean)
      return missing.map((what) => `${name}: no ${what}`)
    })
    expect(faults).toEqual([])
  })

  it('[PLAT-01] names every operation once and resolves every reference', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    const references = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ].map(([, name]) => name)
    expect(references.filter((name) => !(String(name) in document.components.schemas))).toEqual([])
    expect(JSON.stringify(document)).not.toContain('#/$defs/')
    const selfish = Object.entries(document.components.schemas as Record<string, { $ref?: string }>).filter(
      ([, schema]) => schema.$ref,
    )
    expect(selfish).toEqual([])
  })

  it('[PLAT-01] stands in a page that needs nothing from elsewhere', async () => {
    const page = await nobody.get('/api/docs')
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'/)
    expect(String(page.body)).not.toMatch(/<script>|<style>|https?:/)
    const script = await nobody.get('/api/docs/page.js')
    expect(() => new Function(`return (async () => {${script.body}})`)).not.toThrow()
  })
})

describe('health', () => {
  it('[PLAT-07] is 200 for a supervisor once the tables are up to date', async () => {
    const answer = await t.app.inject('/healthz')
    expect([answer.statusCode, answer.json()]).toEqual([200, { state: 'ready' }])
  })

  it('[PLAT-07] tells people how each part does', async () => {
    const admin = t.as(t.person(['health.read']))
    const before = await admin.get('/kernel/health')
    expect(before.body.components.find((part: { name: string }) => part.name === 'worker').state).toBe(
      'stopped',
    )
    await sayAlive(t.database, new Date())
    const { body } = await admin.get('/kernel/health')
    const states = Object.fromEntries(
      body.components.map((part: { name: string; state: string }) => [part.name, part.state]),
    )
    expect(states).toMatchObject({
      database: 'good',
      migrations: 'good',
      worker: 'good',
      consumers: 'good',
      'dead-letters': 'good',
    })
    expect((await t.as(t.person([])).get('/kernel/health')).status).toBe(403)
  })

  it('[PLAT-07] is measured for Prometheus, for this machine only', async () => {
    const answer = await t.app.inject('/metrics')
    expect(answer.body).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/kernel\/health",status="200"\} 2/,
    )
    expect(answer.body).toMatch(/consumer_lag_events\{consumer="search.guest"\} 0/)
    const remote = await t.app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })
    expect(remote.statusCode).toBe(403)
    const forwarded = await t.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect(forwarded.statusCode).toBe(403)
  })

  it('[PLAT-07] carries on the trace a caller began', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const answer = await t.app.inject({
      url: '/healthz',
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    })
    expect([answer.statusCode, answer.headers['x-trace-id']]).toEqual([200, trace])
  })
})
