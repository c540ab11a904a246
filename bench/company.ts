import { modules } from '../src/app/modules.ts'
import { roles } from '../src/app/roles.ts'
import { declaredPermissions } from '../src/kernel/server/access/permission-patterns.ts'
import { giveRoles } from '../src/kernel/server/access/role.store.ts'
import { createUser } from '../src/kernel/server/access/user.store.ts'
import { createApiKey } from '../src/kernel/server/identity/api-key.store.ts'
import { createCompany } from '../src/kernel/server/identity/owner.ts'
import { systemPrincipal } from '../src/kernel/server/principal.ts'
import { actAs, type Tx } from '../src/kernel/server/transaction.ts'
import { newId } from '../src/kernel/shared/ids.ts'
import type { Stand } from './stand.ts'

/** A company with one person, and a key of theirs with the given rights. */
export async function keyHolder(
  stand: Pick<Stand, 'database'>,
  scopes: readonly string[],
  fill: (tx: Tx) => Promise<unknown> = async () => {},
): Promise<{ companyId: string; token: string }> {
  const companyId = newId()
  const system = systemPrincipal(companyId, 'bench')
  return stand.database.transaction({ principal: system }, async (tx) => {
    await createCompany(
      tx,
      companyId,
      { code: 'BENCH', name: '벤치', nameEn: 'Bench', currency: 'KRW' },
      roles,
    )
    await fill(tx)
    const userId = await createUser(
      tx,
      { email: 'bench@wheelhouse.demo', name: '벤치' },
      'magnet-timber-5125-paddle',
    )
    await giveRoles(tx, { userId, roles: ['owner'], orgUnitIds: null }, [])
    const maker = actAs(tx, { principal: { ...system, kind: 'user', id: userId }, traceId: tx.traceId })
    const { token } = await createApiKey(
      maker,
      { name: 'bench', scopes, expiresAt: null },
      declaredPermissions(modules),
    )
    return { companyId, token }
  })
}
