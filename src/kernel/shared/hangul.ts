import {
  chosungOf,
  decompose,
  isHangulSyllable,
  isLoneConsonant,
  isLoneVowel,
  jamoOf,
  normaliseText,
} from './jamo.ts'
import { fromQwerty } from './keyboard.ts'

// One door for Korean text: letters, keyboard layout and search keys.
export {
  chosungOf,
  type Jamo,
} from './jamo.ts'
export { fromQwerty, toQwerty } from './keyboard.ts'

/** How alike two texts must sound before `matchesLoosely` forgives a typing mistake. */
const typoSimilarity = 0.75

/** NFC, lower case, no white space: the form in which texts are compared and indexed. */
export function searchForm(text: string): string {
  return normaliseText(text).toLowerCase().replace(/\s+/gu, '')
}

/** True when someone typed initials only: 'ㄱㅊㅅ', 'lgㅈㅈ'. */
export function isChosungQuery(text: string): boolean {
  const characters = [...searchForm(text)]
  return (
    characters.some(isLoneConsonant) &&
    characters.every((character) => !isHangulSyllable(character) && !isLoneVowel(character))
  )
}

/**
 * Distinct pairs of neighbouring characters of the search form, in order: '김철수' → ['김철', '철수']. One character
 * gives itself, nothing gives nothing. A text holds a query of two characters or more only if it holds all its grams.
 */
export function gramsOf(text: string): string[] {
  return pairsOf([...searchForm(text)])
}

/** Grams of the initials, each marked `c:` and holding at least one initial: '김철수' → ['c:ㄱㅊ', 'c:ㅊㅅ']. */
export function chosungGramsOf(text: string): string[] {
  return pairsOf([...chosungOf(searchForm(text))])
    .filter((gram) => [...gram].some(isLoneConsonant))
    .map((gram) => `c:${gram}`)
}

/** 0 … 1: Dice coefficient of the pairs of keystrokes, so that one wrong letter in a name costs little. */
export function similarity(a: string, b: string): number {
  const left = strokePairs(a)
  const right = strokePairs(b)
  if (left.length + right.length === 0) return searchForm(a) === searchForm(b) ? 1 : 0
  const counts = new Map<string, number>()
  for (const pair of left) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  let common = 0
  for (const pair of right) {
    const remaining = counts.get(pair) ?? 0
    if (remaining > 0) {
      common += 1
      counts.set(pair, remaining - 1)
    }
  }
  return (2 * common) / (left.length + right.length)
}

/**
 * Whether a person who typed `query` may mean `text`: it occurs in it, by letters or initials, with a last syllable
 * still being typed ('김처' finds 김철수), or typed on the wrong keyboard layout, or with a slip in the whole name.
 */
export function matchesLoosely(text: string, query: string): boolean {
  const wanted = searchForm(query)
  if (wanted === '') return true
  if (contains(text, wanted)) return true
  if (/[a-z]/.test(wanted) && contains(text, searchForm(fromQwerty(query)))) return true
  return [...wanted].length >= 2 && similarity(text, query) >= typoSimilarity
}

function contains(text: string, wanted: string): boolean {
  const have = [...searchForm(text)]
  const want = [...wanted]
  for (let start = 0; start + want.length <= have.length; start += 1) {
    if (
      want.every((character, offset) => fits(have, start + offset, character, offset === want.length - 1))
    ) {
      return true
    }
  }
  return false
}

function fits(have: readonly string[], at: number, wanted: string, unfinished: boolean): boolean {
  const found = have[at] ?? ''
  if (found === wanted) return true
  if (isLoneConsonant(wanted)) return decompose(found)?.initial === wanted
  if (!unfinished || !isHangulSyllable(wanted) || !isHangulSyllable(found)) return false
  // '갑' on the way to '가방': the final being typed may belong to the syllable that follows.
  return (jamoOf(found) + jamoOf(have[at + 1] ?? '')).startsWith(jamoOf(wanted))
}

function strokePairs(text: string): string[] {
  const strokes = [...jamoOf(searchForm(text))]
  return strokes.slice(1).map((stroke, index) => (strokes[index] ?? '') + stroke)
}

function pairsOf(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters]
  const pairs = new Set<string>()
  for (let index = 1; index < characters.length; index += 1) {
    pairs.add((characters[index - 1] ?? '') + (characters[index] ?? ''))
  }
  return [...pairs]
}
