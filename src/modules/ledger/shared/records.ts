import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { minor } from '../../../kernel/shared/money.ts'
import { periodLifecycle } from './period.lifecycle.ts'

/** A journal entry (분개). */
export const transferEntity = defineEntity({
  name: 'transfer',
  table: 'ledger.transfer',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    currency: z.string().length(3).meta({ label: 'ledger.transfer.currency', filter: true }),
    seq: minor().meta({ label: 'ledger.transfer.seq', list: true, sort: true, filter: true }),
    businessDate: z.iso.date().meta({ label: 'ledger.transfer.businessDate', list: true, filter: true }),
    rule: z.string().meta({ label: 'ledger.transfer.rule', list: true, filter: true }),
    kind: z
      .enum(['post', 'pending', 'post-pending', 'void-pending'])
      .meta({ label: 'ledger.transfer.kind', words: 'transferKind', filter: true }),
    status: z
      .enum(['posted', 'refused'])
      .meta({ label: 'ledger.transfer.status', words: 'transferStatus', list: true, filter: true }),
    code: z.string().nullable().meta({ label: 'ledger.transfer.code', filter: true }),
    refEntity: z.string().meta({ label: 'ledger.transfer.refEntity', filter: true }),
    refId: z.uuid().meta({ label: 'ledger.transfer.ref', filter: true }),
    pendingId: z.uuid().nullable().meta({ filter: true }),
    amountMinor: minor().meta({ label: 'ledger.transfer.amount', list: true, filter: true }),
    memo: z.string().nullable().meta({ label: 'ledger.transfer.memo', list: true, search: true }),
    postedAt: z.string().meta({ label: 'ledger.transfer.postedAt', list: true, filter: true }),
  }),
})

/** An account of the chart (계정과목). */
export const accountEntity = defineEntity({
  name: 'account',
  table: 'ledger.account',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    currency: z.string().length(3).meta({ label: 'ledger.account.currency', filter: true }),
    code: z
      .string()
      .meta({ label: 'ledger.account.code', list: true, sort: true, filter: true, search: true }),
    name: z.string().meta({ label: 'ledger.account.name', list: true, search: true }),
    nameEn: z.string().meta({ label: 'ledger.account.nameEn', search: true }),
    kind: z
      .enum(['asset', 'liability', 'equity', 'revenue', 'expense'])
      .meta({ label: 'ledger.account.kind', words: 'kind', list: true, filter: true }),
    section: z.string().meta({ label: 'ledger.account.section', words: 'section', filter: true }),
    side: z.number().int().meta({ label: 'ledger.account.side' }),
    noOverdraft: z.boolean().meta({ label: 'ledger.account.noOverdraft', filter: true }),
    active: z.boolean().meta({ label: 'ledger.account.active', filter: true }),
    version: z.number().int(),
  }),
})

/** An accounting period (회계 기간). */
export const periodEntity = defineEntity({
  name: 'period',
  table: 'ledger.period',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    code: z.string().meta({ label: 'ledger.period.code', list: true, filter: true, search: true }),
    startsOn: z.iso.date().meta({ label: 'ledger.period.startsOn', list: true, sort: true, filter: true }),
    endsOn: z.iso.date().meta({ label: 'ledger.period.endsOn', list: true, filter: true }),
    state: stateEnum(periodLifecycle).meta({
      label: 'ledger.period.state',
      words: 'periodState',
      list: true,
      filter: true,
    }),
    closedAt: z.string().nullable().meta({ label: 'ledger.period.closedAt', list: true }),
    closedBy: z.string().nullable().meta({ label: 'ledger.period.closedBy', list: true }),
    version: z.number().int(),
  }),
})
