const korean =
  /주식회사|유한책임회사|유한회사|합자회사|합명회사|재단법인|사단법인|㈜|㈔|㈐|\((?:주|유|재|사|합)\)/gu
const latin = /[\s,]+(?:co\.?,?\s*ltd|inc|corp|llc|ltd|limited|gmbh|ag|s\.?a|s\.?r\.?l|plc|k\.?k)\.?$/iu

/**
 * '주식회사 한울', '한울(주)' and '한울 Co., Ltd.' all give '한울': the legal form says nothing about which company is
 * meant, so neither the search nor the hunt for duplicates looks at it. A name that is nothing else stays as it is.
 */
export function withoutLegalForm(name: string): string {
  const bare = name
    .normalize('NFC')
    .replace(korean, ' ')
    .trim()
    .replace(latin, '')
    .replace(/\s+/gu, ' ')
    .trim()
  return bare === '' ? name.normalize('NFC').trim() : bare
}
