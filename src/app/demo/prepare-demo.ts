import { openDatabase } from '../../kernel/server/database.ts'
import { createDemoUsers } from '../../kernel/server/identity/demo-users.ts'
import { applicationRole } from '../../kernel/server/migrations.ts'
import { systemPrincipal } from '../../kernel/server/principal.ts'
import { drain } from '../../kernel/server/worker.ts'
import { requestPayouts } from '../../modules/payments/api.ts'
import { openLog } from '../log.ts'
import { modules } from '../modules.ts'
import { roles } from '../roles.ts'
import { demoCode, demoCompany, demoCustomers } from './company.ts'
import { hireStaff } from './organisation.ts'
import { tradeFrom } from './trade.ts'

export interface DemoWish {
  databaseUrl: string
  /** Orders the demonstration shall have in all. */
  orders: number
  say?(line: string): void
}

/**
 * Makes the demonstration company through the house's own services, or goes on where an interrupted start left it.
 * A house that has another company is left alone.
 */
export async function prepareDemo({ databaseUrl, orders, say = console.log }: DemoWish): Promise<void> {
  const database = openDatabase({
    url: databaseUrl,
    role: applicationRole,
    applicationName: 'wheelhouse-demo',
    poolSize: 10,
  })
  try {
    const companies = await database.rows<{ id: string; code: string }>(
      '',
      'select id, code from kernel.company',
    )
    const own = companies.find((company) => company.code === demoCode)
    if (!own && companies.length > 0) return
    const done = own ? await tradedSoFar(database, own.id) : 0
    if (done >= orders) return
    say(
      `시연용 회사를 만듭니다: 주문 ${orders.toLocaleString('ko')}건 · making the demo company: ${orders.toLocaleString('en')} orders`,
    )
    const company = await demoCompany(database)
    await createDemoUsers(database, company.id, roles)
    await database.transaction({ principal: systemPrincipal(company.id, 'demo') }, hireStaff)
    const customers = await demoCustomers(database, company.id, Math.max(200, Math.round(orders / 5)))
    const bar = progressBar(orders, say)
    const log = openLog('demo', 'error')
    const settle = (): Promise<number> => drain(database, modules, log)
    await tradeFrom({ database, company, customers, total: orders, onProgress: bar, settle }, done)
    await database.transaction({ principal: systemPrincipal(company.id, 'demo') }, requestPayouts)
    await settle()
  } finally {
    await database.close()
  }
}

/** The next order to make: one past the last that was made. */
async function tradedSoFar(database: Parameters<typeof demoCompany>[0], companyId: string): Promise<number> {
  const row = await database.row<{ next: number | null }>(
    '',
    `select max(external_key::int) + 1 as next from orders.sales_order where company_id = $1 and external_system = 'demo'`,
    [companyId],
  )
  return row?.next ?? 0
}

function progressBar(total: number, say: (line: string) => void): (done: number) => void {
  const width = 30
  const live = process.stdout.isTTY
  let shown = -1
  return (done) => {
    const percent = Math.floor((done * 100) / total)
    if (live) {
      const filled = Math.round((done * width) / total)
      process.stdout.write(
        `\r  ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent}%${done >= total ? '\n' : ''}`,
      )
    } else if (Math.floor(percent / 10) > Math.floor(shown / 10)) say(`  ${percent}%`)
    shown = percent
  }
}
