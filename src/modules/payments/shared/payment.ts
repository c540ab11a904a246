import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { minor } from '../../../kernel/shared/money.ts'
import { paymentLifecycle } from './payment.lifecycle.ts'

const paymentMethods = ['card', 'cash', 'bank', 'external'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

export const paymentEntity = defineEntity({
  name: 'payment',
  table: 'payments.payment',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid().meta({ computed: true }),
    number: z.string().meta({ label: 'payments.payment.number', list: true, search: true, computed: true }),
    state: stateEnum(paymentLifecycle).meta({
      label: 'payments.payment.state',
      words: 'paymentState',
      list: true,
      filter: true,
      computed: true,
    }),
    method: z
      .enum(paymentMethods)
      .meta({ label: 'payments.payment.method', words: 'method', list: true, filter: true }),
    provider: z.string().nullable().meta({ label: 'payments.payment.provider', filter: true }),
    orderId: z.uuid().meta({ filter: true }),
    orderNumber: z
      .string()
      .nullable()
      .meta({ label: 'payments.payment.order', list: true, search: true, filter: true }),
    partyId: z.uuid().nullable().meta({ filter: true }),
    currency: z.string().length(3).meta({ filter: true }),
    amountMinor: minor().meta({ label: 'payments.payment.amount', list: true, filter: true }),
    capturedMinor: minor().meta({
      label: 'payments.payment.captured',
      list: true,
      filter: true,
      computed: true,
    }),
    refundedMinor: minor().meta({
      label: 'payments.payment.refunded',
      list: true,
      filter: true,
      computed: true,
    }),
    reference: z.string().nullable().meta({ label: 'payments.payment.reference', search: true }),
    failureCode: z
      .string()
      .nullable()
      .meta({ label: 'payments.payment.failure', filter: true, computed: true }),
    capturedAt: z.string().nullable().meta({ label: 'payments.payment.capturedAt', computed: true }),
    businessDate: z.iso
      .date()
      .nullable()
      .meta({ label: 'payments.payment.businessDate', filter: true, computed: true }),
    settlementId: z.uuid().nullable().meta({ filter: true, computed: true }),
    version: z.number().int().meta({ computed: true }),
    createdAt: z
      .string()
      .meta({ label: 'payments.payment.createdAt', list: true, sort: true, filter: true, computed: true }),
  }),
})
