import { isKoreanPostalCode } from '../../kernel/shared/address.ts'
import { emailValue, phoneValue } from '../../modules/parties/shared/contact.ts'
import type { Shop } from './shop.ts'
import { textOf } from './stand.ts'

export const payments = ['card', 'bank-transfer'] as const
export type PaymentChoice = (typeof payments)[number]

/** A checkout as it was typed: shown again as it was when something must be corrected. */
export interface CheckoutForm {
  /** One checkout, one order: drawn into the page, sent back with it. */
  key: string
  /** What the page said was to pay, in minor units. */
  expected: string
  name: string
  phone: string
  email: string
  postalCode: string
  line1: string
  line2: string
  note: string
  payment: PaymentChoice | ''
  terms: boolean
  marketingEmail: boolean
  marketingSms: boolean
}

export type CheckoutField =
  | 'name'
  | 'phone'
  | 'email'
  | 'postalCode'
  | 'line1'
  | 'line2'
  | 'note'
  | 'payment'
  | 'terms'

const longest = 600
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function emptyCheckout(key: string): CheckoutForm {
  return {
    key,
    expected: '',
    name: '',
    phone: '',
    email: '',
    postalCode: '',
    line1: '',
    line2: '',
    note: '',
    payment: 'card',
    terms: false,
    marketingEmail: false,
    marketingSms: false,
  }
}

/** Reads a form; nothing when it was not drawn by us. */
export function readCheckout(body: unknown): CheckoutForm | undefined {
  const given = (body ?? {}) as Record<string, unknown>
  const { key } = given
  if (typeof key !== 'string' || !uuid.test(key)) return undefined
  const field = (name: string): string => textOf(given[name], longest)
  return {
    key,
    expected: field('expected'),
    name: field('name'),
    phone: field('phone'),
    email: field('email'),
    postalCode: field('postalCode'),
    line1: field('line1'),
    line2: field('line2'),
    note: field('note'),
    payment: payments.find((choice) => choice === given.payment) ?? '',
    terms: given.terms === 'yes',
    marketingEmail: given.marketingEmail === 'yes',
    marketingSms: given.marketingSms === 'yes',
  }
}

/** Fields that cannot stand as they are, in the order they are asked. */
export function faultsOf(form: CheckoutForm, shop: Shop): CheckoutField[] {
  const wrong: Record<CheckoutField, boolean> = {
    name: form.name === '' || form.name.length > 100,
    phone: form.phone.length > 40 || !phoneValue(form.phone),
    email: !emailValue(form.email),
    postalCode: !isKoreanPostalCode(form.postalCode),
    line1: form.line1.length < 4 || form.line1.length > 200,
    line2: form.line2.length > 200,
    note: form.note.length > 500,
    payment: form.payment === '' || (form.payment === 'bank-transfer' && shop.bankAccount === null),
    terms: !form.terms,
  }
  return (Object.keys(wrong) as CheckoutField[]).filter((field) => wrong[field])
}
