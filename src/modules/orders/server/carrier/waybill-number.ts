const serialDigits = 9
const serialSpace = 10n ** BigInt(serialDigits)
/** Coprime with the space, so that neighbouring serials give numbers far apart and none twice. */
const spread = 314_159_263n

/**
 * Twelve digits as Korean couriers write them: two of the region that sorts the parcel, nine of the serial, and the
 * remainder of those eleven by 7 as check digit.
 */
export function waybillNumber(region: string, serial: bigint): string {
  const scattered = (serial * spread) % serialSpace
  const body = `${region.padStart(2, '0')}${scattered.toString().padStart(serialDigits, '0')}`
  return body + checkDigit(body)
}

export function isWaybillNumber(text: string): boolean {
  return /^\d{12}$/.test(text) && text.slice(11) === checkDigit(text.slice(0, 11))
}

/** 1234-5678-9012: how people read it aloud. */
export function shownWaybill(number: string): string {
  return number.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3')
}

function checkDigit(body: string): string {
  return (BigInt(body) % 7n).toString()
}
