/** What a carrier must know of a parcel run. */
export interface Consignment {
  shipmentId: string
  number: string
  orderNumber: string
  recipient: string
  phone: string
  /** ISO 3166-1 alpha-2. */
  country: string
  postalCode: string
  line1: string
  line2: string
  weightGrams: number
  parcels: number
  /** 품명, as it stands on the label: the first article and how many more. */
  goods: string
  sender: { name: string; address: string; phone: string }
}

export interface BookedParcel {
  consignment: Consignment
  waybillNumber: string
}

interface Booking {
  waybillNumber: string
}

export interface TrackingReport {
  /** The carrier's own id of this report: the same one told twice counts once. */
  id: string
  at: Date
  code: 'accepted' | 'in-transit' | 'out-for-delivery' | 'delivered' | 'failed'
  place: string
}

/** A carrier as the house sees it. Calls happen in jobs and readings, never inside a transaction. */
export interface Carrier {
  code: string
  name: { ko: string; en: string }
  /** Must answer the same booking when asked twice for one shipment. */
  book(consignment: Consignment): Promise<Booking>
  /** The label to stick on the parcel, as PDF with the waybill as a barcode; the same bytes each time. */
  label(parcel: BookedParcel): Promise<Uint8Array>
  /** Many labels as one file, in the order given; left out by a carrier that draws each by itself. */
  labels?(parcels: readonly BookedParcel[]): Promise<Uint8Array>
  /** Reports of a parcel handed over at `since`, up to `now`, oldest first. */
  track(waybillNumber: string, since: Date, now: Date): Promise<TrackingReport[]>
}

/** What answers a failing carrier gives; the job is tried again with growing pauses. */
export class CarrierUnavailable extends Error {}

export const bookWaybillJob = 'orders.book-waybill'
export const trackShipmentsJob = 'orders.track-shipments'
