export type NameOrder = 'ko' | 'en'

/** A postal address in parts. Korean road-name addresses (도로명주소법) fill all of them; foreign ones may leave some. */
export interface PostalAddress {
  /** ISO 3166-1 alpha-2. */
  countryCode: string
  postalCode: string
  /** 시·도: '서울특별시', '경기도'. */
  region: string
  /** 시·군·구: '강남구', '성남시 분당구'. */
  city: string
  /** Road and building number: '테헤란로 152'. */
  street: string
  /** Building, floor, room: '강남파이낸스센터 10층'. */
  detail?: string | null
}

export interface PersonName {
  familyName: string
  givenName: string
}

/** Five digits since 1 August 2015 (국가기초구역번호). */
export function isKoreanPostalCode(text: string): boolean {
  return /^\d{5}$/.test(text)
}

/** Postal codes as each country writes them; a country we have no rule for only needs to be short and plain. */
export function isPostalCode(text: string, countryCode: string): boolean {
  const rule = postalCodeRules[countryCode] ?? /^[A-Za-z0-9][A-Za-z0-9 -]{0,11}$/
  return rule.test(text)
}

const postalCodeRules: Readonly<Record<string, RegExp>> = {
  KR: /^\d{5}$/,
  JP: /^\d{3}-?\d{4}$/,
  US: /^\d{5}(?:-\d{4})?$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
  DE: /^\d{5}$/,
  FR: /^\d{5}$/,
  CN: /^\d{6}$/,
  VN: /^\d{5,6}$/,
}

/**
 * One line, in the reader's order. Korean goes from large to small with the postal code in front:
 * '(06236) 서울특별시 강남구 테헤란로 152, 강남파이낸스센터 10층'. English goes from small to large, code after region.
 */
export function formatAddress(address: PostalAddress, order: NameOrder): string {
  return addressLines(address, order).join(order === 'ko' ? ' ' : ', ')
}

/** The same as lines for a label. */
export function addressLines(address: PostalAddress, order: NameOrder): string[] {
  const { postalCode, region, city, street, detail } = address
  if (order === 'ko') {
    const place = joined([joined([region, city, street], ' '), detail], ', ')
    return filled([postalCode.trim() === '' ? '' : `(${postalCode})`, place])
  }
  return filled([detail, street, city, joined([region, postalCode], ' '), address.countryCode])
}

/** '김철수' in Korean order (a blank only when a part is not Hangul), 'Cheolsu Kim' in English order. */
export function formatPersonName(name: PersonName, order: NameOrder): string {
  const family = name.familyName.trim()
  const given = name.givenName.trim()
  if (order === 'en') return joined([given, family], ' ')
  return joined([family, given], /^[가-힣]+$/.test(family + given) ? '' : ' ')
}

/** Family names of two syllables, and how long a whole name must be before one is likelier than 선 + 우진. */
const longFamilyNames: Readonly<Record<string, number>> = {
  남궁: 3,
  황보: 3,
  제갈: 3,
  사공: 3,
  독고: 3,
  선우: 4,
  서문: 4,
  동방: 4,
}

/** '김철수' → 김 + 철수, '남궁민수' → 남궁 + 민수, 'Cheolsu Kim' → Kim + Cheolsu. One word in Latin is a given name. */
export function splitPersonName(text: string): PersonName {
  const words = text.normalize('NFC').trim().split(/\s+/)
  const [first = '', ...rest] = words
  const hangul = /^[가-힣]+$/.test(words.join(''))
  if (rest.length > 0) {
    return hangul
      ? { familyName: first, givenName: rest.join(' ') }
      : { familyName: words.at(-1) ?? '', givenName: words.slice(0, -1).join(' ') }
  }
  if (!hangul) return { familyName: '', givenName: first }
  const length = first.length >= (longFamilyNames[first.slice(0, 2)] ?? Infinity) ? 2 : 1
  return { familyName: first.slice(0, length), givenName: first.slice(length) }
}

function filled(parts: readonly (string | null | undefined)[]): string[] {
  return parts.map((part) => part?.trim() ?? '').filter((part) => part !== '')
}

function joined(parts: readonly (string | null | undefined)[], separator: string): string {
  return filled(parts).join(separator)
}
