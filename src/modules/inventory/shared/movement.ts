import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { decimalString, minor } from '../../../kernel/shared/money.ts'

/** Kinds of movement; quantity is signed, plus into the warehouse. */
const movementKinds = ['receipt', 'issue', 'transfer-out', 'transfer-in', 'adjustment', 'return'] as const

export type MovementKind = (typeof movementKinds)[number]

export const movementEntity = defineEntity({
  name: 'movement',
  table: 'inventory.movement_list',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    kind: z
      .enum(movementKinds)
      .meta({ label: 'movement.kind', words: 'movement.kinds', list: true, filter: true }),
    documentId: z.uuid().meta({ filter: true }),
    variantId: z.uuid().meta({ filter: true }),
    warehouseId: z.uuid().meta({ filter: true }),
    warehouseCode: z.string().meta({ label: 'movement.warehouse', list: true, filter: true }),
    orgUnitId: z.uuid().nullable(),
    quantity: minor().meta({ label: 'movement.quantity', list: true }),
    unitCost: decimalString().meta({ label: 'movement.unitCost', list: true }),
    valueMinor: minor().meta({ label: 'movement.value', list: true }),
    currency: z.string().meta({ label: 'movement.currency' }),
    businessDate: z.iso.date().meta({ label: 'movement.businessDate', list: true, filter: true }),
    reference: z.string().meta({ label: 'movement.reference', list: true, filter: true, search: true }),
    reason: z.string().meta({ label: 'movement.reason', list: true, filter: true, search: true }),
    orderId: z.uuid().nullable().meta({ filter: true }),
    actorName: z.string().meta({ label: 'movement.actor', list: true }),
    createdAt: z.date().meta({ label: 'movement.createdAt', list: true, filter: true, sort: true }),
  }),
})

const reservationStates = ['held', 'consumed', 'released', 'expired'] as const

export const reservationEntity = defineEntity({
  name: 'reservation',
  table: 'inventory.reservation_list',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    orderId: z.uuid().meta({ filter: true }),
    lineId: z.uuid(),
    reference: z.string().meta({ label: 'reservation.order', list: true, filter: true, search: true }),
    variantId: z.uuid().meta({ filter: true }),
    warehouseId: z.uuid().meta({ filter: true }),
    warehouseCode: z.string().meta({ label: 'movement.warehouse', list: true }),
    orgUnitId: z.uuid().nullable(),
    quantity: minor().meta({ label: 'reservation.quantity', list: true }),
    openQuantity: minor().meta({ label: 'reservation.open', list: true }),
    state: z
      .enum(reservationStates)
      .meta({ label: 'reservation.state', words: 'reservation.states', list: true, filter: true }),
    expiresAt: z.date().nullable().meta({ label: 'reservation.expiresAt', list: true }),
    createdAt: z.date().meta({ label: 'reservation.createdAt', list: true, sort: true, filter: true }),
    closedAt: z.date().nullable().meta({ label: 'reservation.closedAt' }),
  }),
})
