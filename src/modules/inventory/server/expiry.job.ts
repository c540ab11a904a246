import { z } from 'zod'
import { defineJob } from '../../../kernel/server/jobs.ts'
import type { Cron } from '../../../kernel/server/module.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { expireReservations } from './release.ts'

/** Gives back, batch by batch, what nobody paid for in time. */
export const expiryJob = defineJob({
  kind: 'inventory.expire-reservations',
  input: z.object({}),
  async run(database, job) {
    const principal = systemPrincipal(job.companyId, 'reservation-expiry')
    let orders = 0
    for (;;) {
      const expired = await database.transaction({ principal }, expireReservations)
      if (expired === 0) return { orders }
      orders += expired
      await job.progress({ done: orders })
    }
  },
})

export const expiryCron: Cron = {
  name: 'inventory.expire-reservations',
  schedule: '* * * * *',
  job: 'inventory.expire-reservations',
}
