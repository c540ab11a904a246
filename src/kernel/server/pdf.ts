import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Content, DocumentDefinition } from 'pdfmake'

export type { Content } from 'pdfmake'

export interface PdfDocument extends Omit<DocumentDefinition, 'defaultStyle' | 'info'> {
  title: string
  /** Stands inside the file: the same moment for the same facts makes the same bytes. */
  createdAt: Date
  fontSize: number
  lineHeight?: number
}

const pointsPerMm = 72 / 25.4

/** Millimetres as the points of a PDF. */
export function points(millimetres: number): number {
  return millimetres * pointsPerMm
}

/** A document in Pretendard, of which only the letters used are embedded. */
export async function pdfOf({
  title,
  createdAt,
  fontSize,
  lineHeight,
  ...document
}: PdfDocument): Promise<Buffer> {
  loaded ??= load()
  const pdfmake = await loaded
  return pdfmake
    .createPdf({
      ...document,
      info: { title, creationDate: createdAt },
      defaultStyle: { font: 'Pretendard', fontSize, ...(lineHeight === undefined ? {} : { lineHeight }) },
    })
    .getBuffer()
}

/** A text as the bars of Code 128, to stand in a document; `heightMm` high, as wide as the place it is given. */
export async function code128(
  text: string,
  place: { heightMm: number; width: number; alignment?: 'center' | 'right' },
): Promise<Content> {
  const { default: bwip } = await import('bwip-js')
  const svg = bwip.toSVG({ bcid: 'code128', text, height: place.heightMm, includetext: false })
  return { svg, width: place.width, ...(place.alignment ? { alignment: place.alignment } : {}) }
}

let loaded: ReturnType<typeof load> | undefined

/**
 * Loaded when the first document is asked for: a process that prints nothing never carries it. Fonts come from our own
 * packages, and a document may reach for nothing else.
 */
async function load() {
  const fontFolder = join(
    dirname(createRequire(import.meta.url).resolve('pretendard/package.json')),
    'dist/public/static/alternative',
  )
  const { default: pdfmake } = await import('pdfmake')
  pdfmake.addFonts({
    Pretendard: {
      normal: join(fontFolder, 'Pretendard-Regular.ttf'),
      bold: join(fontFolder, 'Pretendard-Bold.ttf'),
    },
  })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder))
  return pdfmake
}
