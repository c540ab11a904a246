import { describe, expect, it } from 'vitest'
import {
  addressLines,
  formatAddress,
  formatPersonName,
  isKoreanPostalCode,
  isPostalCode,
  type PostalAddress,
  splitPersonName,
} from './address.ts'

const seoul: PostalAddress = {
  countryCode: 'KR',
  postalCode: '06236',
  region: '서울특별시',
  city: '강남구',
  street: '테헤란로 152',
  detail: '강남파이낸스센터 10층',
}

describe('addresses', () => {
  it('Korean goes from large to small, English from small to large', () => {
    expect(formatAddress(seoul, 'ko')).toBe('(06236) 서울특별시 강남구 테헤란로 152, 강남파이낸스센터 10층')
    expect(
      formatAddress(
        { ...seoul, region: 'Seoul', city: 'Gangnam-gu', street: '152 Teheran-ro', detail: '10F' },
        'en',
      ),
    ).toBe('10F, 152 Teheran-ro, Gangnam-gu, Seoul 06236, KR')
  })

  it('missing parts leave no stray commas or brackets', () => {
    expect(formatAddress({ ...seoul, detail: null, postalCode: '' }, 'ko')).toBe(
      '서울특별시 강남구 테헤란로 152',
    )
    expect(addressLines({ ...seoul, region: ' ', city: '', street: '', detail: '10F' }, 'en')).toEqual([
      '10F',
      '06236',
      'KR',
    ])
  })

  it('postal codes follow their country', () => {
    expect(['06236', '135-080', '6236', '０６２３６'].map(isKoreanPostalCode)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(isPostalCode('SW1A 1AA', 'GB')).toBe(true)
    expect(isPostalCode('100-0001', 'JP')).toBe(true)
    expect(isPostalCode('06236-1', 'KR')).toBe(false)
    expect(isPostalCode('1010', 'AT')).toBe(true)
    expect(isPostalCode('', 'AT')).toBe(false)
  })
})

describe('names of people', () => {
  it('family first in Korean, given first in English', () => {
    expect(formatPersonName({ familyName: '김', givenName: '철수' }, 'ko')).toBe('김철수')
    expect(formatPersonName({ familyName: 'Kim', givenName: 'Cheolsu' }, 'en')).toBe('Cheolsu Kim')
    expect(formatPersonName({ familyName: 'Smith', givenName: 'Ann' }, 'ko')).toBe('Smith Ann')
    expect(formatPersonName({ familyName: '', givenName: 'Ann' }, 'en')).toBe('Ann')
  })

  it('are told apart when they come as one text', () => {
    expect(splitPersonName('김철수')).toEqual({ familyName: '김', givenName: '철수' })
    expect(splitPersonName('남궁민수')).toEqual({ familyName: '남궁', givenName: '민수' })
    expect(splitPersonName('선우진')).toEqual({ familyName: '선', givenName: '우진' })
    expect(splitPersonName('남궁 민')).toEqual({ familyName: '남궁', givenName: '민' })
    expect(splitPersonName('Mary Ann Smith')).toEqual({ familyName: 'Smith', givenName: 'Mary Ann' })
    expect(splitPersonName('Madonna')).toEqual({ familyName: '', givenName: 'Madonna' })
  })
})
