import { locale } from '../../../kernel/ui/text.ts'

/** Where we mostly trade, nearest first; the server takes every ISO 3166-1 code. */
const codes =
  'KR US JP CN TW HK SG VN TH MY ID PH IN AU NZ GB IE DE FR NL BE LU CH AT IT ES PT SE NO DK FI PL CZ HU TR AE SA IL ZA CA MX BR AR CL VE'.split(
    ' ',
  )

export function countryName(code: string): string {
  return new Intl.DisplayNames(locale(), { type: 'region', fallback: 'code' }).of(code) ?? code
}

export function countryOptions(): { value: string; label: string }[] {
  return codes.map((value) => ({ value, label: countryName(value) }))
}
