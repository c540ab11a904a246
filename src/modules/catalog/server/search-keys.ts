import { chosungGramsOf, gramsOf, searchForm, toQwerty } from '../../../kernel/shared/hangul.ts'

export interface SearchKeys {
  text: string
  grams: string[]
  strokes: string
}

/** What a product is found by: codes and names as typed, by initials, and by keystrokes for slips. */
export function searchKeysOf(texts: readonly string[]): SearchKeys {
  const given = [...new Set(texts.map((text) => searchForm(text)).filter((text) => text !== ''))]
  return {
    text: given.join('\n'),
    grams: [...new Set(given.flatMap((text) => [...gramsOf(text), ...chosungGramsOf(text)]))],
    strokes: given.map(strokesOf).join(' '),
  }
}

/** The keys that type a text on a two-set keyboard: the same whatever layout was on, and letters every locale knows. */
export function strokesOf(text: string): string {
  return toQwerty(searchForm(text)).toLowerCase()
}
