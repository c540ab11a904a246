import { type Content, code128, pdfOf, points } from '../../../../kernel/server/pdf.ts'
import { mask } from '../../../../kernel/server/personal-data.ts'
import type { Consignment } from './carrier.port.ts'
import type { DeliveryRegion } from './delivery-region.ts'
import { shownWaybill } from './waybill-number.ts'

const widthMm = 100
const heightMm = 150
const marginMm = 5
const innerWidth = points(widthMm - 2 * marginMm)

export interface LabelFacts {
  carrierName: string
  waybillNumber: string
  region: DeliveryRegion
  consignment: Consignment
}

/**
 * Shipping labels of 100 × 150 mm with the waybill as Code 128, one page each in the order given. The same facts give
 * the same bytes, so a label can be printed again at any time without keeping it.
 */
export async function shippingLabels(labels: readonly LabelFacts[]): Promise<Uint8Array> {
  const pages = await Promise.all(labels.map(page))
  return pdfOf({
    pageSize: { width: points(widthMm), height: points(heightMm) },
    pageMargins: points(marginMm),
    title: labels.map((label) => label.waybillNumber).join(' '),
    createdAt: new Date(0),
    fontSize: 8.5,
    lineHeight: 1.15,
    content: pages.map((stack, index) => ({ stack, ...(index > 0 ? { pageBreak: 'before' } : {}) })),
  })
}

async function page({ carrierName, waybillNumber, region, consignment }: LabelFacts): Promise<Content[]> {
  const { sender } = consignment
  return [
    {
      columns: [
        { text: carrierName, bold: true, fontSize: 15 },
        { text: shownWaybill(waybillNumber), alignment: 'right', bold: true, fontSize: 13 },
      ],
    },
    rule(),
    {
      columns: [
        { width: 'auto', text: region.code, bold: true, fontSize: 44, lineHeight: 0.95 },
        {
          width: '*',
          margin: [12, 8, 0, 0],
          stack: [
            { text: region.name, bold: true, fontSize: 17 },
            { text: `${region.hub} → ${region.station}`, fontSize: 9.5 },
          ],
        },
      ],
    },
    rule(),
    await barcode(waybillNumber),
    rule(),
    party('받는 분', {
      name: consignment.recipient,
      phone: consignment.phone,
      address: [
        consignment.postalCode ? `(${consignment.postalCode}) ${consignment.line1}` : consignment.line1,
        consignment.line2,
      ],
      large: true,
    }),
    rule(),
    party('보내는 분', {
      name: sender.name,
      phone: sender.phone,
      address: [sender.address],
      large: false,
    }),
    rule(),
    facts([
      ['품명', consignment.goods],
      ['수량 / 중량', `${consignment.parcels}상자 / ${kilograms(consignment.weightGrams)}`],
      ['주문 / 출고', `${consignment.orderNumber} / ${consignment.number}`],
    ]),
  ]
}

async function barcode(waybillNumber: string): Promise<Content> {
  return {
    stack: [
      await code128(waybillNumber, { heightMm: 11, width: innerWidth * 0.9, alignment: 'center' }),
      { text: waybillNumber, alignment: 'center', fontSize: 11, characterSpacing: 3, margin: [0, 4, 0, 0] },
    ],
    margin: [0, 4, 0, 0],
  }
}

/** Whoever finds the parcel reads the label: the phone number stands there without its last digits. */
function party(
  title: string,
  who: { name: string; phone: string; address: string[]; large: boolean },
): Content {
  return {
    columns: [
      { width: 48, text: title, fontSize: 8, margin: [0, 2, 0, 0] },
      {
        width: '*',
        stack: [
          {
            text: [
              { text: who.name, bold: true, fontSize: who.large ? 14 : 9.5 },
              { text: `   ${hiddenPhone(who.phone)}`, fontSize: who.large ? 10.5 : 8.5 },
            ],
          },
          ...who.address.filter(Boolean).map((line) => ({ text: line, fontSize: who.large ? 12 : 8.5 })),
        ],
      },
    ],
  }
}

function facts(rows: readonly [string, string][]): Content {
  return rows.map(([name, value]) => ({
    columns: [
      { width: 64, text: name },
      { width: '*', text: value, bold: true },
    ],
    margin: [0, 1, 0, 0],
  }))
}

function rule(): Content {
  return {
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: innerWidth, y2: 0, lineWidth: 0.8 }],
    margin: [0, 5, 0, 5],
  }
}

function hiddenPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return digits.length < 8 ? mask('phone', phone) : phone.replace(/\d{4}$/, '****')
}

function kilograms(grams: number): string {
  return grams === 0 ? '–' : `${(grams / 1000).toFixed(1)} kg`
}
