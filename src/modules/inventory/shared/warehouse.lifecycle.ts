import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

/** A closed warehouse promises nothing more; what it holds can still leave. */
export const warehouseLifecycle = defineLifecycle({
  document: 'warehouse',
  initial: 'active',
  states: { active: 'good', closed: 'stopped' },
  transitions: {
    close: {
      from: ['active'],
      to: 'closed',
      permission: 'warehouse.change',
      event: 'warehouse.closed',
      input: z.object({}),
      tone: 'danger',
    },
    reopen: {
      from: ['closed'],
      to: 'active',
      permission: 'warehouse.change',
      event: 'warehouse.reopened',
      input: z.object({}),
      tone: 'primary',
    },
  },
})
