import { finalOf, isLoneConsonant, isLoneVowel, normaliseText } from './jamo.ts'

/**
 * Korean particles (조사) take one form after a consonant and another after a vowel; 으로/로 counts ㄹ as a vowel
 * (한글 맞춤법, 표준어 규정 제18항 해설). `closed` follows a final consonant, `open` a vowel, `unknown` a word whose
 * sound we cannot tell — the form official letters use.
 */
interface Particle {
  closed: string
  open: string
  unknown: string
  /** ㄹ takes the open form: 서울로, 연필로. */
  rieulIsOpen?: true
}

const particles: Readonly<Record<string, Particle>> = {
  '을/를': { closed: '을', open: '를', unknown: '을(를)' },
  '이/가': { closed: '이', open: '가', unknown: '이(가)' },
  '은/는': { closed: '은', open: '는', unknown: '은(는)' },
  '과/와': { closed: '과', open: '와', unknown: '과(와)' },
  '으로/로': { closed: '으로', open: '로', unknown: '(으)로', rieulIsOpen: true },
  '으로서/로서': { closed: '으로서', open: '로서', unknown: '(으)로서', rieulIsOpen: true },
  '으로써/로써': { closed: '으로써', open: '로써', unknown: '(으)로써', rieulIsOpen: true },
  '으로부터/로부터': { closed: '으로부터', open: '로부터', unknown: '(으)로부터', rieulIsOpen: true },
  '이나/나': { closed: '이나', open: '나', unknown: '(이)나' },
  '이라/라': { closed: '이라', open: '라', unknown: '(이)라' },
  '이라는/라는': { closed: '이라는', open: '라는', unknown: '(이)라는' },
  '이란/란': { closed: '이란', open: '란', unknown: '(이)란' },
  '이랑/랑': { closed: '이랑', open: '랑', unknown: '(이)랑' },
  '이며/며': { closed: '이며', open: '며', unknown: '(이)며' },
  '이고/고': { closed: '이고', open: '고', unknown: '(이)고' },
  '이에요/예요': { closed: '이에요', open: '예요', unknown: '이에요(예요)' },
  '이었/였': { closed: '이었', open: '였', unknown: '이었(였)' },
  '아/야': { closed: '아', open: '야', unknown: '아(야)' },
}

/** Every pair may be written either way round: 를/을 is 을/를. */
const particleOf = new Map(
  Object.entries(particles).flatMap(([pair, particle]) => [
    [pair, particle] as const,
    [pair.split('/').toReversed().join('/'), particle] as const,
  ]),
)

/** The word with its particle: `josa('SO-2026-000008', '을/를')` → 'SO-2026-000008을'. Throws for an unknown pair. */
export function josa(word: string, pair: string): string {
  return word + josaOf(word, pair)
}

/** Only the particle: `josaOf('연필', '으로/로')` → '로'. Throws RangeError for a pair that is no particle. */
export function josaOf(word: string, pair: string): string {
  const particle = particleOf.get(pair)
  if (particle === undefined) throw new RangeError(`No such particle: ${pair}`)
  const final = lastSoundOf(word)
  if (final === undefined) return particle.unknown
  if (final === '' || (particle.rieulIsOpen && final === 'ㄹ')) return particle.open
  return particle.closed
}

/** A value of a message with its particle, for formatters: null and undefined give ''. */
export function josaFormat(value: unknown, pair: string): string {
  return value === null || value === undefined ? '' : josa(String(value), pair)
}

/**
 * The formatter behind `{{name, josa(을/를)}}`:
 * `i18next.services.formatter?.add('josa', josaFormatter)`. i18next hands the bracketed text over as an option's name.
 */
export function josaFormatter(value: unknown, _language: string | undefined, options: object): string {
  const pair = Object.keys(options).find((key) => particleOf.has(key))
  if (pair === undefined) throw new RangeError('A josa format must name its pair, as in josa(을/를)')
  return josaFormat(value, pair)
}

