import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { sealAudit } from '../../kernel/server/audit-chain.ts'
import { runnerOf } from '../../kernel/server/connection.ts'
import { testKit } from '../../kernel/server/testkit.ts'
import { createParties } from '../../modules/parties/api.ts'
import { verifyAll, verifyRecords } from '../cli/verify.command.ts'
import { modules } from '../modules.ts'
import { openShop } from '../shop.fixture.ts'
import { tradeADay } from './day.fixture.ts'

const t = await testKit(modules)
await openShop(t)
await t.transaction((tx) =>
  createParties(tx, [
    { kind: 'person', name: '한가람', phone: '010-2345-6789', reference: { system: 'pos', key: '1' } },
  ] as never),
)
await tradeADay(t)
await sealAudit(t.database)
const owner = new pg.Client({ connectionString: t.url })
await owner.connect()
afterAll(() => owner.end())

/** What a hand in the database could do, and the law that sees it. */
const breaks: { law: RegExp; what: string; sql: string }[] = [
  {
    law: /idempotency/,
    what: 'a key without its answer',
    sql: `update kernel.idempotency set status = 0 where key = (select min(key) from kernel.idempotency)`,
  },
  {
    law: /idempotency/,
    what: 'a key used twice',
    sql: `alter table kernel.idempotency drop constraint idempotency_key_has_one_effect;
      insert into kernel.idempotency select * from kernel.idempotency limit 1`,
  },
  {
    law: /every event was read/,
    what: 'an event passed over',
    sql: `delete from kernel.event_inbox where (consumer, event_id) = (select consumer, event_id from kernel.event_inbox limit 1)`,
  },
  {
    law: /a failure that was settled/,
    what: 'a dead letter waved through',
    sql: `insert into kernel.event_failure (consumer, event_id, attempts, state, error, next_at)
      select 'nobody', id, 5, 'resolved', 'x', now() from kernel.event limit 1`,
  },
  {
    law: /audit/,
    what: 'an entry rewritten',
    sql: `update kernel.audit_entry set actor_name = 'somebody else' where id = (select entry_id from kernel.audit_link limit 1)`,
  },
  {
    law: /audit/,
    what: 'an entry removed',
    sql: `delete from kernel.audit_entry where id = (select entry_id from kernel.audit_link order by seq desc limit 1)`,
  },
  {
    law: /merge/,
    what: 'a merge into nowhere',
    sql: `alter table parties.party drop constraint party_is_its_own_root_or_merged, drop constraint party_root_id_fkey; update parties.party set root_id = gen_random_uuid() where id = (select id from parties.party limit 1)`,
  },
  {
    law: /reference/,
    what: 'a reference across companies',
    sql: `alter table parties.external_reference drop constraint external_reference_company_id_fkey; update parties.external_reference set company_id = gen_random_uuid()`,
  },
  {
    law: /contact/,
    what: 'a phone from nowhere',
    sql: `update parties.party set phone = '+821000000000' where id = (select id from parties.party limit 1)`,
  },
  {
    law: /on hand = sum of movements/,
    what: 'a movement removed',
    sql: `delete from inventory.movement where id = (select id from inventory.movement limit 1)`,
  },
  {
    law: /on hand = sum of movements/,
    what: 'a shelf counted up',
    sql: `update inventory.stock set on_hand = on_hand + 1 where variant_id = (select variant_id from inventory.stock limit 1)`,
  },
  {
    law: /reserved = sum of open/,
    what: 'a promise forgotten',
    sql: `delete from inventory.reservation where id = (select id from inventory.reservation where state = 'held' limit 1)`,
  },
  {
    law: /stock value/,
    what: 'a shelf worth more',
    sql: `update inventory.stock set value_minor = value_minor + 1 where variant_id = (select variant_id from inventory.stock where on_hand > 0 limit 1)`,
  },
  {
    law: /every transfer sums to zero/,
    what: 'a leg changed',
    sql: `update ledger.posting set amount_minor = amount_minor + 1 where (account_id, seq, leg) = (select account_id, seq, leg from ledger.posting limit 1)`,
  },
  {
    law: /every posting belongs/,
    what: 'a posting moved to another day',
    sql: `update ledger.posting set business_date = business_date + 1 where (account_id, seq, leg) = (select account_id, seq, leg from ledger.posting limit 1)`,
  },
  {
    law: /balances = sum of postings/,
    what: 'a balance helped along',
    sql: `update ledger.account set posted = posted + 1 where code = '101'`,
  },
  {
    law: /held = sum of open pending/,
    what: 'a hold from nowhere',
    sql: `update ledger.account set held = held + 1 where code = '101'`,
  },
  {
    law: /transfer numbers have no gap/,
    what: 'a transfer removed',
    sql: `alter table ledger.transfer disable trigger all; delete from ledger.transfer where seq = 2`,
  },
  {
    law: /day sums = postings/,
    what: 'a day changed',
    sql: `insert into ledger.daily_balance select id, '2026-01-01', 5, 0, 1, 1 from ledger.account limit 1 on conflict (account_id, business_date) do update set debit_minor = 5`,
  },
  {
    law: /refunds add up/,
    what: 'a refund from nowhere',
    sql: `update payments.payment set refunding_minor = refunding_minor + 1 where id = (select id from payments.payment where captured_minor > refunded_minor limit 1)`,
  },
  {
    law: /each captured payment is posted/,
    what: 'money without an entry',
    sql: `update payments.payment set amount_minor = amount_minor + 1, captured_minor = captured_minor + 1 where id = (select id from payments.payment where captured_minor > 0 limit 1)`,
  },
  {
    law: /what was refunded is what the books/,
    what: 'a refund without an entry',
    sql: `update payments.payment set refunded_minor = refunded_minor - 1 where id = (select id from payments.payment where refunded_minor > 0 limit 1)`,
  },
  {
    law: /a payout is the sum/,
    what: 'a settlement of nothing',
    sql: `insert into payments.settlement
        (id, company_id, provider, settled_on, currency, item_count, gross_minor, fee_minor, fee_vat_minor, net_minor, created_at)
      select gen_random_uuid(), id, 'embedded', '2026-01-01', 'KRW', 1, 100, 3, 0, 97, now() from kernel.company limit 1`,
  },
  {
    law: /an order is the sum of its lines/,
    what: 'a dearer line',
    sql: `update orders.order_line set total_minor = total_minor + 1, net_minor = net_minor + 1 where id = (select id from orders.order_line limit 1)`,
  },
  {
    law: /a line whose units are all cancelled/,
    what: 'units gone without their money',
    sql: `update orders.order_line set shipped_minor = shipped_minor - 1 where id = (select id from orders.order_line where shipped_quantity = quantity and shipped_minor > 0 limit 1)`,
  },
  {
    law: /a shipped order has shipped/,
    what: 'an order sent off early',
    sql: `update orders.sales_order set state = 'delivered' where id = (select id from orders.sales_order where state = 'confirmed' limit 1)`,
  },
  {
    law: /left in shipments/,
    what: 'a parcel that never was',
    sql: `update orders.shipment_line set quantity = quantity + 1 where shipment_id = (select id from orders.shipment where state = 'delivered' limit 1)`,
  },
  {
    law: /captured less refunded/,
    what: 'an order that claims money',
    sql: `update orders.sales_order set paid_minor = paid_minor + 1 where id = (select id from orders.sales_order where state = 'delivered' limit 1)`,
  },
  {
    law: /advances \(선수금\) less/,
    what: 'money the books have not seen',
    sql: `update payments.payment set amount_minor = amount_minor + 1, captured_minor = captured_minor + 1 where id = (select id from payments.payment where captured_minor > 0 limit 1)`,
  },
  {
    law: /advances are the orders paid ahead/,
    what: 'an advance booked away',
    sql: `update ledger.account set posted = posted + 5 where code in ('259', '108')`,
  },
  {
    law: /sales, returns and their VAT/,
    what: 'a sale nobody shipped',
    sql: `update ledger.account set posted = posted - 7 where section = 'sales'`,
  },
  {
    law: /merchandise/,
    what: 'goods in the books alone',
    sql: `update ledger.account set posted = posted + 7 where code = '146'`,
  },
]

