import type { ShipTo } from '../shared/order.ts'

/** Rows as the database keeps them, in camelCase. */
export interface OrderRow {
  id: string
  companyId: string
  number: string
  state: string
  channelCode: string
  orgUnitId: string | null
  partyId: string | null
  partyName: string | null
  customerGroup: string | null
  currency: string
  orderedAt: Date
  businessDate: string
  shipTo: ShipTo | null
  note: string | null
  holdReason: string | null
  cancelReason: string | null
  netMinor: bigint
  vatMinor: bigint
  discountMinor: bigint
  totalMinor: bigint
  paidMinor: bigint
  refundedMinor: bigint
  cancelledMinor: bigint
  shippedMinor: bigint
  returnedMinor: bigint
  paymentTerms: 'received' | 'card' | 'bank-transfer' | 'on-account'
  allocation: 'fewest-parcels' | 'nearest' | 'oldest-stock' | null
  externalSystem: string | null
  externalKey: string | null
  trackingToken: string
  version: number
  createdAt: Date
}

export interface OrderLineRow {
  id: string
  orderId: string
  lineNo: number
  kind: 'goods' | 'service' | 'shipping'
  variantId: string | null
  sku: string
  name: string | null
  quantity: bigint
  unitPrice: string
  taxClass: string
  discountMinor: bigint
  netMinor: bigint
  vatMinor: bigint
  totalMinor: bigint
  cancelledQuantity: bigint
  cancelledMinor: bigint
  cancelledNetMinor: bigint
  shippedQuantity: bigint
  shippedMinor: bigint
  shippedNetMinor: bigint
  returnedQuantity: bigint
  returnedMinor: bigint
  returnedNetMinor: bigint
}

export interface ShipmentRow {
  id: string
  companyId: string
  number: string
  state: string
  orderId: string
  orderNumber: string
  partyId: string | null
  warehouseId: string
  orgUnitId: string | null
  recipient: string
  shipTo: ShipTo | null
  carrierCode: string | null
  waybillNumber: string | null
  labelFileId: string | null
  parcels: { weightGrams: number }[]
  weightGrams: bigint
  urgent: boolean
  version: number
  createdAt: Date
  shippedAt: Date | null
  deliveredAt: Date | null
}

export interface ShipmentLineRow {
  shipmentId: string
  lineId: string
  variantId: string
  quantity: bigint
  costMinor: bigint | null
}

/** An order with its lines in line order: what every rule looks at. */
export interface Order extends OrderRow {
  lines: OrderLineRow[]
  /** The customer's key to the payment page; known only at the moment of capture. */
  paymentToken?: string
}
