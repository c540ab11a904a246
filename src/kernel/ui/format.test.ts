import { expect, it } from 'vitest'
import { bytesText, compactText, majorText, minorText, moneyText, numberText } from './format.ts'

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
