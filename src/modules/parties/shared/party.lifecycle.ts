import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

const reason = z.string().trim().min(2).max(500)

/** Whether we deal with a party. A closed one keeps its records and takes no new business. */
export const partyLifecycle = defineLifecycle({
  document: 'party',
  initial: 'active',
  states: { active: 'good', dormant: 'attention', closed: 'stopped' },
  transitions: {
    rest: {
      from: ['active'],
      to: 'dormant',
      permission: 'party.change',
      event: 'party.rested',
      input: z.object({}),
      tone: 'default',
    },
    reactivate: {
      from: ['dormant', 'closed'],
      to: 'active',
      permission: 'party.close',
      event: 'party.reactivated',
      input: z.object({}),
      tone: 'primary',
    },
    close: {
      from: ['active', 'dormant'],
      to: 'closed',
      permission: 'party.close',
      event: 'party.closed',
      input: z.object({ reason }),
      tone: 'danger',
    },
  },
})
