export type TransportMode = 'road' | 'rail' | 'sea' | 'air' | 'parcel'

/**
 * Which way shall each shipment travel, and with which others? Places are names; times are seconds from one origin;
 * weights kilograms, volumes cubic metres, lengths metres; money is one currency's plain numbers.
 */
export interface ModeProblem {
  services: TransportService[]
  cargo: Cargo[]
  /** Places where cargo may change from one service to another. */
  terminals?: Terminal[]
  /** Pairs of groups that never share a load. */
  keepApart?: [string, string][]
  /** Legs of a journey at most; 3 when absent. */
  maxLegs?: number
  /** How many of a service's next departures a shipment may wait for; 3 when absent. */
  departuresAhead?: number
}

/** One leg somebody offers: a lorry between two towns, a train path, a ship, a flight, a parcel network. */
export interface TransportService {
  id: string
  mode: TransportMode
  from: string
  to: string
  /** A timetable. */
  departures?: Departure[]
  /** Or it leaves whenever it is wanted. */
  onDemand?: { durationSeconds: number }
  price: {
    perShipment?: number
    /** Per kilogram charged: the weight, or the volume × `volumetricKilogramsPerCubicMeter` where that is more. */
    perKilogram?: number
    volumetricKilogramsPerCubicMeter?: number
    minimum?: number
  }
  /** Paid by the load – lorry, container, wagon – however full. Absent: no loads, only the price. */
  load?: { cost: number; maxWeightKilograms: number; maxVolumeCubicMeters: number; count?: number }
  carries?: Carriage
}

export interface Departure {
  departureSeconds: number
  arrivalSeconds: number
  /** Cargo must be there so long before. */
  cutoffSeconds?: number
}

/** What a service takes. Absent limits: none; dangerous goods and temperatures: none but ambient unless named. */
export interface Carriage {
  dangerousClasses?: string[]
  temperatures?: string[]
  maxShipmentKilograms?: number
  maxPieceKilograms?: number
  maxPieceLengthMeters?: number
}

export interface Cargo {
  id: string
  from: string
  to: string
  readySeconds: number
  dueSeconds?: number
  /** Absent: later than due is not possible. */
  latenessCostPerSecond?: number
  weightKilograms: number
  volumeCubicMeters: number
  heaviestPieceKilograms?: number
  longestPieceMeters?: number
  /** UN class, `3` or `6.1`. */
  dangerousClass?: string
  /** `ambient` when absent. */
  temperature?: string
  /** Compared with `keepApart`. */
  group?: string
  forbiddenModes?: TransportMode[]
  /** Cost of leaving it; absent: it is left only where nothing can carry it. */
  unservedCost?: number
}

export interface Terminal {
  place: string
  handlingSeconds: number
  costPerShipment?: number
  costPerKilogram?: number
}

/** Why a way is closed to a shipment. */
export interface ModeRefusal {
  kind:
    | 'dangerous'
    | 'temperature'
    | 'shipment-weight'
    | 'piece-weight'
    | 'piece-length'
    | 'load-size'
    | 'forbidden-mode'
    | 'no-departure'
    | 'late'
  serviceId?: string
  /** By how much, in the unit of the limit: kilograms, metres, seconds. */
  by?: number
}

/** One way a shipment could travel, and what that would have meant. */
export interface ModeOption {
  serviceIds: string[]
  modes: TransportMode[]
  legs: { serviceId: string; departureSeconds: number; arrivalSeconds: number }[]
  arrivalSeconds: number
  latenessSeconds: number
  /** What it costs by itself: price of the legs, handling between them, lateness, and a load of its own on each leg. */
  price: number
  handling: number
  lateness: number
  ownLoads: number
  costAlone: number
  /** Empty: it could travel so. */
  refusals: ModeRefusal[]
}

export interface ModePlan {
  /** `greedy`: the model was too large to solve exactly; `gap` then comes from a simple bound. */
  method: 'exact' | 'greedy'
  /** `feasible`: time ran out before the answer was proved best. */
  status: 'optimal' | 'feasible'
  cost: number
  bound: number
  gap: number
  /** What the cheapest way of each shipment, each alone, would have cost. */
  costAlone: number
  journeys: Journey[]
  loads: ModeLoad[]
  unserved: { cargoId: string; cost: number; options: ModeOption[] }[]
}

export interface Journey {
  cargoId: string
  /** The way taken: an entry of `options`. */
  chosen: number
  /** Number of the load on each leg, from 1; `undefined` where the service has none. */
  units: (number | undefined)[]
  /** Its share of the loads it is in, by what it fills of them, with its price, handling and lateness. */
  cost: number
  /** Every chain of services, best departure first, those that are closed with their reasons. */
  options: ModeOption[]
}

export interface ModeLoad {
  serviceId: string
  departureSeconds: number
  unit: number
  cargoIds: string[]
  weightKilograms: number
  volumeCubicMeters: number
  cost: number
  /** What those in it would have paid for loads of their own, less the cost of this one. */
  saved: number
}

/** A problem that is none. `code`: `mode.unknown-place`, `mode.duplicate-id`, `mode.value`. */
export class ModeFault extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, details: Record<string, unknown>) {
    super(`${code} ${JSON.stringify(details)}`)
    this.code = code
    this.details = details
  }
}
