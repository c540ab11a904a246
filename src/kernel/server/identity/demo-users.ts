import { giveRoles, type RoleTemplate, syncRoles } from '../access/role.store.ts'
import { createUser } from '../access/user.store.ts'
import type { Db } from '../connection.ts'
import type { Database } from '../database.ts'
import { systemPrincipal } from '../principal.ts'
import { readablePassword } from './readable-password.ts'

export interface DemoRole extends RoleTemplate {
  /** Who plays the role in a demonstration. */
  demo: { email: string; name: string }
}

export interface DemoLogin {
  email: string
  password: string
  name: string
  role: string
}

/**
 * One person for each role, with a random password that is answered for printing and kept for the login page of the
 * demonstration. Those already there are left as they are.
 */
export async function createDemoUsers(
  database: Database,
  companyId: string,
  roles: readonly DemoRole[],
): Promise<DemoLogin[]> {
  const principal = systemPrincipal(companyId, 'demo')
  await database.transaction({ principal }, async (tx) => {
    await syncRoles(tx, companyId, roles)
    for (const role of roles) {
      const there = await tx.row('', 'select 1 from kernel.user where email = $1', [role.demo.email])
      if (there) continue
      const password = readablePassword()
      const userId = await createUser(tx, { ...role.demo, demo: true }, password)
      await giveRoles(tx, { userId, roles: [role.code], orgUnitIds: null }, [])
      await tx.exec(
        'kernel.keep_demo_login',
        'insert into kernel.demo_login (user_id, password, role) values ($1, $2, $3)',
        [userId, password, role.code],
      )
    }
  })
  return demoLogins(database)
}

/** What the login page of a demonstration offers; a password changed by hand is no longer among them. */
export function demoLogins(db: Db): Promise<DemoLogin[]> {
  return db.rows<DemoLogin>(
    'kernel.demo_logins',
    `select u.email, d.password, u.name, d.role
     from kernel.demo_login d join kernel.user u on u.id = d.user_id
     where u.demo and u.state = 'active'
     order by u.id`,
  )
}

/**
 * Demonstration accounts belong on a machine of one's own: never with NODE_ENV=production, and on a given
 * DATABASE_URL only when WHEELHOUSE_DEMO=1 says that it holds a demonstration.
 */
export function demoAllowed(env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NODE_ENV === 'production') return false
  return !env.DATABASE_URL || env.WHEELHOUSE_DEMO === '1'
}

/** Refuses to start where demonstration accounts could log in to real records. */
export async function assertNoDemoAccounts(db: Db, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (demoAllowed(env)) return
  const rows = await db.rows<{ email: string }>(
    'kernel.demo_accounts',
    `select email from kernel.user where demo and state = 'active' order by email limit 20`,
  )
  if (rows.length === 0) return
  throw new Error(
    `This database holds demonstration accounts (${rows.map((row) => row.email).join(', ')}) whose passwords are public. ` +
      'Use an empty database, or set WHEELHOUSE_DEMO=1 without NODE_ENV=production if this is a demonstration.',
  )
}
