import type { Option } from '../../../kernel/ui/form/field-spec.ts'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import type { Money, Tone } from '../../../kernel/ui/values.tsx'

export const inventoryPath = '/api/v1/inventory'
export const warehousesPath = `${inventoryPath}/warehouses`
export const stockPath = `${inventoryPath}/stock`
export const movementsPath = `${inventoryPath}/movements`
export const reservationsPath = `${inventoryPath}/reservations`
export const picksPath = `${inventoryPath}/picks`
export const wavesPath = `${inventoryPath}/waves`

export interface Warehouse {
  id: string
  code: string
  name: string
  nameEn: string
  address: string
  postalCode: string | null
  latitude: string | null
  longitude: string | null
  currency: string
  priority: number
  state: 'active' | 'closed'
  orgUnitId: string | null
  version: number
  actions: OfferedAction[]
}

export interface StockRow {
  id: string
  sku: string
  productName: string
  variantName: string
  unit: string
  onHand: string
  reserved: string
  available: string
  value: Money
  warehouses: number
}

export const movementKinds = [
  'receipt',
  'issue',
  'transfer-in',
  'transfer-out',
  'adjustment',
  'return',
] as const

export interface Movement {
  id: string
  kind: (typeof movementKinds)[number]
  variantId: string
  warehouseId: string
  warehouseCode: string
  sku: string
  productName: string
  quantity: string
  unitCost: string
  value: Money
  businessDate: string
  reference: string
  reason: string
  orderId: string | null
  actorName: string
  createdAt: string
}

export interface Reservation {
  id: string
  orderId: string
  reference: string
  variantId: string
  warehouseCode: string
  quantity: string
  openQuantity: string
  state: 'held' | 'consumed' | 'released' | 'expired'
  expiresAt: string | null
  createdAt: string
}

export const reservationTone: Record<Reservation['state'], Tone> = {
  held: 'waiting',
  consumed: 'good',
  released: 'neutral',
  expired: 'stopped',
}

export type PickState = 'waiting' | 'picking' | 'picked' | 'packed' | 'cancelled'
export const pickTone: Record<PickState, Tone> = {
  waiting: 'waiting',
  picking: 'attention',
  picked: 'good',
  packed: 'good',
  cancelled: 'stopped',
}

export interface PickRow {
  id: string
  orderId: string
  orderNumber: string
  shipmentId: string
  warehouseId: string
  warehouseCode: string
  warehouseName: string
  waveId: string | null
  priority: number
  state: PickState
  pickerName: string | null
  createdAt: string
  version: number
  lineCount: number
  units: string
  pickedUnits: string
}

export interface Stop {
  variantId: string
  sku: string
  gtin: string | null
  productName: string
  weightGrams: number
  binCode: string | null
  zone: string | null
  quantity: string
  picked: string
  parts: {
    pickId: string
    lineId: string
    orderNumber: string
    slot: number
    quantity: string
    picked: string
  }[]
}

export interface Parcel {
  box: string
  weightGrams: number
}

export interface PickPage {
  id: string
  version: number
  state: PickState
  orderId: string
  orderNumber: string
  warehouseName: string
  waveId: string | null
  pickerName: string | null
  priority: number
  stops: Stop[]
  parcels: (Parcel & { position: number })[]
  actions: OfferedAction[]
}

export interface Scanned {
  variantId: string
  sku: string
  productName: string
  placed: { pickId: string; orderNumber: string; quantity: string; slot?: number }[]
  remaining: string
  finished: string[]
}

/** A company has few warehouses: they are read whole. */
function useWarehouses(): Warehouse[] {
  return useEndpoint<{ items: Warehouse[] }>(warehousesPath, { limit: 200 }).data?.items ?? []
}

export function useWarehouseOptions(): Option[] {
  return useWarehouses().map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))
}
