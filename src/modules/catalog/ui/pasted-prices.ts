export interface PastedPrice {
  sku: string
  unitPrice: string
  minQuantity?: string
  validFrom?: string
  validTo?: string
}

/**
 * Rows of a spreadsheet (tabs, else commas beside blanks or semicolons): SKU, unit price, from quantity, from day, until
 * day. A heading without digits in its price is left out.
 */
export function readPastedPrices(text: string): PastedPrice[] {
  const rows = text
    .split(/\r?\n/)
    .map((line) =>
      (line.includes('\t') ? line.split('\t') : line.split(/;|,\s+|\s{2,}/)).map((cell) => cell.trim()),
    )
    .filter((cells) => cells.some((cell) => cell !== ''))
  return rows
    .filter((cells, index) => index > 0 || /\d/.test(cells[1] ?? ''))
    .map(([sku = '', price = '', quantity = '', from = '', to = '']) => ({
      sku,
      unitPrice: plainNumber(price),
      ...(quantity === '' ? {} : { minQuantity: plainNumber(quantity) }),
      ...(from === '' ? {} : { validFrom: isoDate(from) }),
      ...(to === '' ? {} : { validTo: isoDate(to) }),
    }))
}

/** '₩12,900' → '12900'; what is no number stays, so that the server can refuse it by its row. */
function plainNumber(text: string): string {
  const plain = text.replace(/[₩$£€원,\s]/g, '')
  return /^\d+(\.\d+)?$/.test(plain) ? plain : text
}

/** '2026. 1. 5.', '2026/01/05' → '2026-01-05'. */
function isoDate(text: string): string {
  const match = /^(\d{4})[-./년\s]+(\d{1,2})[-./월\s]+(\d{1,2})[.일\s]*$/.exec(text)
  if (!match) return text
  const [, year = '', month = '', day = ''] = match
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
