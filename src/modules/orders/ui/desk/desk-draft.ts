import { newKey } from '../../../../kernel/ui/request.ts'
import type { Money } from '../../../../kernel/ui/values.tsx'
import type { ShipTo, Terms } from '../order.api.ts'

export interface DeskLine {
  variantId: string
  sku: string
  name: string
  /** As typed and read: a whole number. */
  quantity: string
  discount: Money | null
}

/** An order as it is being typed; kept in this tab until it is placed. */
export interface DeskDraft {
  channel: string | null
  partyId: string | null
  customerName: string
  lines: DeskLine[]
  discount: Money | null
  shippingFee: Money | null
  shipTo: ShipTo
  terms: Terms
  method: 'cash' | 'card' | 'bank'
  /** Approval or receipt number as typed. */
  reference: string
  /** Stands for a receipt number where nobody types one. */
  receipt: string
  note: string
}

export const noAddress: ShipTo = { name: '', phone: '', postalCode: '', line1: '', line2: '', country: 'KR' }

export function emptyDraft(terms: Terms): DeskDraft {
  return {
    channel: null,
    partyId: null,
    customerName: '',
    lines: [],
    discount: null,
    shippingFee: null,
    shipTo: noAddress,
    terms,
    method: 'cash',
    reference: '',
    receipt: newKey().slice(0, 8),
    note: '',
  }
}

/** The part of the draft that decides the price; nothing while a quantity cannot be read. */
export function quoteBody(draft: DeskDraft, channel: string): object | undefined {
  if (draft.lines.length === 0 || !draft.lines.every(isWhole)) return undefined
  return {
    channel,
    ...(draft.partyId ? { partyId: draft.partyId } : {}),
    lines: draft.lines.map(lineBody),
    ...(draft.discount ? { discount: draft.discount.amount } : {}),
    ...(draft.shippingFee ? { shippingFee: draft.shippingFee.amount } : {}),
  }
}

export function orderBody(
  draft: DeskDraft,
  channel: string,
  { asDraft, warehouseId }: { asDraft: boolean; warehouseId?: string | undefined },
): object {
  return {
    ...quoteBody(draft, channel),
    ...(draft.customerName ? { customerName: draft.customerName } : {}),
    ...(hasAddress(draft.shipTo) ? { shipTo: draft.shipTo } : {}),
    ...(draft.note ? { note: draft.note } : {}),
    payment:
      draft.terms === 'received'
        ? { terms: 'received', method: draft.method, reference: draft.reference.trim() || draft.receipt }
        : { terms: draft.terms },
    ...(warehouseId ? { handOver: { warehouseId } } : {}),
    draft: asDraft,
  }
}

export function hasAddress(shipTo: ShipTo): boolean {
  return shipTo.name.trim() !== '' && shipTo.line1.trim() !== ''
}

export function isWhole(line: { quantity: string }): boolean {
  return /^[1-9]\d{0,6}$/.test(line.quantity)
}

/** The lines with one more of a product; one that is there already grows. */
export function withProduct(
  lines: readonly DeskLine[],
  product: Omit<DeskLine, 'quantity' | 'discount'>,
  quantity: string,
): DeskLine[] {
  const at = lines.findIndex((line) => line.variantId === product.variantId)
  const there = lines[at]
  if (!there) return [...lines, { ...product, quantity, discount: null }]
  const sum = isWhole(there) ? (BigInt(there.quantity) + BigInt(quantity)).toString() : quantity
  return lines.with(at, { ...there, quantity: sum })
}

function lineBody({ variantId, quantity, discount }: DeskLine): object {
  return { variantId, quantity, ...(discount ? { discount: discount.amount } : {}) }
}
