import { expect, it } from 'vitest'
import {
  declaredPermissions,
  emptyPattern,
  expandPatterns,
} from '../kernel/server/access/permission-patterns.ts'
import { testKit } from '../kernel/server/testkit.ts'
import { modules } from './modules.ts'
import { roles } from './roles.ts'

const t = await testKit(modules)
const declared = declaredPermissions(modules)

it('[PLAT-04] every route asks for a permission that some module declares', () => {
  const { contracts } = t.app.house
  expect(contracts.length).toBeGreaterThan(40)
  const known = new Set(['public', 'signed-in', ...declared])
  const unknown = contracts.filter((contract) => !known.has(contract.permission))
  expect(unknown.map((contract) => `${contract.method} ${contract.url} ${contract.permission}`)).toEqual([])
})

it('[PLAT-04] every route refuses a stranger, unless it is for anyone', async () => {
  const guarded = t.app.house.contracts.filter((contract) => contract.permission !== 'public')
  const open: string[] = []
  for (const contract of guarded) {
    const url = contract.url.replace(/:\w+/g, '0198c0de-0000-7000-8000-000000000000')
    const answer = await t.app.inject({
      method: contract.method,
      url,
      ...(contract.method === 'GET' ? {} : { payload: {} }),
    })
    if (answer.statusCode !== 401)
      open.push(`${contract.method} ${contract.url} answered ${answer.statusCode}`)
  }
  expect(open).toEqual([])
})

it('[PLAT-04] every role means something, and only the owner may do everything', () => {
  for (const role of roles) {
    expect(emptyPattern(role.permissions, declared), role.code).toBeUndefined()
    if (role.code !== 'owner')
      expect(expandPatterns(role.permissions, declared).size).toBeLessThan(declared.length)
  }
  const auditor = roles.find((role) => role.code === 'auditor')
  for (const permission of expandPatterns(auditor?.permissions ?? [], declared))
    expect(permission).toMatch(/\.read$/)
})
