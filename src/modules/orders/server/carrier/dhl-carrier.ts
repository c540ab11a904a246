import { z } from 'zod'
import { type Carrier, CarrierUnavailable, type Consignment, type TrackingReport } from './carrier.port.ts'

export interface DhlOptions {
  /** `https://express.api.dhl.com/mydhlapi`, its `/test` twin, or a double of ours. */
  baseUrl: string
  username: string
  password: string
  /** The shipper's account that is charged. */
  accountNumber: string
  sender: {
    companyName: string
    countryCode: string
    postalCode: string
    city: string
    phone: string
    email: string
  }
  timeoutMs?: number
  fetch?: typeof fetch
}

const defaultTimeoutMs = 15_000
/** EXPRESS WORLDWIDE for goods. */
const productCode = 'P'

const booked = z.object({
  shipmentTrackingNumber: z.string().min(1),
  documents: z
    .array(z.object({ typeCode: z.string(), imageFormat: z.string(), content: z.string() }))
    .default([]),
})

const found = z.object({ shipments: z.array(z.object({ shipmentTrackingNumber: z.string() })) })

const tracked = z.object({
  shipments: z.array(
    z.object({
      events: z
        .array(
          z.object({
            date: z.string(),
            time: z.string(),
            GMTOffset: z.string().default('+00:00'),
            typeCode: z.string(),
            description: z.string().default(''),
            serviceArea: z
              .array(z.object({ code: z.string(), description: z.string().default('') }))
              .default([]),
          }),
        )
        .default([]),
    }),
  ),
})

/** DHL's event codes that mean something to a customer; the others say only that it moves. */
const meanings: Readonly<Record<string, TrackingReport['code']>> = {
  PU: 'accepted',
  WC: 'out-for-delivery',
  OK: 'delivered',
  NH: 'failed',
  BA: 'failed',
  CA: 'failed',
}

/**
 * DHL Express by its MyDHL API (REST, basic authentication). DHL itself would book the same parcel twice, so each
 * booking first looks for one that carries the shipment's number; the image service answers a waybill's label again.
 */
export function dhlCarrier(options: DhlOptions): Carrier {
  return {
    code: 'dhl',
    name: { ko: 'DHL 특송', en: 'DHL Express' },
    async book(consignment) {
      const earlier = await bookedEarlier(options, consignment)
      if (earlier !== undefined) return { waybillNumber: earlier }
      const answer = await call(options, 'POST', '/shipments', {
        reference: referenceOf(consignment),
        body: shipmentRequest(options, consignment),
      })
      return { waybillNumber: booked.parse(answer).shipmentTrackingNumber }
    },
    async label({ consignment, waybillNumber }) {
      const query = `shipperAccountNumber=${encodeURIComponent(options.accountNumber)}&typeCode=waybill`
      const path = `/shipments/${encodeURIComponent(waybillNumber)}/get-image?${query}`
      const answer = await call(options, 'GET', path, { reference: referenceOf(consignment) })
      const label = booked
        .pick({ documents: true })
        .parse(answer)
        .documents.find((document) => document.imageFormat === 'PDF')
      if (!label) throw new CarrierUnavailable(`DHL has no label for ${waybillNumber}`)
      return Buffer.from(label.content, 'base64')
    },
    async track(waybillNumber, _since, now) {
      const path = `/shipments/${encodeURIComponent(waybillNumber)}/tracking?trackingView=all-checkpoints`
      const { shipments } = tracked.parse(
        await call(options, 'GET', path, { reference: `track-${waybillNumber}` }),
      )
      return shipments
        .flatMap((shipment) => shipment.events)
        .map((event) => ({
          id: `${event.date}T${event.time}${event.typeCode}${event.serviceArea[0]?.code ?? ''}`,
          at: new Date(`${event.date}T${event.time}${event.GMTOffset}`),
          code: meanings[event.typeCode] ?? ('in-transit' as const),
          place: event.serviceArea[0]?.description ?? event.description,
        }))
        .filter((report) => report.at <= now)
        .sort((a, b) => a.at.getTime() - b.at.getTime())
    },
  }
}

