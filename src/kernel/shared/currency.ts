/**
 * Minor-unit digits by ISO 4217 code (list one). They follow ISO, not what shops print: the forint and the rupiah keep
 * their two digits here, because banks and payment networks send them so.
 */
export const minorUnitDigits = {
  AED: 2,
  AUD: 2,
  BDT: 2,
  BHD: 3,
  BND: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  COP: 2,
  CZK: 2,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KES: 2,
  KHR: 2,
  KRW: 0,
  KWD: 3,
  KZT: 2,
  LAK: 2,
  LKR: 2,
  MAD: 2,
  MMK: 2,
  MNT: 2,
  MOP: 2,
  MXN: 2,
  MYR: 2,
  NGN: 2,
  NOK: 2,
  NPR: 2,
  NZD: 2,
  OMR: 3,
  PEN: 2,
  PHP: 2,
  PKR: 2,
  PLN: 2,
  PYG: 0,
  QAR: 2,
  RON: 2,
  RUB: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  USD: 2,
  UYU: 2,
  UZS: 2,
  VND: 0,
  XAF: 0,
  XOF: 0,
  ZAR: 2,
} as const

export type Currency = keyof typeof minorUnitDigits

export const currencies = Object.keys(minorUnitDigits) as readonly Currency[]

export function isCurrency(code: string): code is Currency {
  return Object.hasOwn(minorUnitDigits, code)
}

/** Throws RangeError for a code we do not carry; for text that already passed the edge, such as a database row. */
export function toCurrency(code: string): Currency {
  if (!isCurrency(code)) throw new RangeError(`Unknown currency: ${code}`)
  return code
}
