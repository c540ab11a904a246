import { setTimeout as sleep } from 'node:timers/promises'
import { declaredPermissions } from '../../kernel/server/access/permission-patterns.ts'
import type { Database } from '../../kernel/server/database.ts'
import { createApiKey } from '../../kernel/server/identity/api-key.store.ts'
import { createOwner } from '../../kernel/server/identity/owner.ts'
import type { Principal } from '../../kernel/server/principal.ts'
import { newId } from '../../kernel/shared/ids.ts'
import { modules } from '../modules.ts'
import { roles } from '../roles.ts'

export interface Answer {
  status: number
  body: ReturnType<typeof JSON.parse>
}

/** A company with an owner, and a key by which programs act for them. */
export async function openCompany(database: Database): Promise<{ companyId: string; token: string }> {
  const { userId, companyId } = await createOwner(
    database,
    {
      email: `owner-${newId()}@example.com`,
      name: '한지훈',
      password: 'Dawn-Harbour-71-Kite',
      company: { code: newId(), name: '한울상사', nameEn: 'Hanul Trading', currency: 'KRW' },
    },
    roles,
  )
  const declared = declaredPermissions(modules)
  const principal: Principal = {
    kind: 'user',
    id: userId,
    userId,
    name: '한지훈',
    companyId,
    permissions: new Set(declared),
    orgUnitIds: null,
    locale: 'ko',
  }
  const key = await database.transaction({ principal }, (tx) =>
    createApiKey(tx, { name: 'proof', scopes: ['*'], expiresAt: null }, declared),
  )
  return { companyId, token: key.token }
}

export interface Caller {
  /** One try; a connection that breaks throws. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /**
   * As a good client does: the same request under the same key until there is an answer. What is answered 503 or not at
   * all is asked again.
   */
  insist(method: string, path: string, body?: unknown, key?: string): Promise<Answer>
}

const patienceMs = 120_000
const tryLimitMs = 20_000

export function callerOf(bases: readonly string[], token: string): Caller {
  let turn = 0

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const base = bases[turn++ % bases.length]
    const answer = await fetch(`${base}${path.startsWith('/api') ? '' : '/api/v1'}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(tryLimitMs),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const location = answer.headers.get('location')
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, body: location ? { location } : isJson && text ? JSON.parse(text) : text }
  }

  return {
    send,
    async insist(method, path, body, key) {
      const until = Date.now() + patienceMs
      for (;;) {
        const answer = await send(method, path, body, key ? { 'idempotency-key': key } : {}).catch(
          () => undefined,
        )
        if (answer && answer.status !== 503 && answer.status !== 429) return answer
        if (Date.now() > until) throw new Error(`${method} ${path} got no answer in ${patienceMs} ms`)
        await sleep(150)
      }
    },
  }
}
