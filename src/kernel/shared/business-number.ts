/**
 * Korean registration numbers. 사업자등록번호 (tax office, NNN-NN-NNNNN): the check digit rule is the one in which
 * independent public implementations agree; no statute prints it. 법인등록번호 (court registry, NNNNNN-NNNNNNN): 법인 및 재외국민의
 * 부동산등기용등록번호 부여에 관한 규칙, 별표 오류검색번호.
 */

/** Why a number cannot be one; 'check-digit' alone may be a typing mistake a clerk can see. */
export type RegistrationNumberProblem = 'length' | 'office' | 'type' | 'serial' | 'check-digit'

const businessWeights = [1, 3, 7, 1, 3, 7, 1, 3, 5]

/** Digits without hyphens and blanks; undefined when anything else is in it. */
export function registrationDigits(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '')
  return /^\d+$/.test(digits) ? digits : undefined
}

/** Check digit over the first nine digits: Σ dᵢwᵢ + ⌊5·d₉ ÷ 10⌋, complemented to ten. Throws RangeError. */
function businessNumberCheckDigit(firstNine: string): number {
  const digits = digitsOf(firstNine, 9)
  const carried = Math.floor(((digits[8] ?? 0) * 5) / 10)
  return complement(weighted(digits, businessWeights) + carried)
}

/** Undefined for a valid number. Hyphens and blanks are ignored. */
export function businessNumberProblem(text: string): RegistrationNumberProblem | undefined {
  const digits = registrationDigits(text)
  if (digits?.length !== 10) return 'length'
  if (Number(digits.slice(0, 3)) < 101) return 'office'
  if (digits.slice(3, 5) === '00') return 'type'
  if (digits.slice(5, 9) === '0000') return 'serial'
  return businessNumberCheckDigit(digits.slice(0, 9)) === Number(digits[9]) ? undefined : 'check-digit'
}

export function isBusinessNumber(text: string): boolean {
  return businessNumberProblem(text) === undefined
}

/** '1168200276' → '116-82-00276'; text that is not ten digits comes back as it was. */
export function formatBusinessNumber(text: string): string {
  const digits = registrationDigits(text)
  if (digits?.length !== 10) return text
  return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`
}

/** A valid number, hyphenated, for samples and tests. Throws RangeError for parts no office would give. */
export function makeBusinessNumber(parts: { office: number; type: number; serial: number }): string {
  const firstNine = pad(parts.office, 3) + pad(parts.type, 2) + pad(parts.serial, 4)
  const number = formatBusinessNumber(firstNine + businessNumberCheckDigit(firstNine))
  const problem = businessNumberProblem(number)
  if (problem !== undefined) throw new RangeError(`No such business number: ${problem}`)
  return number
}

/** Check digit over the first twelve digits, weights 1, 2, 1, 2 …, complemented to ten. Throws RangeError. */
function corporateNumberCheckDigit(firstTwelve: string): number {
  const digits = digitsOf(firstTwelve, 12)
  return complement(digits.reduce((sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 2), 0))
}

/** Undefined for a valid number. Hyphens and blanks are ignored. */
export function corporateNumberProblem(text: string): RegistrationNumberProblem | undefined {
  const digits = registrationDigits(text)
  if (digits?.length !== 13) return 'length'
  return corporateNumberCheckDigit(digits.slice(0, 12)) === Number(digits[12]) ? undefined : 'check-digit'
}

export function isCorporateNumber(text: string): boolean {
  return corporateNumberProblem(text) === undefined
}

/** '1301110006246' → '130111-0006246'; text that is not thirteen digits comes back as it was. */
export function formatCorporateNumber(text: string): string {
  const digits = registrationDigits(text)
  if (digits?.length !== 13) return text
  return `${digits.slice(0, 6)}-${digits.slice(6)}`
}

/** A valid number, hyphenated, for samples and tests. */
export function makeCorporateNumber(parts: { office: number; type: number; serial: number }): string {
  const firstTwelve = pad(parts.office, 4) + pad(parts.type, 2) + pad(parts.serial, 6)
  return formatCorporateNumber(firstTwelve + corporateNumberCheckDigit(firstTwelve))
}

function digitsOf(text: string, length: number): number[] {
  if (text.length !== length || !/^\d+$/.test(text)) throw new RangeError(`Not ${length} digits`)
  return [...text].map(Number)
}

function weighted(digits: readonly number[], weights: readonly number[]): number {
  return digits.reduce((sum, digit, index) => sum + digit * (weights[index] ?? 0), 0)
}

function complement(sum: number): number {
  return (10 - (sum % 10)) % 10
}

function pad(value: number, length: number): string {
  const text = String(value).padStart(length, '0')
  if (!/^\d+$/.test(text) || text.length !== length) throw new RangeError(`Not ${length} digits: ${value}`)
  return text
}