/** The waybill of a booking whose answer was lost. */
async function bookedEarlier(options: DhlOptions, consignment: Consignment): Promise<string | undefined> {
  const query = new URLSearchParams({
    shipmentReference: consignment.number,
    shipmentReferenceType: 'CU',
    shipperAccountNumber: options.accountNumber,
  })
  const answer = await call(options, 'GET', `/tracking?${query}`, {
    reference: referenceOf(consignment),
    mayMiss: true,
  })
  return answer === undefined ? undefined : found.parse(answer).shipments[0]?.shipmentTrackingNumber
}

/** 28 to 36 characters, as DHL asks; a shipment's id is one. */
function referenceOf({ shipmentId }: Consignment): string {
  return shipmentId
}

function shipmentRequest({ accountNumber, sender }: DhlOptions, consignment: Consignment): object {
  const weightKg = Math.max(0.1, consignment.weightGrams / 1000 / consignment.parcels)
  return {
    plannedShippingDateAndTime: `${new Date().toISOString().slice(0, 19)} GMT+00:00`,
    pickup: { isRequested: false },
    productCode,
    accounts: [{ typeCode: 'shipper', number: accountNumber }],
    outputImageProperties: {
      imageOptions: [{ typeCode: 'waybillDoc', isRequested: true }],
      encodingFormat: 'pdf',
    },
    customerReferences: [{ typeCode: 'CU', value: consignment.number }],
    customerDetails: {
      shipperDetails: {
        postalAddress: {
          countryCode: sender.countryCode,
          postalCode: sender.postalCode,
          cityName: sender.city,
          addressLine1: clipped(consignment.sender.address),
        },
        contactInformation: {
          companyName: sender.companyName,
          fullName: consignment.sender.name,
          phone: sender.phone,
          email: sender.email,
        },
      },
      receiverDetails: {
        postalAddress: {
          countryCode: consignment.country,
          postalCode: consignment.postalCode,
          cityName: consignment.line2 || consignment.line1,
          addressLine1: clipped(consignment.line1),
          ...(consignment.line2 ? { addressLine2: clipped(consignment.line2) } : {}),
        },
        contactInformation: {
          companyName: consignment.recipient,
          fullName: consignment.recipient,
          phone: consignment.phone,
        },
      },
    },
    content: {
      isCustomsDeclarable: false,
      description: consignment.goods.slice(0, 70),
      incoterm: 'DAP',
      unitOfMeasurement: 'metric',
      packages: Array.from({ length: consignment.parcels }, () => ({
        weight: Number(weightKg.toFixed(3)),
        dimensions: { length: 30, width: 20, height: 15 },
      })),
    },
  }
}

/** Address lines hold 45 characters there. */
function clipped(line: string): string {
  return line.slice(0, 45)
}

async function call(
  options: DhlOptions,
  method: 'GET' | 'POST',
  path: string,
  asked: { reference: string; body?: object; mayMiss?: boolean },
): Promise<unknown> {
  const send = options.fetch ?? fetch
  const login = Buffer.from(`${options.username}:${options.password}`).toString('base64')
  const response = await send(`${options.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Basic ${login}`,
      accept: 'application/json',
      'message-reference': asked.reference,
      ...(asked.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(asked.body ? { body: JSON.stringify(asked.body) } : {}),
    signal: AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs),
  }).catch((error: Error) => {
    throw new CarrierUnavailable(`DHL does not answer: ${error.message}`)
  })
  const text = await response.text()
  if (response.status === 404 && asked.mayMiss) return undefined
  if (!response.ok)
    throw new CarrierUnavailable(
      `DHL refused ${method} ${path.split('?')[0]}: ${response.status} ${text.slice(0, 300)}`,
    )
  return JSON.parse(text)
}
