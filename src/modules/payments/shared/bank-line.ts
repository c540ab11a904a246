import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { minor } from '../../../kernel/shared/money.ts'
import { bankLineLifecycle } from './bank-line.lifecycle.ts'

export const bankLineEntity = defineEntity({
  name: 'bank-line',
  table: 'payments.bank_line',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    bookedOn: z.iso.date().meta({ label: 'payments.bank.bookedOn', list: true, sort: true, filter: true }),
    payer: z.string().meta({ label: 'payments.bank.payer', list: true, search: true, personal: 'name' }),
    memo: z.string().meta({ label: 'payments.bank.memo', list: true, search: true }),
    currency: z.string().length(3).meta({ filter: true }),
    amountMinor: minor().meta({ label: 'payments.bank.amount', list: true, filter: true }),
    state: stateEnum(bankLineLifecycle).meta({
      label: 'payments.bank.state',
      words: 'bankState',
      list: true,
      filter: true,
    }),
    paymentId: z.uuid().nullable().meta({ filter: true }),
    matchedByName: z.string().nullable().meta({ label: 'payments.bank.matchedBy' }),
    version: z.number().int(),
  }),
})

export const settlementEntity = defineEntity({
  name: 'settlement',
  table: 'payments.settlement',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    number: z.string().meta({ label: 'payments.settlement.number', list: true, search: true }),
    provider: z.string().meta({ label: 'payments.settlement.provider', list: true, filter: true }),
    settledOn: z.iso
      .date()
      .meta({ label: 'payments.settlement.settledOn', list: true, sort: true, filter: true }),
    itemCount: z.number().int().meta({ label: 'payments.settlement.items', list: true }),
    currency: z.string().length(3).meta({ filter: true }),
    grossMinor: minor().meta({ label: 'payments.settlement.gross', list: true }),
    feeMinor: minor().meta({ label: 'payments.settlement.fee', list: true }),
    feeVatMinor: minor().meta({ label: 'payments.settlement.feeVat', list: true }),
    netMinor: minor().meta({ label: 'payments.settlement.net', list: true }),
    createdAt: z.string(),
  }),
})
