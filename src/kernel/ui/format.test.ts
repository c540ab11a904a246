import { expect, it } from 'vitest'
import {
  bytesText,
  compactText,
  instantOf,
  instantText,
  majorText,
  minorText,
  moneyText,
  numberText,
} from './format.ts'
import { showTimesIn } from './zone.ts'

it('money keeps every digit between minor units and what people type', () => {
  expect(majorText('1250', 'GBP')).toBe('12.50')
  expect(majorText('-5', 'USD')).toBe('-0.05')
  expect(majorText('12000', 'KRW')).toBe('12000')
  expect(minorText('12.5', 'GBP')).toBe('1250')
  expect(minorText('-0.05', 'USD')).toBe('-5')
  expect(minorText('9007199254740993', 'KRW')).toBe('9007199254740993')
})

it('digits a currency does not have are refused, not rounded', () => {
  expect(minorText('1.5', 'KRW')).toBeNull()
  expect(minorText('1.00', 'KRW')).toBe('1')
  expect(minorText('abc', 'KRW')).toBeNull()
})

it('figures are written as a Korean office reads them', () => {
  expect(moneyText({ amount: '1234567', currency: 'KRW' })).toBe('₩1,234,567')
  expect(moneyText({ amount: '123456789', currency: 'KRW' }, { compact: true })).toBe('₩1.2억')
  expect(moneyText({ amount: '500', currency: 'KRW' }, { signed: true })).toBe('+₩500')
  expect(compactText(32_000_000)).toBe('3,200만')
  expect(numberText('1234.500')).toBe('1,234.5')
  expect(numberText('0.123', { percent: true })).toBe('12.3%')
  expect(bytesText(48_213)).toBe('47.1 kB')
})

it("[PLAT-06] instants stand on the company's wall clock, not the computer's", () => {
  showTimesIn('Europe/London')
  expect(instantText('2026-07-14T23:30:00Z')).toBe('2026-07-15 00:30')
  expect(instantOf('2026-07-15T00:30')).toBe('2026-07-14T23:30:00.000Z')
  showTimesIn('America/New_York')
  expect(instantText('2026-07-14T23:30:00Z')).toBe('2026-07-14 19:30')
  expect(instantOf('2026-07-14T19:30')).toBe('2026-07-14T23:30:00.000Z')
  showTimesIn('Asia/Seoul')
  expect(instantText('2026-07-14T23:30:00Z')).toBe('2026-07-15 08:30')
  showTimesIn(undefined)
})
