import { composeTyped, jamoOf } from './jamo.ts'

/** The Korean two-set (두벌식) layout over a US keyboard, KS X 5002. Shift matters for seven letters only. */
const keys: Readonly<Record<string, string>> = {
  q: 'ㅂ',
  w: 'ㅈ',
  e: 'ㄷ',
  r: 'ㄱ',
  t: 'ㅅ',
  y: 'ㅛ',
  u: 'ㅕ',
  i: 'ㅑ',
  o: 'ㅐ',
  p: 'ㅔ',
  a: 'ㅁ',
  s: 'ㄴ',
  d: 'ㅇ',
  f: 'ㄹ',
  g: 'ㅎ',
  h: 'ㅗ',
  j: 'ㅓ',
  k: 'ㅏ',
  l: 'ㅣ',
  z: 'ㅋ',
  x: 'ㅌ',
  c: 'ㅊ',
  v: 'ㅍ',
  b: 'ㅠ',
  n: 'ㅜ',
  m: 'ㅡ',
  Q: 'ㅃ',
  W: 'ㅉ',
  E: 'ㄸ',
  R: 'ㄲ',
  T: 'ㅆ',
  O: 'ㅒ',
  P: 'ㅖ',
}
const keyOf = new Map(Object.entries(keys).map(([key, jamo]) => [jamo, key]))

/** Korean typed with the keyboard in English: 'dkssud' → '안녕'. What is no letter key stays as it is. */
export function fromQwerty(text: string): string {
  let letters = ''
  for (const key of text) letters += keys[key] ?? keys[key.toLowerCase()] ?? key
  return composeTyped(letters)
}

/** English typed with the keyboard in Korean: 'ㅗ디ㅣㅐ' → 'hello'. */
export function toQwerty(text: string): string {
  let typed = ''
  for (const letter of jamoOf(text)) typed += keyOf.get(letter) ?? letter
  return typed
}
