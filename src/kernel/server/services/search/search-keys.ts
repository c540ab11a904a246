import { chosungGramsOf, chosungOf, gramsOf, searchForm, toQwerty } from '../../../shared/hangul.ts'

/** What a record's texts become in the index. */
export interface SearchKeys {
  forms: string[]
  grams: string[]
  chosung: string
  words: { form: string; strokes: string }[]
  keys: string[]
}

const maxTexts = 40
const maxTextLength = 200
const phoneDigits = 9

export function searchKeysOf(texts: readonly string[]): SearchKeys {
  const forms = [...new Set(texts.map((text) => searchForm(text).slice(0, maxTextLength)))]
    .filter((form) => form !== '')
    .slice(0, maxTexts)
  // Numbers are found by their beginnings; their pairs of digits stand in every record and would only fill the index.
  const spelled = forms.filter((form) => !isNumber(form))
  const initials = spelled.map(chosungOf)
  return {
    forms,
    grams: [
      ...new Set([
        ...spelled.flatMap((form) => [...gramsOf(form), firstGram(form)]),
        ...initials.flatMap((initial) => [...chosungGramsOf(initial), firstGram(initial)]),
      ]),
    ],
    chosung: initials.join(' '),
    // Slips are forgiven in words only: a number one digit off is another number.
    words: spelled.map((form) => ({ form, strokes: strokesOf(form) })),
    keys: [...new Set(forms.flatMap(codeKeysOf))],
  }
}

/** Grams by which one word is looked up: its pairs, or its single character as the beginning of a text. */
export function wordGrams(form: string): string[] {
  return [...form].length === 1 ? [firstGram(form)] : gramsOf(form)
}

export function chosungWordGrams(initials: string): string[] {
  return [...initials].length === 1 ? [firstGram(initials)] : chosungGramsOf(initials)
}

/** The keys that type a text on a two-set keyboard, in lower case: the same whatever layout was on. */
export function strokesOf(form: string): string {
  return toQwerty(form).toLowerCase()
}

/** True for what is typed as a number or a code: 'SO-2026-000123', '010-1234', '123'. */
export function isCode(form: string): boolean {
  return /\d/.test(form) && /^[a-z0-9 +._/#()-]+$/.test(form)
}

/** A code that is digits by half or more: a document's number, a phone, a barcode; not 'oil320ml'. */
export function isNumber(form: string): boolean {
  return isCode(form) && form.replace(/\D/g, '').length * 2 >= codeForm(form).length
}

/** A code without its punctuation. */
export function codeForm(form: string): string {
  return form.replace(/[^a-z0-9]/g, '')
}

/**
 * By which beginnings a code is found: all of it, its running number with and without zeros ('123' of SO-2026-000123), and
 * the last four and eight digits of a phone number.
 */
function codeKeysOf(form: string): string[] {
  if (!isCode(form)) return []
  const whole = codeForm(form)
  const keys = [whole]
  const running = /[^0-9](\d+)$/.exec(form)?.[1]
  if (running) keys.push(running, running.replace(/^0+(?=\d)/, ''))
  if (/^\d+$/.test(whole) && whole.length >= phoneDigits) keys.push(whole.slice(-4), whole.slice(-8))
  return keys
}

function firstGram(form: string): string {
  return `^${[...form][0] ?? ''}`
}
