/** A piece of text that may be a number of a document: letters and digits with signs between them. */
const piece = /[\p{L}\p{N}]+(?:[-_/.#][\p{L}\p{N}]+)*/gu
const fewestDigits = 4

/** Upper case, letters and digits alone. */
function normalisedReference(reference: string): string {
  return reference
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * Keys by which a reference is found again: as a whole, and by its digits when there are enough of them to mean
 * something (people leave out the `INV-`), leading zeros of short ones aside.
 */
export function referenceKeys(reference: string): string[] {
  const whole = normalisedReference(reference)
  if (whole.length < 3 || !/\d/.test(whole)) return []
  const digits = whole.replace(/\D+/g, '')
  return digits.length >= 6 && digits !== whole ? [whole, digits] : [whole]
}

/** Keys of whatever in free text may be a reference. Dates and bare amounts are left out. */
export function referencesIn(text: string, amount: bigint): string[] {
  const own = (amount < 0n ? -amount : amount).toString()
  const keys: string[] = []
  for (const [found] of text.normalize('NFKC').matchAll(piece)) {
    const whole = normalisedReference(found)
    const digits = whole.replace(/\D+/g, '')
    if (digits.length < fewestDigits || digits === own) continue
    if (/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(whole)) continue
    keys.push(...referenceKeys(found))
    // 청구INV-2026-00012건: letters of another script around it are not part of the number.
    const core = /[A-Z]*[-_/.#]?\d(?:[A-Z0-9]|[-_/.#](?=[A-Z0-9]))*/.exec(found.toUpperCase())?.[0]
    if (core !== undefined && normalisedReference(core) !== whole) keys.push(...referenceKeys(core))
  }
  return [...new Set(keys)]
}