describe('verify', async () => {
  const laws = await verifyAll(t.database)

  it('[CORE-11] finds no fault in a day of trade, and has looked at something for each law', () => {
    expect(laws.filter(({ faults }) => faults.length > 0)).toEqual([])
    expect(laws.length).toBeGreaterThan(20)
  })

  it.each(breaks)('[CORE-11] sees $what', async ({ law, sql }) => {
    await owner.query('begin')
    try {
      await owner.query(sql)
      const after = await verifyRecords(runnerOf(owner, false))
      const broken = after.filter(({ faults }) => faults.length > 0).map(({ name }) => name)
      expect(
        broken.some((name) => law.test(name)),
        `broken: ${broken.join('; ')}`,
      ).toBe(true)
    } finally {
      await owner.query('rollback')
    }
  })

  it('[CORE-11] has a way to break every law', () => {
    const untried = laws.filter(({ name }) => !breaks.some(({ law }) => law.test(name)))
    expect(untried.map(({ name }) => name)).toEqual([])
  })

  it('[CORE-11] calls nothing a fault that is only on its way', async () => {
    const order = await t.as(t.system).post('/orders/orders', {
      channel: 'phone',
      lines: [{ sku: 'TEA-1', quantity: '1' }],
      payment: { terms: 'received', method: 'cash', reference: 'late' },
    })
    await t.as(t.system).post(`/orders/orders/${order.body.id}/cancel`, { reason: '고객 변심' })
    const before = await verifyAll(t.database)
    expect(before.filter(({ faults }) => faults.length > 0)).toEqual([])
    await t.settle()
    const after = await verifyAll(t.database)
    expect(after.filter(({ faults }) => faults.length > 0)).toEqual([])
  })
})
