import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { ContactKind } from './party.ts'

export interface ContactValue {
  /** As people read it: '010-1234-5678', '+49 30 0074321'. */
  value: string
  /** As it is compared: '+821012345678', lower-case mail. */
  normalised: string
}

/** A phone number as E.164 and as people in Korea write it; undefined when no network could reach it. */
export function phoneValue(text: string, country = 'KR'): ContactValue | undefined {
  const region = isSupportedCountry(country) ? (country as CountryCode) : 'KR'
  const number = parsePhoneNumberFromString(text, region)
  if (!number?.isPossible()) return undefined
  const value = number.country === 'KR' ? number.formatNational() : number.formatInternational()
  return { value, normalised: number.number }
}

export function emailValue(text: string): ContactValue | undefined {
  const value = text.trim()
  if (!/^[^\s@<>(),;:"]{1,64}@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/.test(value) || value.length > 200)
    return undefined
  return { value, normalised: value.toLowerCase() }
}

/** What is kept of a contact point; undefined when the text cannot be one. */
export function contactValue(kind: ContactKind, text: string, country?: string): ContactValue | undefined {
  if (kind === 'phone' || kind === 'fax') return phoneValue(text, country)
  if (kind === 'email') return emailValue(text)
  const value = text.trim()
  return /^(https?:\/\/)?[^\s/]+\.[^\s]+$/i.test(value)
    ? { value, normalised: value.toLowerCase() }
    : undefined
}

/** For data brought in from elsewhere: what cannot be read as a number is kept as it came, compared by its digits. */
export function lenientContactValue(kind: ContactKind, text: string, country?: string): ContactValue {
  const value = text.trim()
  return (
    contactValue(kind, value, country) ?? { value, normalised: value.replace(/[\s().-]/g, '').toLowerCase() }
  )
}
