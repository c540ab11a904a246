import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../../kernel/shared/ids.ts'
import { CarrierUnavailable, type Consignment } from './carrier.port.ts'
import { dhlCarrier } from './dhl-carrier.ts'
import { startDhlDouble } from './dhl-double.fixture.ts'

const double = await startDhlDouble()
afterAll(() => double.stop())
beforeEach(() => {
  double.down = false
  double.losesAnswers = false
})

const options = {
  baseUrl: double.baseUrl,
  username: 'user',
  password: 'secret',
  accountNumber: '123456789',
  sender: {
    companyName: 'Hanul Trading',
    countryCode: 'KR',
    postalCode: '17336',
    city: 'Icheon',
    phone: '+82316001000',
    email: 'ship@example.com',
  },
}
const carrier = dhlCarrier(options)

let parcels = 0
function consignment(): Consignment {
  parcels += 1
  return {
    shipmentId: newId(),
    number: `SH-2026-${String(parcels).padStart(6, '0')}`,
    orderNumber: 'SO-2026-000001',
    recipient: 'Emma Clarke',
    phone: '+442079460000',
    country: 'GB',
    postalCode: 'SW1A 1AA',
    line1: '10 The Mall',
    line2: 'London',
    weightGrams: 2400,
    parcels: 2,
    goods: 'Boseong green tea 50 g',
    sender: { name: 'Icheon centre', address: '811 Deokpyeong-ro, Icheon', phone: '' },
  }
}

describe('a parcel by DHL', () => {
  it('[OMS-06] is booked with its weight, boxes and reference, and its label is a PDF', async () => {
    const parcel = consignment()
    const { waybillNumber } = await carrier.book(parcel)
    const sent = double.booked.at(-1)
    expect(sent).toMatchObject({ number: waybillNumber, reference: parcel.shipmentId })
    expect(sent?.request.content.packages).toHaveLength(2)
    expect(sent?.request.customerReferences).toEqual([{ typeCode: 'CU', value: parcel.number }])
    const label = Buffer.from(await carrier.label({ consignment: parcel, waybillNumber })).toString()
    expect(label).toContain(`%PDF-1.4 ${waybillNumber}`)
  })

  it('[OMS-06] whose booking was made but whose answer was lost is not booked again', async () => {
    const parcel = consignment()
    const before = double.booked.length
    double.losesAnswers = true
    await expect(carrier.book(parcel)).rejects.toBeInstanceOf(CarrierUnavailable)
    double.losesAnswers = false
    const first = await carrier.book(parcel)
    expect(await carrier.book(parcel)).toEqual(first)
    expect(double.booked).toHaveLength(before + 1)
  })

  it('[OMS-06] waits while DHL is down, and a wrong password is told', async () => {
    double.down = true
    await expect(carrier.book(consignment())).rejects.toThrow(/503/)
    double.down = false
    await expect(dhlCarrier({ ...options, password: 'wrong' }).book(consignment())).rejects.toThrow(/401/)
  })

  it('[OMS-06] is followed by its checkpoints in their own time zones, none from the future', async () => {
    const parcel = consignment()
    const { waybillNumber } = await carrier.book(parcel)
    const at = (code: string, description: string) => [{ code, description }]
    double.booked.at(-1)?.events.push(
      {
        date: '2026-11-22',
        time: '10:02:00',
        GMTOffset: '+00:00',
        typeCode: 'OK',
        serviceArea: at('LHR', 'London'),
      },
      {
        date: '2026-11-20',
        time: '18:10:00',
        GMTOffset: '+09:00',
        typeCode: 'PU',
        serviceArea: at('SEL', 'Seoul'),
      },
      {
        date: '2026-11-21',
        time: '02:40:00',
        GMTOffset: '+09:00',
        typeCode: 'DF',
        serviceArea: at('SEL', 'Seoul'),
      },
    )
    const shipped = new Date('2026-11-20T08:00:00Z')
    const halfway = await carrier.track(waybillNumber, shipped, new Date('2026-11-21T12:00:00Z'))
    expect(halfway.map(({ code, place }) => [code, place])).toEqual([
      ['accepted', 'Seoul'],
      ['in-transit', 'Seoul'],
    ])
    expect(halfway[0]?.at.toISOString()).toBe('2026-11-20T09:10:00.000Z')
    const done = await carrier.track(waybillNumber, shipped, new Date('2026-11-23T00:00:00Z'))
    expect(done.at(-1)).toMatchObject({ code: 'delivered', place: 'London' })
    expect(new Set(done.map(({ id }) => id)).size).toBe(3)
  })
})
