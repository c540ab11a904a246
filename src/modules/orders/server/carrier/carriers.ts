import { z } from 'zod'
import type { Database } from '../../../../kernel/server/database.ts'
import type { Carrier } from './carrier.port.ts'
import { dhlCarrier } from './dhl-carrier.ts'
import { embeddedCarrier } from './embedded-carrier.ts'

/** A parcel of the embedded carrier usually arrives the next day. */
const usualDeliveryHours = 20

const senderSchema = z.object({
  companyName: z.string(),
  countryCode: z.string().length(2),
  postalCode: z.string(),
  city: z.string(),
  phone: z.string(),
  email: z.string(),
})

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
  const own = embeddedCarrier(database, { deliveryHours: hours > 0 ? hours : usualDeliveryHours })
  const others = configuredCarriers()
  const chosen = others.find((carrier) => carrier.code === process.env.CARRIER)
  const made = chosen ? registryOf([chosen, own, ...others]) : registryOf([own, ...others])
  registered.set(database, made)
  return made
}

/**
 * DHL, when its account is told by the environment: `DHL_URL`, `DHL_USERNAME`, `DHL_PASSWORD`, `DHL_ACCOUNT` and, of the
 * sender, `DHL_SENDER` as JSON. Its parcels are followed; new ones go to it once `CARRIER` is `dhl`.
 */
function configuredCarriers(): Carrier[] {
  const { DHL_URL, DHL_USERNAME, DHL_PASSWORD, DHL_ACCOUNT, DHL_SENDER } = process.env
  if (!DHL_URL || !DHL_USERNAME || !DHL_PASSWORD || !DHL_ACCOUNT || !DHL_SENDER) return []
  const sender = senderSchema.parse(JSON.parse(DHL_SENDER))
  return [
    dhlCarrier({
      baseUrl: DHL_URL,
      username: DHL_USERNAME,
      password: DHL_PASSWORD,
      accountNumber: DHL_ACCOUNT,
      sender,
    }),
  ]
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
