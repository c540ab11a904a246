import type { Database } from '../../../../kernel/server/database.ts'
import type { Carrier } from './carrier.port.ts'
import { embeddedCarrier } from './embedded-carrier.ts'

/** A parcel of the embedded carrier usually arrives the next day. */
const usualDeliveryHours = 20

export interface Carriers {
  /** The one that new parcels are booked with. */
  standard: Carrier
  byCode(code: string): Carrier | undefined
}

/**
 * The carriers of this process. `CARRIER_HOURS` makes the embedded one quicker, so that a trial sees a parcel arrive
 * within minutes.
 */
export function carriersOf(database: Database): Carriers {
  const known = registered.get(database)
  if (known) return known
  const hours = Number(process.env.CARRIER_HOURS)
  const made = registryOf([
    embeddedCarrier(database, { deliveryHours: hours > 0 ? hours : usualDeliveryHours }),
  ])
  registered.set(database, made)
  return made
}

/** Chooses other carriers for a database, the first as the standard one. Composition and tests call it at their start. */
export function useCarriers(database: Database, carriers: readonly [Carrier, ...Carrier[]]): void {
  registered.set(database, registryOf(carriers))
}

const registered = new WeakMap<Database, Carriers>()

function registryOf(carriers: readonly [Carrier, ...Carrier[]]): Carriers {
  const byCode = new Map(carriers.map((carrier) => [carrier.code, carrier]))
  return { standard: carriers[0], byCode: (code) => byCode.get(code) }
}
