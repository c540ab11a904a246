import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

/** An accounting period takes postings until it is closed (마감); reopening one needs a reason and stays on record. */
export const periodLifecycle = defineLifecycle({
  document: 'period',
  initial: 'open',
  states: { open: 'waiting', closed: 'good' },
  transitions: {
    close: {
      from: ['open'],
      to: 'closed',
      permission: 'ledger.close-period',
      event: 'period.closed',
      input: z.object({}),
      tone: 'primary',
    },
    reopen: {
      from: ['closed'],
      to: 'open',
      permission: 'ledger.reopen-period',
      event: 'period.reopened',
      input: z.object({ reason: z.string().trim().min(3).max(500) }),
      tone: 'danger',
    },
  },
})
