import { isPostalCode } from '../../../kernel/shared/address.ts'
import {
  businessNumberProblem,
  corporateNumberProblem,
  registrationDigits,
} from '../../../kernel/shared/business-number.ts'
import { DomainError, type FieldFault } from '../../../kernel/shared/errors.ts'
import { type ContactValue, contactValue } from '../shared/contact.ts'
import type { AddressBody } from '../shared/party.input.ts'
import type { ContactKind } from '../shared/party.ts'

interface Registrations {
  businessNumber?: string | null | undefined
  corporateNumber?: string | null | undefined
}

/** Registration numbers as digits, with the right check digits, or faults that say what is wrong with them. */
export function checkedRegistrations<Facts extends Registrations>(facts: Facts): Facts {
  const faults: FieldFault[] = []
  const business = facts.businessNumber ? businessNumberProblem(facts.businessNumber) : undefined
  const corporate = facts.corporateNumber ? corporateNumberProblem(facts.corporateNumber) : undefined
  if (business) faults.push({ pointer: '/businessNumber', code: `business-number-${business}` })
  if (corporate) faults.push({ pointer: '/corporateNumber', code: `corporate-number-${corporate}` })
  if (faults.length > 0) throw new DomainError('party.bad-registration-number', {}, 422, faults)
  return {
    ...facts,
    businessNumber: facts.businessNumber && (registrationDigits(facts.businessNumber) ?? null),
    corporateNumber: facts.corporateNumber && (registrationDigits(facts.corporateNumber) ?? null),
  }
}

export function checkedContact(
  kind: ContactKind,
  text: string,
  { country, pointer }: { country?: string | undefined; pointer: string },
): ContactValue {
  const value = contactValue(kind, text, country)
  if (value) return value
  throw new DomainError(`party.bad-${kind}`, { value: text }, 422, [{ pointer, code: `bad-${kind}` }])
}

export function checkAddress(address: AddressBody, pointer: string): void {
  const { postalCode, country } = address
  if (postalCode === '' || isPostalCode(postalCode, country)) return
  throw new DomainError('party.bad-postal-code', { postalCode, country }, 422, [
    { pointer: `${pointer}/postalCode`, code: 'bad-postal-code' },
  ])
}
