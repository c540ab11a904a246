import { z } from 'zod'
import { audit } from '../../../../kernel/server/audit.ts'
import { emit } from '../../../../kernel/server/events.ts'
import { defineJob } from '../../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../../kernel/server/principal.ts'
import type { Tx } from '../../../../kernel/server/transaction.ts'
import type { ShipmentRow } from '../order.tables.ts'
import { shipmentRefs } from '../shipment.service.ts'
import { bookWaybillJob } from './carrier.port.ts'
import { carriersOf } from './carriers.ts'
import { consignmentOf } from './consignment.queries.ts'

/**
 * Books a packed shipment with its carrier. The carrier is asked outside any transaction; its answer is kept in one.
 * Run twice, or killed in between, it ends with the same waybill, because the carrier answers the same booking again.
 */
export const bookWaybill = defineJob({
  kind: bookWaybillJob,
  input: z.object({ shipmentId: z.uuid() }),
  async run(database, job) {
    const found = await consignmentOf(database, {
      companyId: job.companyId,
      shipmentId: job.input.shipmentId,
    })
    if (found?.shipment.state !== 'packed' || found.shipment.waybillNumber !== null) return { booked: false }
    const carrier = carriersOf(database).standard
    const { waybillNumber } = await carrier.book(found.consignment)
    const booked = await database.transaction(
      { principal: systemPrincipal(job.companyId, carrier.name.ko) },
      (tx) => keepWaybill(tx, { shipmentId: found.shipment.id, carrierCode: carrier.code, waybillNumber }),
    )
    return { booked, waybillNumber }
  },
})

async function keepWaybill(
  tx: Tx,
  booking: { shipmentId: string; carrierCode: string; waybillNumber: string },
): Promise<boolean> {
  const shipment = await tx.row<ShipmentRow>(
    'orders.keep_waybill',
    `update orders.shipment set carrier_code = $2, waybill_number = $3, version = version + 1
     where id = $1 and state = 'packed' and waybill_number is null
     returning *`,
    [booking.shipmentId, booking.carrierCode, booking.waybillNumber],
  )
  if (!shipment) return false
  const news = { carrierCode: booking.carrierCode, waybillNumber: booking.waybillNumber }
  audit(tx, { action: 'shipment.book', entity: 'shipment', id: shipment.id, after: news })
  emit(tx, {
    type: 'shipment.booked@1',
    subject: { entity: 'shipment', id: shipment.id },
    refs: shipmentRefs(shipment),
    data: { number: shipment.number, orderNumber: shipment.orderNumber, ...news },
  })
  return true
}
