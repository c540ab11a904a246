import type { TrackingReport } from './carrier.port.ts'
import { originHub, regionOfCode } from './delivery-region.ts'

const hourMs = 3_600_000
/** Of a thousand parcels, how many find nobody at home, and how many are held up on the way. */
const absentPerMille = 30n
const heldUpPerMille = 20n
const heldUpTimes = 4

/**
 * How a parcel moves, computed from its waybill and its handover alone: whoever asks, at any time and on any server,
 * hears the same story. Most arrive after `hours`; a few are tried twice, and fewer stand still on the way.
 */
export function parcelMovement(waybill: string, handedOver: Date, hours: number): TrackingReport[] {
  const region = regionOfCode(waybill.slice(0, 2))
  // The check digit and the scatter of the serial make these as good as drawn by lot.
  const lot = (BigInt(waybill) * 2_654_435_761n) % 1000n
  const absent = lot < absentPerMille
  const heldUp = !absent && lot < absentPerMille + heldUpPerMille
  const pace = 0.85 + Number((BigInt(waybill) / 7n) % 31n) / 100
  const legs: [share: number, code: TrackingReport['code'], place: string][] = [
    [0.06, 'accepted', '집하지'],
    [0.24, 'in-transit', originHub],
    [0.48, 'in-transit', region.hub],
    [0.74, 'in-transit', region.station],
    [0.82, 'out-for-delivery', region.station],
    ...(absent
      ? ([
          [1, 'failed', region.station],
          [1.7, 'out-for-delivery', region.station],
          [1.9, 'delivered', region.name],
        ] as const)
      : ([[1, 'delivered', region.name]] as const)),
  ].map(([share, code, place]) => [share, code, place] as never)
  return legs.map(([share, code, place], index) => {
    const waits = heldUp && index >= 2 ? heldUpTimes : 0
    return {
      id: `${waybill}-${index + 1}`,
      at: new Date(handedOver.getTime() + (share * pace + waits) * hours * hourMs),
      code,
      place,
    }
  })
}
