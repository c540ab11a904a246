import { z } from 'zod'
import { defineJob } from '../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { sendRefund } from './refund-sending.ts'

/** Sends a refund on its way once whoever asked for it has committed. */
export const runRefundJob = defineJob({
  kind: 'payments.run-refund',
  input: z.object({ refundId: z.uuid() }),
  async run(database, job) {
    await database.transaction({ principal: systemPrincipal(job.companyId, 'payments') }, (tx) =>
      sendRefund(tx, job.input.refundId),
    )
  },
})
