/** What one day's figures change by. */
export interface DayDelta {
  companyId: string
  businessDate: string
  currency: string
  channelCode: string
  orders: bigint
  placedMinor: bigint
  cancelledOrders: bigint
  cancelledMinor: bigint
  returnedMinor: bigint
  capturedMinor: bigint
  refundedMinor: bigint
  parcels: bigint
}

export interface SlotDelta {
  companyId: string
  businessDate: string
  currency: string
  slot: number
  orders: bigint
  placedMinor: bigint
}

export interface ProductDelta {
  companyId: string
  businessDate: string
  currency: string
  variantId: string
  sku: string
  name: string | null
  quantity: bigint
  placedMinor: bigint
}
