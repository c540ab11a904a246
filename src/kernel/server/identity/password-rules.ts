import { DomainError } from '../../shared/errors.ts'
import { breachedPasswords, breachedWords } from './breached-passwords.ts'

const minPasswordLength = 10
/** A long text would only cost hashing time. */
export const maxPasswordLength = 200

/**
 * Refuses what an attacker tries first (NIST SP 800-63B §5.1.1.2): too short, on the lists of breached passwords,
 * such a word with digits around it, one character or run repeated, or the person's own name or address.
 */
export function checkPassword(password: string, about: { email: string; name: string }): void {
  if ([...password].length < minPasswordLength)
    throw new DomainError('identity.password-too-short', { min: minPasswordLength })
  if (password.length > maxPasswordLength)
    throw new DomainError('identity.password-too-long', { max: maxPasswordLength })
  if (isBreached(password)) throw new DomainError('identity.password-breached')
  const plain = password.toLowerCase().normalize('NFKC')
  const own = [about.email.split('@')[0] ?? '', about.name.replaceAll(' ', '')].map((text) =>
    text.toLowerCase(),
  )
  if (own.some((text) => text.length >= 3 && rest(plain, text) < 5))
    throw new DomainError('identity.password-personal')
}

export function isBreached(password: string): boolean {
  const plain = password.toLowerCase().normalize('NFKC')
  const letters = unleet(plain).replace(/^[^a-z가-힣]+|[^a-z가-힣]+$/g, '')
  const bare = plain.replace(/^[^a-z가-힣]+|[^a-z가-힣]+$/g, '')
  return (
    breachedPasswords.has(plain) ||
    breachedWords.has(bare) ||
    breachedWords.has(letters) ||
    /^(.{1,4})\1{2,}.{0,2}$/.test(plain) ||
    isRun(plain)
  )
}

/** How many characters are left beside the given text. */
function rest(plain: string, text: string): number {
  return plain.includes(text) ? plain.length - text.length : plain.length
}

const leet: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

function unleet(text: string): string {
  // Digits at the end are a year or a count, not letters in disguise.
  const [, head = '', tail = ''] = /^(.*?)([\d!]*)$/.exec(text) ?? []
  return head.replace(/[013457@$!]/g, (sign) => leet[sign] ?? sign) + tail
}

/** 1234567890, 9876543210, abcdefghij: each character one step from the last. */
function isRun(text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0))
  return [1, -1].some((step) => steps.filter((each) => each === step).length >= steps.length - 1)
}
