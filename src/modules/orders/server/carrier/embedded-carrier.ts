import type { Database } from '../../../../kernel/server/database.ts'
import type { BookedParcel, Carrier, Consignment } from './carrier.port.ts'
import { type DeliveryRegion, regionOfPostalCode } from './delivery-region.ts'
import { parcelMovement } from './parcel-movement.ts'
import { shippingLabels } from './shipping-label.ts'
import { waybillNumber } from './waybill-number.ts'

const embeddedCarrierCode = 'wheel-express'

export interface EmbeddedCarrierOptions {
  /** How long a parcel usually travels. */
  deliveryHours: number
}

/** A courier that lives in the house: it numbers, labels and moves parcels without a network. */
export function embeddedCarrier(database: Database, { deliveryHours }: EmbeddedCarrierOptions): Carrier {
  const name = { ko: '휠택배', en: 'Wheel Express' }
  const labels = (parcels: readonly BookedParcel[]) =>
    shippingLabels(
      parcels.map((parcel) => ({ ...parcel, carrierName: name.ko, region: regionOf(parcel.consignment) })),
    )
  return {
    code: embeddedCarrierCode,
    name,
    async book(consignment) {
      const region = regionOf(consignment)
      return { waybillNumber: waybillNumber(region.code, await serialOf(database, consignment.shipmentId)) }
    },
    label: (parcel) => labels([parcel]),
    labels,
    async track(waybill, since, now) {
      return parcelMovement(waybill, since, deliveryHours).filter((report) => report.at <= now)
    },
  }
}

function regionOf({ postalCode, country }: Consignment): DeliveryRegion {
  return regionOfPostalCode(postalCode, country)
}

/** The carrier's own book: one serial for one shipment, however often it is booked. */
async function serialOf(database: Database, shipmentId: string): Promise<bigint> {
  const row = await database.row<{ serial: bigint }>(
    'orders.carrier_serial',
    `insert into orders.carrier_booking as b (shipment_id) values ($1)
     on conflict (shipment_id) do update set shipment_id = b.shipment_id
     returning serial`,
    [shipmentId],
  )
  if (!row) throw new Error(`no serial for shipment ${shipmentId}`)
  return row.serial
}
