import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

/** draft: being described · active: sold · retired: no longer sold, still in old orders. */
export const productLifecycle = defineLifecycle({
  document: 'product',
  initial: 'draft',
  states: { draft: 'neutral', active: 'good', retired: 'stopped' },
  transitions: {
    activate: {
      from: ['draft', 'retired'],
      to: 'active',
      permission: 'product.change',
      event: 'product.activated',
      input: z.object({}),
      tone: 'primary',
    },
    retire: {
      from: ['draft', 'active'],
      to: 'retired',
      permission: 'product.change',
      event: 'product.retired',
      input: z.object({ reason: z.string().trim().max(500).optional() }),
      tone: 'danger',
    },
  },
})
