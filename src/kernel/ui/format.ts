import { instantAt } from '../shared/calendar.ts'
import { type Currency, minorUnitDigits } from '../shared/currency.ts'
import { tryParseDecimal } from '../shared/decimal.ts'
import {
  formatCompact,
  formatMoney,
  formatMoneyCompact,
  formatPercent,
  formatQuantity,
  relativeTime,
} from '../shared/format.ts'
import { locale } from './locale.ts'
import { timeZone } from './zone.ts'

export interface Money {
  /** Minor units, as a string. */
  amount: string
  currency: string
}

const tags = { ko: 'ko-KR', en: 'en-GB' } as const
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()
const weekMs = 7 * 24 * 3_600_000

export function digitsOf(currency: string): number {
  return minorUnitDigits[currency as Currency] ?? 2
}

/** `{ amount: '1250', currency: 'GBP' }` → £12.50, exactly, whatever the size; compact ₩1.2억. */
export function moneyText(
  { amount, currency }: Money,
  options: { compact?: boolean; signed?: boolean } = {},
): string {
  const money = { amountMinor: BigInt(amount), currency: currency as Currency }
  const text = options.compact ? formatMoneyCompact(money, locale()) : formatMoney(money, locale())
  return options.signed && money.amountMinor > 0n ? `+${text}` : text
}

/** Minor units to the exact major amount: `'1250', 'GBP'` → `'12.50'`. */
export function majorText(amount: string, currency: string): string {
  const digits = digitsOf(currency)
  if (digits === 0) return amount
  const negative = amount.startsWith('-')
  const padded = amount.replace('-', '').padStart(digits + 1, '0')
  return `${negative ? '-' : ''}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

/** Major text to minor units; digits the currency lacks make it `null`, for a person must see that. */
export function minorText(major: string, currency: string): string | null {
  const digits = digitsOf(currency)
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(major)
  if (!match) return null
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digits) return null
  const minor = BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`)
  return `${match[1] && minor !== 0n ? '-' : ''}${minor}`
}

/** A decimal with thousands separators, every digit kept but trailing zeros; as a share, 0.123 → 12.3%. */
export function numberText(value: string | number | bigint, options: { percent?: boolean } = {}): string {
  const decimal = tryParseDecimal(String(value))
  if (!decimal) return String(value)
  return options.percent ? formatPercent(decimal) : formatQuantity(decimal)
}

/** Short, for axes and tiles: 3,200만, 1.2억, 32M. */
export function compactText(value: number): string {
  return Math.abs(value) < 10_000
    ? numberText(Math.round(value * 10) / 10)
    : formatCompact(BigInt(Math.round(value)), locale())
}

export function dateText(on: string): string {
  return on.slice(0, 10)
}

/** 2026-11-21 14:05 in the company's zone. */
export function instantText(at: string | Date): string {
  const parts = dates({
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at))
  const part = (type: string) => parts.find((piece) => piece.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`
}

/** The instant of '2026-11-21T14:05' on the company's wall clock, as a date and time field gives it. */
export function instantOf(wallClock: string): string {
  const [date = '', time = ''] = wallClock.split('T')
  return instantAt(date, time, timeZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone).toISOString()
}

/** With weekday, seconds and zone, for the hover. */
export function exactText(at: string | Date): string {
  return dates({ dateStyle: 'full', timeStyle: 'long' }).format(new Date(at))
}

/** 방금, 3분 전, 2일 전, and past a week the date itself. */
export function relativeText(at: string | Date, now: number = Date.now()): string {
  const then = new Date(at)
  if (Math.abs(now - then.getTime()) < weekMs) return relativeTime(then, new Date(now), locale())
  return instantText(then).slice(0, 10)
}

/** Today as the company's business date. */
export function today(): string {
  return instantText(new Date()).slice(0, 10)
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let size = bytes / 1024
  let unit = 0
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${numbers({ maximumFractionDigits: 1 }).format(size)} ${units[unit]}`
}

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(options, () => new Intl.NumberFormat(tags[locale()], options))
}

function dates(style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const options = { ...style, timeZone: timeZone() }
  return kept(options, () => new Intl.DateTimeFormat(tags[locale()], options))
}

function kept<Format extends Intl.NumberFormat | Intl.DateTimeFormat>(
  options: object,
  make: () => Format,
): Format {
  const key = locale() + JSON.stringify(options)
  const known = cache.get(key)
  if (known) return known as Format
  const made = make()
  cache.set(key, made)
  return made
}
