import { type Locale, text } from '../../../kernel/server/catalogue.ts'
import { type Content, code128, pdfOf } from '../../../kernel/server/pdf.ts'
import { dateInZone } from '../../../kernel/shared/calendar.ts'
import type { PickPage } from './pick.queries.ts'

const marginPt = 40

/**
 * The slip that goes into the parcel, A5: what is in it, without prices, with the order number as Code 128. It names
 * nobody, so it may lie about in the warehouse; the label carries the address.
 */
export async function packingSlip(
  pick: PickPage,
  { locale, timeZone }: { locale: Locale; timeZone: string },
): Promise<Buffer> {
  const say = (key: string, values: Record<string, unknown> = {}) => text(locale, `slip.${key}`, values)
  return pdfOf({
    pageSize: 'A5',
    pageMargins: marginPt,
    title: `${say('title')} ${pick.orderNumber}`,
    createdAt: pick.createdAt,
    fontSize: 9.5,
    lineHeight: 1.2,
    content: [
      {
        columns: [
          { text: say('title'), bold: true, fontSize: 20 },
          await code128(pick.orderNumber, { heightMm: 9, width: 150, alignment: 'right' }),
        ],
      },
      {
        columns: [
          {
            text: `${pick.warehouseName} · ${dateInZone(pick.packedAt ?? pick.createdAt, timeZone)}`,
            margin: [0, 4, 0, 0],
          },
          { text: pick.orderNumber, alignment: 'right', bold: true, margin: [0, 4, 0, 0] },
        ],
      },
      { text: '', margin: [0, 8, 0, 0] },
      lines(pick, say),
      { text: '', margin: [0, 12, 0, 0] },
      ...parcels(pick, say),
      { text: say('thanks'), margin: [0, 16, 0, 0] },
    ],
  })
}

type Say = (key: string, values?: Record<string, unknown>) => string

function lines(pick: PickPage, say: Say): Content {
  const total = pick.stops.reduce((sum, stop) => sum + stop.quantity, 0n)
  const head = [say('sku'), say('product'), say('quantity')].map((label, index) => ({
    text: label,
    bold: true,
    alignment: index === 2 ? 'right' : 'left',
  }))
  const rows = pick.stops.map((stop) => [
    stop.sku,
    stop.productName,
    { text: stop.quantity.toLocaleString('ko-KR'), alignment: 'right' },
  ])
  const foot = [
    '',
    { text: say('total'), bold: true },
    { text: total.toLocaleString('ko-KR'), bold: true, alignment: 'right' },
  ]
  return {
    layout: 'lightHorizontalLines',
    table: { headerRows: 1, widths: [90, '*', 45], body: [head, ...rows, foot] },
  }
}

function parcels(pick: PickPage, say: Say): Content[] {
  return pick.parcels.map((parcel) => {
    const { lengthMm, widthMm, heightMm } = parcel
    const facts = [
      say('parcel', { n: `${parcel.position}/${pick.parcels.length}` }),
      parcel.box,
      `${(parcel.weightGrams / 1000).toFixed(2)} kg`,
      lengthMm && widthMm && heightMm ? `${lengthMm} × ${widthMm} × ${heightMm} mm` : '',
    ]
    return { text: facts.filter((fact) => fact !== '').join(' · ') }
  })
}
