import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

const permission = 'payment.match-bank'

/** A line of the bank statement: matched by hand, taken back as long as it is not in the books, then posted. */
export const bankLineLifecycle = defineLifecycle({
  document: 'bank-line',
  initial: 'open',
  states: { open: 'waiting', matched: 'attention', posted: 'good', ignored: 'neutral' },
  transitions: {
    match: {
      from: ['open'],
      to: 'matched',
      permission,
      event: 'bank-line.matched',
      input: z.object({ paymentId: z.uuid() }),
      tone: 'primary',
    },
    unmatch: {
      from: ['matched'],
      to: 'open',
      permission,
      event: 'bank-line.unmatched',
      input: z.object({}),
      tone: 'default',
    },
    post: {
      from: ['matched'],
      to: 'posted',
      permission,
      event: 'bank-line.posted',
      input: z.object({}),
      tone: 'primary',
    },
    ignore: {
      from: ['open'],
      to: 'ignored',
      permission,
      event: 'bank-line.ignored',
      input: z.object({ reason: z.string().trim().min(2).max(300) }),
      tone: 'default',
    },
    reopen: {
      from: ['ignored'],
      to: 'open',
      permission,
      event: 'bank-line.reopened',
      input: z.object({}),
      tone: 'default',
    },
  },
})
