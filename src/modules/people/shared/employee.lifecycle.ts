import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

const reason = z.string().trim().min(2).max(500)

/** Employment as access needs it: who works here, who is away, who has left and must find the door closed. */
export const employeeLifecycle = defineLifecycle({
  document: 'employee',
  initial: 'employed',
  states: { employed: 'good', 'on-leave': 'waiting', left: 'stopped' },
  transitions: {
    'start-leave': {
      from: ['employed'],
      to: 'on-leave',
      permission: 'employee.change',
      event: 'employee.leave-started',
      input: z.object({ reason }),
      tone: 'default',
    },
    'end-leave': {
      from: ['on-leave'],
      to: 'employed',
      permission: 'employee.change',
      event: 'employee.leave-ended',
      input: z.object({}),
      tone: 'primary',
    },
    terminate: {
      from: ['employed', 'on-leave'],
      to: 'left',
      permission: 'employee.terminate',
      event: 'employee.left',
      input: z.object({ on: z.iso.date(), reason }),
      tone: 'danger',
    },
    rehire: {
      from: ['left'],
      to: 'employed',
      permission: 'employee.terminate',
      event: 'employee.rehired',
      input: z.object({ on: z.iso.date() }),
      tone: 'primary',
    },
  },
})
