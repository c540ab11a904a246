import { type BusinessDate, dayOfWeek } from './calendar.ts'
import { minorUnitDigits } from './currency.ts'
import { canonical, type DecimalInput, decimalText, divide, round, toDecimal } from './decimal.ts'
import { formatKoreanUnits } from './korean-number.ts'
import { type Money, majorText } from './money.ts'

export type Locale = 'ko' | 'en'

/** Thousands separators, exactly the digits given: '1234567.50' → '1,234,567.50'. The same in Korean and English. */
export function formatDecimal(value: DecimalInput): string {
  const [whole = '', fraction] = decimalText(value).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** A quantity without trailing zeros: '3.000' → '3', '1234.50' → '1,234.5'. */
export function formatQuantity(value: DecimalInput): string {
  return formatDecimal(canonical(value))
}

/** '0.105' → '10.5%', with at most `digits` after the point. */
export function formatPercent(ratio: DecimalInput, digits = 1): string {
  const { coefficient, scale } = toDecimal(ratio)
  return `${formatQuantity(round({ coefficient: coefficient * 100n, scale }, digits, 'half-up'))}%`
}

/** How an amount names its currency: ₩12,000 · KRW 12,000 · 12,000. */
export type MoneyDisplay = 'symbol' | 'code' | 'none'

/** Exact to the minor unit, whatever the size. Symbols that two countries share are told apart (US$ in Korean). */
export function formatMoney(money: Money, locale: Locale, display: MoneyDisplay = 'symbol'): string {
  const { amountMinor, currency } = money
  const sign = amountMinor < 0n ? '-' : ''
  const digits = formatDecimal(majorText(amountMinor < 0n ? -amountMinor : amountMinor, currency))
  if (display === 'none') return sign + digits
  const name = display === 'code' ? currency : symbolOf(currency, locale)
  return /[A-Za-z]$/.test(name) ? `${sign}${name} ${digits}` : sign + name + digits
}

/** As a Korean sentence says it: '12,000원'; other currencies keep their symbol. */
export function formatMoneyInWords(money: Money, locale: Locale): string {
  if (locale === 'en' || money.currency !== 'KRW') return formatMoney(money, locale)
  return `${formatDecimal(money.amountMinor)}원`
}

/**
 * Short, for axes and tiles: 123456789n → '1.2억' or '123.5M'. Rounded half up to one digit after the point, so it is
 * for looking at, never for reckoning with.
 */
export function formatCompact(value: bigint, locale: Locale): string {
  const steps = locale === 'ko' ? koreanSteps : englishSteps
  const magnitude = value < 0n ? -value : value
  const sign = value < 0n ? '-' : ''
  for (const [index, [name, unit]] of steps.entries()) {
    if (magnitude < unit) continue
    const short = divide(magnitude, unit, 1, 'half-up')
    // 9,999.96만 rounds to 10,000만, which people call 1억.
    const larger = steps[index - 1]
    if (larger !== undefined && short.coefficient * unit >= larger[1] * 10n) return `${sign}1${larger[0]}`
    return `${sign}${formatQuantity(short)}${name}`
  }
  return sign + formatDecimal(magnitude)
}

/** `formatCompact` for money, counted in major units: ₩123,456,789 → '₩1.2억'. */
export function formatMoneyCompact(money: Money, locale: Locale): string {
  const sign = money.amountMinor < 0n ? '-' : ''
  const magnitude = money.amountMinor < 0n ? -money.amountMinor : money.amountMinor
  const scale = minorUnitDigits[money.currency]
  const whole = round({ coefficient: magnitude, scale }, 0, 'half-up').coefficient
  return sign + symbolOf(money.currency, locale) + formatCompact(whole, locale)
}

/** Won by myriads, exact: '1억 2,345만 6,789원'. Other currencies as `formatMoney`. */
export function formatMoneyInUnits(money: Money): string {
  return money.currency === 'KRW' ? `${formatKoreanUnits(money.amountMinor)}원` : formatMoney(money, 'ko')
}

/** 'short' is for tables, 'long' for letters and headings. */
export type DateStyle = 'short' | 'medium' | 'long'

/** short 2026-11-21 · medium 11월 21일 (토) / Sat 21 Nov · long 2026년 11월 21일 토요일 / Saturday, 21 November 2026. */
export function formatBusinessDate(date: BusinessDate, locale: Locale, style: DateStyle = 'short'): string {
  if (style === 'short') return date
  const [year, month, day] = [date.slice(0, 4), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
  const weekday = dayOfWeek(date) - 1
  if (locale === 'ko') {
    const name = koreanDays[weekday] ?? ''
    return style === 'medium' ? `${month}월 ${day}일 (${name})` : `${year}년 ${month}월 ${day}일 ${name}요일`
  }
  const monthName = englishMonths[month - 1] ?? ''
  const dayName = englishDays[weekday] ?? ''
  return style === 'medium'
    ? `${dayName.slice(0, 3)} ${day} ${monthName.slice(0, 3)}`
    : `${dayName}, ${day} ${monthName} ${year}`
}

/** '방금', '3분 전', '2시간 후', '5 days ago': by elapsed time, the largest unit that fits, cut down and not rounded. */
export function relativeTime(instant: Date, now: Date, locale: Locale): string {
  const elapsedMs = instant.getTime() - now.getTime()
  const magnitude = Math.abs(elapsedMs)
  const unit = relativeUnits.find(([, length]) => magnitude >= length)
  if (unit === undefined) return locale === 'ko' ? '방금' : 'just now'
  return relativeFormats[locale].format(Math.trunc(elapsedMs / unit[1]), unit[0])
}

const koreanSteps: readonly (readonly [string, bigint])[] = [
  ['경', 10n ** 16n],
  ['조', 10n ** 12n],
  ['억', 10n ** 8n],
  ['만', 10n ** 4n],
]
const englishSteps: readonly (readonly [string, bigint])[] = [
  ['T', 10n ** 12n],
  ['B', 10n ** 9n],
  ['M', 10n ** 6n],
  ['K', 10n ** 3n],
]
const koreanDays = [...'월화수목금토일']
const englishDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const englishMonths =
  'January February March April May June July August September October November December'.split(' ')

const minuteMs = 60_000
const relativeUnits: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60 * minuteMs],
  ['month', 30 * 24 * 60 * minuteMs],
  ['day', 24 * 60 * minuteMs],
  ['hour', 60 * minuteMs],
  ['minute', minuteMs],
]
const relativeFormats = {
  ko: new Intl.RelativeTimeFormat('ko', { numeric: 'always' }),
  en: new Intl.RelativeTimeFormat('en', { numeric: 'always' }),
}

const symbols = new Map<string, string>()

/** The symbol from CLDR, as the locale tells currencies apart: '$' in English is 'US$' in Korean. */
function symbolOf(currency: Money['currency'], locale: Locale): string {
  const key = `${locale} ${currency}`
  let symbol = symbols.get(key)
  if (symbol === undefined) {
    const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(0)
    symbol = parts.find((part) => part.type === 'currency')?.value ?? currency
    symbols.set(key, symbol)
  }
  return symbol
}
