import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { query } from '../../../../kernel/server/http/routes.ts'
import { logPersonalDataRead } from '../../../../kernel/server/personal-data.ts'
import { directRoute } from '../../../../kernel/server/routes/direct-route.ts'
import { sendFile } from '../../../../kernel/server/services/files/send-file.ts'
import { DomainError, notFound } from '../../../../kernel/shared/errors.ts'
import type { BookedParcel, Carrier } from './carrier.port.ts'
import { carriersOf } from './carriers.ts'
import { consignmentsOf } from './consignment.queries.ts'

const labelsAtOnce = 100
const contentType = 'application/pdf'

/** Labels carry names and addresses in clear: whoever ships may print them, and each print is logged. */
export function labelRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/shipments/:id/label.pdf',
    summary: "A shipment's label as PDF, 100 × 150 mm",
    description:
      'Answers the same label again however often it is asked for. Refuses with shipment.no-waybill (422) before the carrier has booked.',
    permission: 'shipment.ship',
    params: z.object({ id: z.uuid() }),
    produces: contentType,
    async run(_db, { params, request, reply }) {
      const { carrier, parcels } = await bookedParcels(app, request, [params.id])
      const [parcel] = parcels
      if (!parcel) throw notFound('shipment', params.id)
      const label = await carrier.label(parcel)
      return sendFile(reply, { name: `${parcel.waybillNumber}.pdf`, contentType, inline: true }).send(
        Buffer.from(label),
      )
    },
  })
  directRoute(app, {
    url: '/shipments/labels.pdf',
    summary: 'The labels of many shipments as one PDF, a page each in the order asked',
    description:
      'Refuses whole: with shipment.labels-waiting (422) while one of them is not booked, with shipment.labels-apart (422) when they are of several carriers or of one that draws each label by itself.',
    permission: 'shipment.ship',
    body: z.object({ ids: z.array(z.uuid()).min(1).max(labelsAtOnce) }),
    produces: contentType,
    async run({ body, request, reply }) {
      const { carrier, parcels } = await bookedParcels(app, request, [...new Set(body.ids)])
      if (parcels.length > 1 && !carrier.labels)
        throw new DomainError('shipment.labels-apart', { carrier: carrier.name[request.principal.locale] })
      const [first] = parcels
      const labels =
        parcels.length > 1 || !first ? await carrier.labels?.(parcels) : await carrier.label(first)
      void sendFile(reply, { name: `labels-${parcels.length}.pdf`, contentType, inline: true })
      return Buffer.from(labels ?? [])
    },
  })
}

/** What stands on the labels, of one carrier; that they were printed, and whose they are, is noted. */
async function bookedParcels(
  app: FastifyInstance,
  request: FastifyRequest,
  ids: readonly string[],
): Promise<{ carrier: Carrier; parcels: BookedParcel[] }> {
  const { database } = app.house
  const { principal } = request
  const found = await consignmentsOf(database, { companyId: principal.companyId, shipmentIds: ids })
  const parcels: BookedParcel[] = []
  let carrier: Carrier | undefined
  for (const id of ids) {
    const { shipment, consignment } = found.get(id) ?? {}
    const visible =
      principal.orgUnitIds === null ||
      !shipment?.orgUnitId ||
      principal.orgUnitIds.includes(shipment.orgUnitId)
    if (!shipment || !consignment || !visible) throw notFound('shipment', id)
    const its = carriersOf(database).byCode(shipment.carrierCode ?? '')
    if (!its || shipment.waybillNumber === null)
      throw new DomainError(ids.length > 1 ? 'shipment.labels-waiting' : 'shipment.no-waybill', {
        number: shipment.number,
      })
    if (carrier && carrier !== its)
      throw new DomainError('shipment.labels-apart', { carrier: its.name[principal.locale] })
    carrier = its
    parcels.push({ consignment, waybillNumber: shipment.waybillNumber })
  }
  if (!carrier) throw notFound('shipment', '')
  await logPersonalDataRead(database, {
    principal,
    entity: 'shipment',
    recordIds: [...ids],
    fields: ['recipient', 'shipTo'],
    purpose: 'shipping label',
    ip: request.ip,
  })
  return { carrier, parcels }
}
