/**
 * Hangul as the Unicode Standard composes it (§3.12, "Conjoining Jamo Behavior"): a syllable is
 * 0xAC00 + (initial × 21 + vowel) × 28 + final. Jamo here are the compatibility jamo people type (U+3131…U+3163).
 */
const firstSyllable = 0xac00
const lastSyllable = 0xd7a3
const initials = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ']
const vowels = [...'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ']
const finals = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ']

/** Two keystrokes that make one letter: double finals and diphthongs, as on the two-set (두벌식) keyboard. */
const compounds: Readonly<Record<string, string>> = {
  ㄱㅅ: 'ㄳ',
  ㄴㅈ: 'ㄵ',
  ㄴㅎ: 'ㄶ',
  ㄹㄱ: 'ㄺ',
  ㄹㅁ: 'ㄻ',
  ㄹㅂ: 'ㄼ',
  ㄹㅅ: 'ㄽ',
  ㄹㅌ: 'ㄾ',
  ㄹㅍ: 'ㄿ',
  ㄹㅎ: 'ㅀ',
  ㅂㅅ: 'ㅄ',
  ㅗㅏ: 'ㅘ',
  ㅗㅐ: 'ㅙ',
  ㅗㅣ: 'ㅚ',
  ㅜㅓ: 'ㅝ',
  ㅜㅔ: 'ㅞ',
  ㅜㅣ: 'ㅟ',
  ㅡㅣ: 'ㅢ',
}
const parts = new Map(Object.entries(compounds).map(([pair, whole]) => [whole, pair]))

export interface Jamo {
  initial: string
  vowel: string
  /** '' when the syllable is open. */
  final: string
}

/** NFC, so that text from a Mac's file system compares equal to what is typed. */
export function normaliseText(text: string): string {
  return text.normalize('NFC')
}

export function isHangulSyllable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return code >= firstSyllable && code <= lastSyllable
}

/** A consonant standing alone, as in a chosung query: ㄱ … ㅎ, doubled ones too. */
export function isLoneConsonant(character: string): boolean {
  return /^[ㄱ-ㅎ]$/.test(character)
}

export function isLoneVowel(character: string): boolean {
  return /^[ㅏ-ㅣ]$/.test(character)
}

/** '각' → ㄱㅏㄱ; undefined for anything but one composed syllable. */
export function decompose(syllable: string): Jamo | undefined {
  if (!isHangulSyllable(syllable)) return undefined
  const index = (syllable.codePointAt(0) ?? 0) - firstSyllable
  return {
    initial: initials[Math.floor(index / 588)] ?? '',
    vowel: vowels[Math.floor((index % 588) / 28)] ?? '',
    final: finals[index % 28] ?? '',
  }
}

/** ㄱㅏㄱ → '각'; undefined when the letters make no syllable. */
export function compose({ initial, vowel, final }: Jamo): string | undefined {
  const i = initials.indexOf(initial)
  const v = vowels.indexOf(vowel)
  const f = finals.indexOf(final)
  if (i < 0 || v < 0 || f < 0) return undefined
  return String.fromCodePoint(firstSyllable + (i * 21 + v) * 28 + f)
}

/** The final consonant of a syllable: '' when it ends open, undefined when it is no syllable. */
export function finalOf(character: string): string | undefined {
  return decompose(character)?.final
}

/** Initial consonants: '김철수' → 'ㄱㅊㅅ'. What is not a syllable stays as it is: 'LG전자' → 'LGㅈㅈ'. */
export function chosungOf(text: string): string {
  let result = ''
  for (const character of normaliseText(text)) result += decompose(character)?.initial ?? character
  return result
}

/** Text as the keys that type it on a two-set keyboard: '값' → 'ㄱㅏㅂㅅ', '과' → 'ㄱㅗㅏ'. */
export function jamoOf(text: string): string {
  let result = ''
  for (const character of normaliseText(text)) {
    const jamo = decompose(character)
    const letters = jamo ? [jamo.initial, jamo.vowel, jamo.final] : [character]
    for (const letter of letters) result += parts.get(letter) ?? letter
  }
  return result
}

/**
 * Lone jamo, in typing order, composed into syllables the way a two-set input method does: a consonant before a vowel
 * opens the next syllable, so ㄱㅏㄱㅅㅏ is '각사'. Other characters pass through.
 */
export function composeTyped(letters: string): string {
  let result = ''
  let open: Jamo = emptyJamo()
  const close = () => {
    result += compose(open) ?? open.initial + open.vowel + open.final
    open = emptyJamo()
  }
  for (const letter of letters) {
    if (isLoneVowel(letter)) {
      if (open.vowel === '') {
        open.vowel = letter
      } else if (open.final !== '') {
        const pair = parts.get(open.final)
        const moved = pair === undefined ? open.final : pair.slice(1)
        open.final = pair === undefined ? '' : pair.slice(0, 1)
        close()
        open = { initial: moved, vowel: letter, final: '' }
      } else {
        const diphthong = compounds[open.vowel + letter]
        if (diphthong === undefined) close()
        open.vowel = diphthong ?? letter
      }
    } else if (isLoneConsonant(letter)) {
      const cluster = open.final === '' ? letter : compounds[open.final + letter]
      if (open.initial !== '' && open.vowel !== '' && cluster !== undefined && finals.includes(cluster)) {
        open.final = cluster
      } else {
        close()
        open.initial = letter
      }
    } else {
      close()
      result += letter
    }
  }
  close()
  return result
}

function emptyJamo(): Jamo {
  return { initial: '', vowel: '', final: '' }
}
