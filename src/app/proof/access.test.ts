import { expect, it } from 'vitest'
import { declaredPermissions, expandPatterns } from '../../kernel/server/access/permission-patterns.ts'
import { testKit } from '../../kernel/server/testkit.ts'
import { modules } from '../modules.ts'
import { roles } from '../roles.ts'
import { addressOf, named, operationsOf } from './operations.fixture.ts'

const t = await testKit(modules)
const operations = await operationsOf(t)
const declared = declaredPermissions(modules)
const open = new Set(['public', 'signed-in'])

it('[PLAT-04] the document tells every route of the house, and its permission', () => {
  const told = new Set(operations.map(named))
  const routes = t.app.house.contracts.map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
  expect(routes.filter((route) => !told.has(route))).toEqual([])
  expect(operations.length).toBeGreaterThan(200)
})

it('[PLAT-04] a stranger is asked who they are on every route that is not for anyone', async () => {
  const answers = await Promise.all(
    operations
      .filter(({ permission }) => permission !== 'public')
      .map(async (operation) => {
        const answer = await t.app.inject({ method: operation.method, url: addressOf(operation) })
        return { route: named(operation), status: answer.statusCode }
      }),
  )
  expect(answers.filter(({ status }) => status !== 401)).toEqual([])
})

it.each(roles)('[PLAT-04] role $code reaches what it may and nothing else', async ({ permissions }) => {
  const held = expandPatterns(permissions, declared)
  const client = t.as(t.person([...held]))
  const wrong: string[] = []
  for (const operation of operations) {
    const { method, permission } = operation
    const answer = await client.send(method, addressOf(operation), method === 'GET' ? undefined : {})
    const may = open.has(permission) || held.has(permission)
    const refused =
      answer.status === 401 || (answer.status === 403 && answer.body.code === 'kernel.forbidden')
    const faultless = may ? !refused && answer.status < 500 : refused && answer.status === 403
    // Routes for anyone signed in decide by the record or the topic they are asked for.
    const decidesItself = permission === 'signed-in' && answer.status === 403
    if (!faultless && !decidesItself)
      wrong.push(`${named(operation)} (${permission}): ${answer.status} ${answer.body?.code}`)
  }
  expect(wrong).toEqual([])
})
