import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBusinessDate,
  formatCompact,
  formatDecimal,
  formatMoney,
  formatMoneyCompact,
  formatMoneyInUnits,
  formatMoneyInWords,
  formatPercent,
  formatQuantity,
  relativeTime,
} from './format.ts'
import { type Currency, moneyOf } from './money.ts'

const money = (amountMinor: bigint, currency: Currency = 'KRW') => moneyOf(amountMinor, currency)

describe('numbers for people', () => {
  it('have thousands separators and lose no digit', () => {
    expect(['1234567.50', '-1000', '999', '0.1234', '-0.5'].map(formatDecimal)).toEqual([
      '1,234,567.50',
      '-1,000',
      '999',
      '0.1234',
      '-0.5',
    ])
    expect(['3.000', '1234.50'].map(formatQuantity)).toEqual(['3', '1,234.5'])
    expect([formatPercent('0.105'), formatPercent('1'), formatPercent('0.33333', 2)]).toEqual([
      '10.5%',
      '100%',
      '33.33%',
    ])
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(formatDecimal(value).replaceAll(',', '')).toBe(value.toString())
      }),
    )
  })

  it('money shows its symbol or its code', () => {
    expect(formatMoney(money(12_000n), 'ko')).toBe('₩12,000')
    expect(formatMoney(money(12_000n), 'en')).toBe('₩12,000')
    expect(formatMoney(money(-12_000n), 'ko')).toBe('-₩12,000')
    expect(formatMoney(money(12_000n), 'ko', 'code')).toBe('KRW 12,000')
    expect(formatMoney(money(12_000n), 'ko', 'none')).toBe('12,000')
    expect(formatMoney(money(125n, 'GBP'), 'en')).toBe('£1.25')
    expect(formatMoney(money(125n, 'USD'), 'en')).toBe('$1.25')
    expect(formatMoney(money(125n, 'USD'), 'ko')).toBe('US$1.25')
    expect(formatMoney(money(125n, 'CHF'), 'en')).toBe('CHF 1.25')
    expect(formatMoney(money(1_234_567_890_123_456_789n, 'USD'), 'en')).toBe('$12,345,678,901,234,567.89')
  })

  it('money in Korean sentences', () => {
    expect(formatMoneyInWords(money(12_000n), 'ko')).toBe('12,000원')
    expect(formatMoneyInWords(money(12_000n), 'en')).toBe('₩12,000')
    expect(formatMoneyInUnits(money(123_456_789n))).toBe('1억 2,345만 6,789원')
  })

  it('short forms for charts', () => {
    expect(
      [123_456_789n, 12_000n, 9_999n, -150_000_000n, 0n].map((value) => formatCompact(value, 'ko')),
    ).toEqual(['1.2억', '1.2만', '9,999', '-1.5억', '0'])
    expect(formatCompact(123_456_789n, 'en')).toBe('123.5M')
    expect([99_999_999n, 99_940_000n].map((value) => formatCompact(value, 'ko'))).toEqual(['1억', '9,994만'])
    expect(formatCompact(999_999n, 'en')).toBe('1M')
    expect(formatMoneyCompact(money(-123_456_789n), 'ko')).toBe('-₩1.2억')
    expect(formatMoneyCompact(money(123_456_789n, 'USD'), 'en')).toBe('$1.2M')
  })
})

describe('dates for people', () => {
  it('are short in tables and long in letters', () => {
    expect(formatBusinessDate('2026-11-21', 'ko')).toBe('2026-11-21')
    expect(formatBusinessDate('2026-11-21', 'ko', 'medium')).toBe('11월 21일 (토)')
    expect(formatBusinessDate('2026-11-21', 'ko', 'long')).toBe('2026년 11월 21일 토요일')
    expect(formatBusinessDate('2026-11-01', 'en', 'medium')).toBe('Sun 1 Nov')
    expect(formatBusinessDate('2026-11-01', 'en', 'long')).toBe('Sunday, 1 November 2026')
  })

  it('moments are told from now', () => {
    const now = new Date('2026-11-21T12:00:00Z')
    const told = (seconds: number, locale: 'ko' | 'en') =>
      relativeTime(new Date(now.getTime() + seconds * 1000), now, locale)
    expect(
      [-59, -180, -7_200, -86_400 * 3, -86_400 * 45, -86_400 * 800, 600].map((seconds) =>
        told(seconds, 'ko'),
      ),
    ).toEqual(['방금', '3분 전', '2시간 전', '3일 전', '1개월 전', '2년 전', '10분 후'])
    expect([0, -60, -7_260, 86_400 * 2].map((seconds) => told(seconds, 'en'))).toEqual([
      'just now',
      '1 minute ago',
      '2 hours ago',
      'in 2 days',
    ])
  })
})