/** The final consonant a Korean reader hears at the end of a word; '' for a vowel, undefined when unsure. */
function lastSoundOf(word: string): string | undefined {
  const spoken = spokenEnd(normaliseText(word.slice(-spokenReach)))
  const last = [...spoken].at(-1)
  if (last === undefined) return undefined
  const final = finalOf(last)
  if (final !== undefined) return final
  if (isLoneConsonant(last)) return last
  if (isLoneVowel(last)) return ''
  if (last === '%') return ''
  const unit = /\d ?(kg|km|mg|cm|mm|ml|g|m|t|l)$/i.exec(spoken)?.[1]
  if (unit !== undefined) return unitSounds[unit.toLowerCase()]
  const digits = /\d[\d,]*$/.exec(spoken)?.[0]
  if (digits !== undefined) return numberSound(digits.replaceAll(',', ''))
  const latin = /[A-Za-z]+$/.exec(spoken)?.[0]
  return latin === undefined ? undefined : latinSound(latin)
}

/** A particle hangs on the end of a word; looking further back than this would only cost time. */
const spokenReach = 200

/**
 * What is read aloud. A bracketed remark after a word is passed over, because the particle belongs to the word before
 * it (국립국어원, 문장 부호 해설 소괄호: '사군자(매화, 난초, 국화, 대나무)는'); other closing marks are not read at all.
 */
function spokenEnd(text: string): string {
  let spoken = text
  for (;;) {
    const bare = spoken.replace(/[\s\]}>"'”’」』》〉】〕.,!?…:;·~*_`-]+$/u, '')
    if (!/[)）]$/.test(bare)) return bare
    const before = bare.slice(0, Math.max(openingOf(bare), 0))
    spoken = before.trim() === '' ? bare.slice(0, -1) : before
  }
}

/** Where the bracket that closes at the end was opened, or −1. */
function openingOf(text: string): number {
  let depth = 0
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const character = text.charAt(index)
    if (character === ')' || character === '）') depth += 1
    else if (character === '(' || character === '（') depth -= 1
    if (depth === 0) return index
  }
  return -1
}

const digitSounds = ['ㅇ', 'ㄹ', '', 'ㅁ', '', '', 'ㄱ', 'ㄹ', 'ㄹ', '']
/** 십, 백, 천 by trailing zeros; then 만, 억, 조, 경 by fours. */
const tenSounds = ['', 'ㅂ', 'ㄱ', 'ㄴ']
const myriadSounds = ['', 'ㄴ', 'ㄱ', '', 'ㅇ']
const unitSounds: Readonly<Record<string, string>> = {
  kg: 'ㅁ',
  mg: 'ㅁ',
  g: 'ㅁ',
  t: 'ㄴ',
  km: '',
  m: '',
  cm: '',
  mm: '',
  l: '',
  ml: '',
}

function numberSound(digits: string): string {
  const zeros = digits.length - digits.replace(/0+$/, '').length
  const last = digitSounds[Number(digits.at(-1))] ?? ''
  if (zeros === 0 || zeros === digits.length) return last
  if (zeros < 4) return tenSounds[zeros] ?? last
  return myriadSounds[Math.floor(zeros / 4)] ?? last
}

/** Names of the letters that end in a consonant: 엘, 엠, 엔, 알. */
const letterSounds: Readonly<Record<string, string>> = { L: 'ㄹ', M: 'ㅁ', N: 'ㄴ', R: 'ㄹ' }

/**
 * Capitals alone are spelt out (LG, ERP, URL); other words are read by the loanword rules (외래어 표기법 제3장 제1절):
 * l, m, n, ng close a syllable, and so do p, t, k, c after one short vowel, while b, d, g, s, f take a vowel.
 */
function latinSound(word: string): string {
  if (word.length === 1 || word === word.toUpperCase())
    return letterSounds[word.slice(-1).toUpperCase()] ?? ''
  const lower = word.toLowerCase()
  if (/ng$/.test(lower)) return 'ㅇ'
  if (/(?:l|[aiou]le|[bcdfgkpstz]le)$/.test(lower)) return 'ㄹ'
  if (/(?:m|[aeiou]me)$/.test(lower)) return 'ㅁ'
  if (/(?:n|[aeiou]ne)$/.test(lower)) return 'ㄴ'
  if (/(?:^|[^aeiou])[aeiou](?:k|ck|c)$|ook$/.test(lower)) return 'ㄱ'
  if (/(?:^|[^aeiou])[aeiou]t$/.test(lower)) return 'ㅅ'
  if (/(?:^|[^aeiou])[aeiou]p$|web$/.test(lower)) return 'ㅂ'
  return ''
}
