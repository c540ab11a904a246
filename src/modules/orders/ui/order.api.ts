import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import type { Money } from '../../../kernel/ui/values.tsx'
import type { OrderState, ShipmentState } from './order-state.ts'

export const ordersPath = '/api/v1/orders/orders'
export const shipmentsPath = '/api/v1/orders/shipments'

export interface OrderRow {
  id: string
  number: string
  state: OrderState
  channelCode: string
  partyId: string | null
  partyName: string | null
  total: Money
  paid: Money
  refunded: Money
  paymentTerms: Terms
  orderedAt: string
  businessDate: string
  externalKey: string | null
}

export type Terms = 'received' | 'card' | 'bank-transfer' | 'on-account'

export interface ShipTo {
  name: string
  phone: string
  postalCode: string
  line1: string
  line2: string
  country: string
}

export interface OrderLine {
  id: string
  lineNo: number
  kind: 'goods' | 'service' | 'shipping'
  variantId: string | null
  sku: string
  name: string | null
  quantity: string
  cancelledQuantity: string
  shippedQuantity: string
  returnedQuantity: string
  unitPrice: string
  taxClass: 'taxable' | 'zero-rated' | 'exempt'
  discount: Money
  net: Money
  vat: Money
  total: Money
}

export interface ShipmentRow {
  id: string
  number: string
  state: ShipmentState
  orderId: string
  orderNumber: string
  warehouseId: string
  recipient: string
  carrierCode: string | null
  waybillNumber: string | null
  createdAt: string
  shippedAt: string | null
  deliveredAt: string | null
}

export interface PaymentRow {
  id: string
  state: string
  method: 'cash' | 'card' | 'bank' | 'external'
  amount: Money
  captured: Money
  refunded: Money
  createdAt: string
}

export interface Candidate {
  warehouseId: string
  code: string
  chosen: boolean
  reason: string
  fullLines: number
  partLines: number
  distanceKm: number | null
  distanceBasis: 'coordinates' | 'postal-code' | null
  heldSince: string | null
}

export interface AllocationChoice {
  strategy: string
  createdAt: string
  explanation: { strategy: string; parcels: number; candidates: Candidate[] }
}

export interface Order extends OrderRow {
  version: number
  currency: string
  cancelled: Money
  shipped: Money
  returned: Money
  net: Money
  vat: Money
  discount: Money
  due: Money
  position: Money
  shipTo: ShipTo | null
  note: string | null
  holdReason: string | null
  cancelReason: string | null
  trackingPath: string
  lines: OrderLine[]
  shipments: Omit<ShipmentRow, 'recipient'>[]
  payments: PaymentRow[]
  explanations: AllocationChoice[]
  offers: OfferedAction[]
  actions: OfferedAction[]
}

export interface TrackingEvent {
  at: string
  code: string
  place: string
}

export interface Shipment extends ShipmentRow {
  version: number
  shipTo: ShipTo | null
  parcels: { weightGrams: number }[]
  weightGrams: string
  urgent: boolean
  lines: { lineId: string; sku: string; name: string | null; quantity: string; costMinor: string | null }[]
  tracking: TrackingEvent[]
  actions: OfferedAction[]
}
