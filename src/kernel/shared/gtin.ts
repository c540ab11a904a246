/** GTIN-8, -12 (UPC-A), -13 (EAN) and -14 item numbers; GS1 General Specifications §7.9, "Standard check digit". */
const lengths = [8, 12, 13, 14]

/** The check digit for the digits before it: weights 3, 1, 3 … from the right. Throws RangeError for other text. */
export function gtinCheckDigit(body: string): number {
  if (!/^\d{7,13}$/.test(body)) throw new RangeError('A GTIN has 7 to 13 digits before its check digit')
  const sum = [...body]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10
}

/** `'400638133393'` → `'4006381333931'`. Throws RangeError unless the result has 8, 12, 13 or 14 digits. */
export function withGtinCheckDigit(body: string): string {
  if (!lengths.includes(body.length + 1)) throw new RangeError('A GTIN has 8, 12, 13 or 14 digits')
  return body + gtinCheckDigit(body)
}

/** True for 8, 12, 13 or 14 digits with the right check digit; blanks and hyphens are not accepted. */
export function isGtin(text: string): boolean {
  if (!lengths.includes(text.length) || !/^\d+$/.test(text)) return false
  return gtinCheckDigit(text.slice(0, -1)) === Number(text.slice(-1))
}

/** Fourteen digits, zeros in front: the one form in which GTINs of all lengths compare equal. Undefined if not valid. */
export function toGtin14(text: string): string | undefined {
  return isGtin(text) ? text.padStart(14, '0') : undefined
}

/** What a scanner sent, as a GTIN: blanks, hyphens and an AIM symbology identifier (`]E0`) are dropped. */
export function scannedGtin(scan: string): string | undefined {
  const digits = scan
    .trim()
    .replace(/^\][A-Za-z]\d/, '')
    .replace(/[\s-]/g, '')
  return isGtin(digits) ? digits : undefined
}
