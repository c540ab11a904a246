import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

const parcelDraft = z.object({
  weightGrams: z.number().int().min(1).max(10_000_000),
  box: z.string().trim().max(64).default(''),
  lengthMm: z.number().int().min(1).max(100_000).nullable().optional(),
  widthMm: z.number().int().min(1).max(100_000).nullable().optional(),
  heightMm: z.number().int().min(1).max(100_000).nullable().optional(),
})
export type ParcelDraft = z.output<typeof parcelDraft>

/** waiting: nobody walks yet · picking: under way · picked: all lines confirmed · packed: in parcels, ready for the carrier. */
export const pickLifecycle = defineLifecycle({
  document: 'pick',
  initial: 'waiting',
  states: { waiting: 'waiting', picking: 'attention', picked: 'good', packed: 'good', cancelled: 'stopped' },
  transitions: {
    start: {
      from: ['waiting'],
      to: 'picking',
      permission: 'pick.work',
      event: 'pick.started',
      input: z.object({}),
      tone: 'primary',
    },
    finish: {
      from: ['picking'],
      to: 'picked',
      permission: 'pick.work',
      event: 'pick.picked',
      input: z.object({}),
      tone: 'primary',
    },
    pack: {
      from: ['picked'],
      to: 'packed',
      permission: 'pick.work',
      event: 'pick.packed',
      input: z.object({ parcels: z.array(parcelDraft).min(1).max(50) }),
      tone: 'primary',
    },
    /** Puts the pick back for someone else; what was confirmed is forgotten. */
    putBack: {
      from: ['picking', 'picked'],
      to: 'waiting',
      permission: 'pick.work',
      event: 'pick.put-back',
      input: z.object({ reason: z.string().trim().min(2).max(500) }),
      tone: 'default',
    },
  },
})
