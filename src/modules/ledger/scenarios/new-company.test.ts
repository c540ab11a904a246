import { expect, it } from 'vitest'
import { modules } from '../../../app/modules.ts'
import { roles } from '../../../app/roles.ts'
import { createOwner } from '../../../kernel/server/identity/owner.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import { balances } from '../api.ts'

const t = await testKit(modules)

it('[CORE-10] [ERM-12] a company that is made has its books', async () => {
  const company = { code: 'NEW', name: '새 회사', nameEn: 'New', currency: 'USD' }
  const owner = { email: 'new@example.com', name: '한지훈', password: 'magnet-timber-5125-paddle', company }
  const { companyId } = await createOwner(t.database, owner, roles)
  expect(await balances(t.database, { companyId, currency: 'USD' })).toEqual([])
  await t.settle()
  expect((await balances(t.database, { companyId, currency: 'USD' })).length).toBeGreaterThan(20)
})
