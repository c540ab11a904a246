import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  businessNumberProblem,
  corporateNumberProblem,
  formatBusinessNumber,
  formatCorporateNumber,
  isBusinessNumber,
  isCorporateNumber,
  makeBusinessNumber,
  makeCorporateNumber,
} from './business-number.ts'

const parts = fc.record({
  office: fc.integer({ min: 101, max: 999 }),
  type: fc.integer({ min: 1, max: 99 }),
  serial: fc.integer({ min: 1, max: 9999 }),
})

/** The number with the digit at `index` raised by `by`, so that it always differs. */
function changed(number: string, index: number, by: number): string {
  const digits = number.replaceAll('-', '')
  return digits.slice(0, index) + ((Number(digits[index]) + by) % 10) + digits.slice(index + 1)
}

describe('business registration numbers', () => {
  it('the published vectors hold', () => {
    expect(businessNumberProblem('116-82-00276')).toBeUndefined()
    expect(businessNumberProblem('220-81-62517')).toBeUndefined()
    expect(businessNumberProblem('124-81-00998')).toBeUndefined()
    expect(businessNumberProblem('116-82-00277')).toBe('check-digit')
    expect(businessNumberProblem('123-45-67890')).toBe('check-digit')
    expect(businessNumberProblem('104-81-00000')).toBe('serial')
  })

  it('hyphens and blanks do not matter, anything else does', () => {
    expect(isBusinessNumber('1168200276')).toBe(true)
    expect(isBusinessNumber(' 116 82 00276 ')).toBe(true)
    expect(
      ['', '116-82-0027', '116-82-002766', '116-82-0027A', '１１６8200276'].map(businessNumberProblem),
    ).toEqual(Array(5).fill('length'))
    expect(businessNumberProblem('100-82-00276')).toBe('office')
    expect(businessNumberProblem('116-00-00276')).toBe('type')
  })

  it('is written with hyphens', () => {
    expect(formatBusinessNumber('1168200276')).toBe('116-82-00276')
    expect(formatBusinessNumber('abc')).toBe('abc')
  })

  it('a made number is valid, and any one wrong check digit is caught', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 9 }), (given, by) => {
        const number = makeBusinessNumber(given)
        expect(isBusinessNumber(number)).toBe(true)
        expect(businessNumberProblem(changed(number, 9, by))).toBe('check-digit')
      }),
    )
    expect(() => makeBusinessNumber({ office: 100, type: 81, serial: 1 })).toThrow(RangeError)
    expect(() => makeBusinessNumber({ office: 1000, type: 81, serial: 1 })).toThrow(RangeError)
  })

  it('one wrong digit among the first eight is caught', () => {
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        (given, index, by) => {
          expect(isBusinessNumber(changed(makeBusinessNumber(given), index, by))).toBe(false)
        },
      ),
    )
  })
})

describe('corporate registration numbers', () => {
  it('the rule’s own example and a public company hold', () => {
    expect(isCorporateNumber('110111-0062432')).toBe(true)
    expect(isCorporateNumber('130111-0006246')).toBe(true)
    expect(corporateNumberProblem('130111-0006247')).toBe('check-digit')
    expect(corporateNumberProblem('130111-000624')).toBe('length')
    expect(formatCorporateNumber('1301110006246')).toBe('130111-0006246')
  })

  it('a made number is valid', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1101, max: 9999 }),
        fc.integer({ min: 11, max: 86 }),
        fc.nat(999_999),
        (office, type, serial) => {
          expect(isCorporateNumber(makeCorporateNumber({ office, type, serial }))).toBe(true)
        },
      ),
    )
  })
})
