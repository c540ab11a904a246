import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { query } from '../../../../kernel/server/http/routes.ts'
import { logPersonalDataRead } from '../../../../kernel/server/personal-data.ts'
import { DomainError, notFound } from '../../../../kernel/shared/errors.ts'
import { carriersOf } from './carriers.ts'
import { consignmentOf } from './consignment.queries.ts'

/** Labels carry names and addresses in clear: whoever ships may print them, and each print is logged. */
export function labelRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/shipments/:id/label.pdf',
    summary: "A shipment's label as PDF, 100 × 150 mm",
    description:
      'Answers the same label again however often it is asked for. Refuses with shipment.no-waybill (422) before the carrier has booked.',
    permission: 'shipment.ship',
    params: z.object({ id: z.uuid() }),
    produces: 'application/pdf',
    async run(db, { params, principal, request, reply }) {
      const found = await consignmentOf(db, { companyId: principal.companyId, shipmentId: params.id })
      const visible =
        found &&
        (principal.orgUnitIds === null ||
          found.shipment.orgUnitId === null ||
          principal.orgUnitIds.includes(found.shipment.orgUnitId))
      if (!found || !visible) throw notFound('shipment', params.id)
      const { shipment, consignment } = found
      const carrier = carriersOf(app.house.database).byCode(shipment.carrierCode ?? '')
      if (!carrier || shipment.waybillNumber === null)
        throw new DomainError('shipment.no-waybill', { id: params.id })
      const labelPdf = await carrier.label(consignment, shipment.waybillNumber)
      await logPersonalDataRead(db, {
        principal,
        entity: 'shipment',
        recordIds: [params.id],
        fields: ['recipient', 'shipTo'],
        purpose: 'shipping label',
        ip: request.ip,
      })
      void reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${shipment.waybillNumber}.pdf"`)
        .header('cache-control', 'private, no-store')
      return Buffer.from(labelPdf)
    },
  })
}
