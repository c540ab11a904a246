/** What a carrier must know of a parcel run. */
export interface Consignment {
  shipmentId: string
  number: string
  orderNumber: string
  recipient: string
  phone: string
  postalCode: string
  line1: string
  line2: string
  weightGrams: number
  parcels: number
  sender: { name: string; address: string; phone: string }
}

export interface Booking {
  waybillNumber: string
  /** The label to stick on the parcel, with the waybill as a barcode. */
  labelPdf: Uint8Array
}

export interface TrackingReport {
  /** The carrier's own id of this report: the same one told twice counts once. */
  id: string
  at: Date
  code: 'accepted' | 'in-transit' | 'out-for-delivery' | 'delivered' | 'failed'
  place: string
}

/** A carrier as the house sees it. Calls happen in jobs, never inside a transaction. */
export interface Carrier {
  code: string
  name: { ko: string; en: string }
  /** Must answer the same booking when asked twice for one shipment. */
  book(consignment: Consignment): Promise<Booking>
  track(waybillNumber: string, since: Date, now: Date): Promise<TrackingReport[]>
}

export const bookWaybillJob = 'orders.book-waybill'
