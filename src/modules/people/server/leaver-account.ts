import { z } from 'zod'
import { closeAccount } from '../../../kernel/server/access/user.store.ts'
import { businessDate, zoneOf } from '../../../kernel/server/company-clock.ts'
import type { StoredEvent } from '../../../kernel/server/events.ts'
import { defineJob, enqueue } from '../../../kernel/server/jobs.ts'
import type { Reaction } from '../../../kernel/server/module.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { startOfDay } from '../../../kernel/shared/calendar.ts'

const closeLeaverAccountJob = 'people.close-leaver-account'

/** Who has left finds the door closed: at once, or when the day they leave begins. */
export const closeAccountOfLeaver: Reaction = {
  name: 'people.leaver-account',
  on: ['employee.left@1'],
  async run(tx: Tx, event: StoredEvent<{ userId: string | null; on: string }>) {
    const { userId, on } = event.data
    if (userId === null) return
    if (on <= businessDate(tx)) return closeAccount(tx, userId)
    await enqueue(tx, {
      kind: closeLeaverAccountJob,
      input: { employeeId: event.recordId },
      runAt: startOfDay(on, await zoneOf(tx, event.companyId)),
      uniqueKey: `${event.recordId} ${on}`,
    })
  },
}

/** Looks again, for until the day comes the departure may have been taken back. */
export const closeLeaverAccount = defineJob({
  kind: closeLeaverAccountJob,
  input: z.object({ employeeId: z.uuid() }),
  async run(database, job) {
    const principal = systemPrincipal(job.companyId, closeLeaverAccountJob)
    await database.transaction({ principal }, async (tx) => {
      const employee = await tx.row<{ userId: string }>(
        'people.leaver_account',
        `select user_id from people.employee
         where id = $1 and company_id = $2 and state = 'left' and left_on <= $3 and user_id is not null`,
        [job.input.employeeId, job.companyId, businessDate(tx)],
      )
      if (employee) await closeAccount(tx, employee.userId)
    })
  },
})
