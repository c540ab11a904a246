import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Consignment } from './carrier.port.ts'
import { regionOfCode, regionOfPostalCode } from './delivery-region.ts'
import { parcelMovement } from './parcel-movement.ts'
import { shippingLabels } from './shipping-label.ts'
import { isWaybillNumber, shownWaybill, waybillNumber } from './waybill-number.ts'

const handedOver = new Date('2026-11-20T06:00:00Z')
const consignment: Consignment = {
  shipmentId: '0193-0',
  number: 'SH-2026-000012',
  orderNumber: 'SO-2026-000120',
  recipient: '김서연',
  phone: '010-1234-5678',
  country: 'KR',
  postalCode: '06236',
  line1: '서울특별시 강남구 테헤란로 152',
  line2: '강남파이낸스센터 10층',
  weightGrams: 1250,
  parcels: 1,
  goods: '보성 세작 50g 외 2건',
  sender: { name: '한울상사 이천센터', address: '경기도 이천시 마장면 덕평로 811', phone: '031-600-1000' },
}

describe('waybill numbers', () => {
  it('[OMS-06] have twelve digits, the last the remainder of the others by 7', () => {
    const number = waybillNumber('06', 1n)
    expect(number).toMatch(/^06\d{10}$/)
    expect(Number(number.slice(11))).toBe(Number(number.slice(0, 11)) % 7)
    expect(isWaybillNumber(number)).toBe(true)
    expect(shownWaybill(number)).toMatch(/^\d{4}-\d{4}-\d{4}$/)
  })

  it('[OMS-06] a digit read wrong is noticed, save for one that differs by 7', () => {
    const number = waybillNumber('46', 77n)
    const wrong = [...number.slice(0, 11)].flatMap((digit, place) =>
      [1, 2, 3, 4, 5, 6].map(
        (more) => number.slice(0, place) + ((Number(digit) + more) % 10) + number.slice(place + 1),
      ),
    )
    const unnoticed = wrong.filter(isWaybillNumber)
    expect(
      unnoticed.every((text) =>
        [...text].some((digit, i) => Math.abs(Number(digit) - Number(number[i])) === 7),
      ),
    ).toBe(true)
  })

  it('[OMS-06] no two serials share a number', () => {
    const numbers = new Set(
      Array.from({ length: 50_000 }, (_, serial) => waybillNumber('13', BigInt(serial))),
    )
    expect(numbers.size).toBe(50_000)
  })
})

describe('regions', () => {
  it.each([
    ['06236', '서울'],
    ['13529', '경기'],
    ['48058', '부산'],
    ['63322', '제주'],
  ])('[OMS-06] postal code %s belongs to %s', (postalCode, name) => {
    const region = regionOfPostalCode(postalCode, 'KR')
    expect(region.name).toBe(name)
    expect(regionOfCode(region.code)).toEqual(region)
  })

  it('[OMS-06] what has no Korean postal code goes abroad', () => {
    expect(regionOfPostalCode('SW1A 1AA', 'GB').code).toBe('00')
    expect(regionOfPostalCode('', 'KR').code).toBe('00')
  })
})

describe('movement', () => {
  it('[OMS-06] is the same story whenever it is told, and ends at the door', () => {
    const numbers = Array.from({ length: 2_000 }, (_, serial) => waybillNumber('46', BigInt(serial)))
    for (const number of numbers) {
      const reports = parcelMovement(number, handedOver, 20)
      expect(parcelMovement(number, handedOver, 20)).toEqual(reports)
      expect(reports[0]?.code).toBe('accepted')
      expect(reports.at(-1)?.code).toBe('delivered')
      const times = reports.map((report) => report.at.getTime())
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(new Set(reports.map((report) => report.id)).size).toBe(reports.length)
    }
  })

  it('[OMS-06] most arrive within the hours named, a few are tried twice, fewer are held up', () => {
    const all = Array.from({ length: 5_000 }, (_, serial) =>
      parcelMovement(waybillNumber('06', BigInt(serial)), handedOver, 20),
    )
    const hours = all.map(
      (reports) => ((reports.at(-1)?.at.getTime() ?? 0) - handedOver.getTime()) / 3_600_000,
    )
    const share = (count: number) => count / all.length
    expect(share(hours.filter((taken) => taken <= 24).length)).toBeGreaterThan(0.9)
    expect(
      share(all.filter((reports) => reports.some((report) => report.code === 'failed')).length),
    ).toBeCloseTo(0.03, 1)
    expect(hours.some((taken) => taken > 72)).toBe(true)
  })
})

describe('labels', () => {
  it('[OMS-06] a label is a small PDF of 100 × 150 mm, the same bytes each time, with only the letters it uses', async () => {
    const facts = {
      carrierName: '휠택배',
      waybillNumber: waybillNumber('06', 12n),
      region: regionOfPostalCode('06236', 'KR'),
      consignment,
    }
    const label = Buffer.from(await shippingLabels([facts]))
    expect(label.subarray(0, 5).toString()).toBe('%PDF-')
    expect(label.toString('latin1')).toContain('/MediaBox [0 0 283.464567 425.19685]')
    expect(label.length).toBeLessThan(60_000)
    expect(label.toString('latin1')).toMatch(/\/FontName \/[A-Z]{6}\+Pretendard/)
    expect(Buffer.from(await shippingLabels([facts])).equals(label)).toBe(true)
    expect(unicodeOf(label)).toContain('김')
  })

  it('[OMS-06] many labels are one file, a page each, with the letters of all embedded once', async () => {
    const labels = Array.from({ length: 100 }, (_, serial) => ({
      carrierName: '휠택배',
      waybillNumber: waybillNumber('06', BigInt(serial)),
      region: regionOfPostalCode('06236', 'KR'),
      consignment,
    }))
    const file = Buffer.from(await shippingLabels(labels)).toString('latin1')
    expect(file.match(/\/Type \/Page\b/g)).toHaveLength(100)
    expect(file.match(/\/FontName/g)?.length).toBeLessThanOrEqual(2)
  })
})

/** The letters that a PDF's fonts map their glyphs to (ToUnicode), so that text can be searched and copied. */
function unicodeOf(pdf: Buffer): string {
  const text = pdf.toString('latin1')
  const letters: string[] = []
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const start = (match.index ?? 0) + match[0].length
    const end = text.indexOf('endstream', start)
    try {
      const stream = inflateSync(pdf.subarray(start, end)).toString('latin1')
      if (!stream.includes('begincmap')) continue
      for (const [, hex = ''] of stream.matchAll(/<([0-9a-f]{4})>/gi))
        letters.push(String.fromCharCode(Number.parseInt(hex, 16)))
    } catch {
      // Not a compressed stream.
    }
  }
  return letters.join('')
}
