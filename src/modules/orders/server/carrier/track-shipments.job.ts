import { z } from 'zod'
import type { Database } from '../../../../kernel/server/database.ts'
import { emit } from '../../../../kernel/server/events.ts'
import { defineJob } from '../../../../kernel/server/jobs.ts'
import { transition } from '../../../../kernel/server/lifecycle.ts'
import { systemPrincipal } from '../../../../kernel/server/principal.ts'
import type { Tx } from '../../../../kernel/server/transaction.ts'
import { DomainError } from '../../../../kernel/shared/errors.ts'
import { newId } from '../../../../kernel/shared/ids.ts'
import type { ShipmentRow } from '../order.tables.ts'
import { shipmentRules } from '../shipment.rules.ts'
import { shipmentRefs } from '../shipment.service.ts'
import { type TrackingReport, trackShipmentsJob } from './carrier.port.ts'
import { carriersOf } from './carriers.ts'

const chunkSize = 200
/** A parcel that has not arrived after this many days is reported, once. */
export const lateAfterDays = 3
const dayMs = 86_400_000

export const trackShipments = defineJob({
  kind: trackShipmentsJob,
  input: z.object({}),
  async run(database, job) {
    return followParcels(database, {
      companyId: job.companyId,
      now: new Date(),
      onChunk: (done) => job.progress({ done }),
    })
  },
})

export interface Followed {
  asked: number
  reports: number
  delivered: number
  delayed: number
}

interface Heard {
  shipment: ShipmentRow
  reports: readonly TrackingReport[]
}

/**
 * Asks carriers how far each parcel under way is. Reports are kept once by the carrier's own id; the last one moves
 * the shipment on. A carrier that does not answer holds up only its own parcels.
 */
export async function followParcels(
  database: Database,
  { companyId, now, onChunk }: { companyId: string; now: Date; onChunk?: (asked: number) => Promise<void> },
): Promise<Followed> {
  const sum: Followed = { asked: 0, reports: 0, delivered: 0, delayed: 0 }
  let after: string | null = null
  for (;;) {
    const shipments: ShipmentRow[] = await database.rows<ShipmentRow>(
      'orders.shipments_under_way',
      `select * from orders.shipment
       where company_id = $1 and state = 'shipped' and waybill_number is not null and ($2::uuid is null or id > $2)
       order by id limit $3`,
      [companyId, after, chunkSize],
    )
    const last = shipments.at(-1)
    if (!last) return sum
    const heard = await askCarriers(database, shipments, now)
    const principal = systemPrincipal(companyId, '배송 추적')
    const kept = await database.transaction({ principal, now }, (tx) => keepReports(tx, heard))
    sum.asked += shipments.length
    sum.reports += kept.reports
    sum.delayed += kept.delayed
    for (const { shipment, reports } of heard) {
      const arrived = reports.find((report) => report.code === 'delivered')
      if (arrived && (await deliver(database, shipment, arrived))) sum.delivered += 1
    }
    after = last.id
    await onChunk?.(sum.asked)
  }
}

async function askCarriers(
  database: Database,
  shipments: readonly ShipmentRow[],
  now: Date,
): Promise<Heard[]> {
  const carriers = carriersOf(database)
  return Promise.all(
    shipments.map(async (shipment) => {
      const carrier = carriers.byCode(shipment.carrierCode ?? '')
      const { waybillNumber, shippedAt } = shipment
      if (!carrier || waybillNumber === null || shippedAt === null) return { shipment, reports: [] }
      const reports = await carrier.track(waybillNumber, shippedAt, now).catch(() => [])
      return { shipment, reports }
    }),
  )
}

/** One statement keeps all new reports of a chunk; each shipment's news tells of its latest. */
async function keepReports(tx: Tx, heard: readonly Heard[]): Promise<{ reports: number; delayed: number }> {
  const rows = heard.flatMap(({ shipment, reports }) => [
    ...reports.map((report) => rowOf(shipment, report)),
    ...(isLate(tx.now, shipment, reports)
      ? [rowOf(shipment, { id: 'house:delayed', at: tx.now, code: 'delayed', place: '' })]
      : []),
  ])
  if (rows.length === 0) return { reports: 0, delayed: 0 }
  const fresh = await tx.rows<{ shipmentId: string; at: Date; code: string; place: string }>(
    'orders.keep_tracking',
    `insert into orders.tracking_event (id, shipment_id, at, code, place, provider_event)
     select id, shipment_id, at, code, place, provider_event
     from jsonb_to_recordset($1::jsonb) as e(
       id uuid, shipment_id uuid, at timestamptz, code text, place text, provider_event text)
     on conflict on constraint tracking_event_is_told_once do nothing
     returning shipment_id, at, code, place`,
    [JSON.stringify(rows)],
  )
  const byShipment = Map.groupBy(fresh, (event) => event.shipmentId)
  let delayed = 0
  for (const { shipment } of heard) {
    const events = byShipment.get(shipment.id) ?? []
    const latest = events
      .filter((event) => event.code !== 'delayed')
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .at(-1)
    if (latest)
      tell(tx, shipment, 'shipment.tracked@1', { code: latest.code, place: latest.place, at: latest.at })
    if (!events.some((event) => event.code === 'delayed')) continue
    delayed += 1
    tell(tx, shipment, 'shipment.delayed@1', { days: lateAfterDays, shippedAt: shipment.shippedAt })
  }
  return { reports: fresh.length - delayed, delayed }
}

function isLate(now: Date, shipment: ShipmentRow, reports: readonly TrackingReport[]): boolean {
  if (shipment.shippedAt === null || reports.some((report) => report.code === 'delivered')) return false
  return now.getTime() - shipment.shippedAt.getTime() > lateAfterDays * dayMs
}

function rowOf(
  shipment: ShipmentRow,
  report: Omit<TrackingReport, 'code'> & { code: string },
): Record<string, unknown> {
  const { id: providerEvent, at, code, place } = report
  return { id: newId(), shipment_id: shipment.id, at, code, place, provider_event: providerEvent }
}

function tell(
  tx: Tx,
  shipment: ShipmentRow,
  type: 'shipment.tracked@1' | 'shipment.delayed@1',
  data: Record<string, unknown>,
): void {
  emit(tx, {
    type,
    subject: { entity: 'shipment', id: shipment.id },
    refs: shipmentRefs(shipment),
    data: {
      number: shipment.number,
      orderNumber: shipment.orderNumber,
      waybillNumber: shipment.waybillNumber,
      ...data,
    },
  })
}

/** In the moment the carrier named, so that delivery times are the customer's and not the poll's. */
async function deliver(database: Database, shipment: ShipmentRow, arrived: TrackingReport): Promise<boolean> {
  const context = { principal: systemPrincipal(shipment.companyId, '배송 추적'), now: arrived.at }
  try {
    await database.transaction(context, (tx) =>
      transition(tx, shipmentRules, { id: shipment.id, name: 'deliver', input: {} }),
    )
    return true
  } catch (error) {
    // Somebody was quicker: the parcel was marked delivered by hand.
    if (error instanceof DomainError && error.code === 'kernel.wrong-state') return false
    throw error
  }
}
