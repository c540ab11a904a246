/** Company forms that say nothing about which company it is. */
const companyForms =
  /^\s*[주유]\)|\([주유]$|주식회사|유한책임회사|유한회사|합자회사|합명회사|사단법인|재단법인|\(주\)|㈜|\(유\)|\(사\)|\(재\)|\b(?:co\.?,?\s*ltd|ltd|limited|inc|incorporated|corp|corporation|company|co|llc|plc|gmbh|ag|s\.?a|b\.?v|pte|k\.?k)\b\.?/g

/** Words of bank lines that are not names. */
const bankWords =
  /\b(?:transfer|payment|deposit|remittance|from|to)\b|타행이체|이체|입금|출금|송금|전자금융|인터넷뱅킹|펌뱅킹|대체/g

/**
 * Letters and digits alone, in one form: full and half width alike (NFKC), lower case, without company forms, words of
 * banking, blanks and signs.
 */
export function normalisedText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(companyForms, ' ')
    .replace(bankWords, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Shorter than this a beginning may be anybody's. */
const fewestLettersOfBeginning = 3
const fewestLettersInside = 4

/**
 * Likeness of two normalised texts in [0, 1]: the best of pairs of letters in common (Dice), Jaro–Winkler, one being the
 * beginning of the other (banks cut names off) and one standing inside the other (a name in a memo).
 */
export function likeness(one: string, other: string): number {
  if (one === '' || other === '') return 0
  if (one === other) return 1
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length >= fewestLettersOfBeginning && long.startsWith(short)) return 0.95
  if (short.length >= fewestLettersInside && long.includes(short)) return 0.9
  const dice = diceOfPairs(short, long)
  // Jaro–Winkler finds something in any two texts; only high values of it mean anything.
  const winkler = dice > 0.15 ? jaroWinkler(short, long) : 0
  return Math.max(dice, winkler > 0.8 ? (winkler - 0.6) / 0.4 : 0) * 0.95
}

/** Pairs of neighbouring letters; a text of one letter is its own pair. */
export function letterPairs(text: string): string[] {
  if (text.length < 2) return text === '' ? [] : [text]
  return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2))
}

function diceOfPairs(one: string, other: string): number {
  const pairs = letterPairs(one)
  const others = letterPairs(other)
  const left = new Map<string, number>()
  for (const pair of others) left.set(pair, (left.get(pair) ?? 0) + 1)
  let common = 0
  for (const pair of pairs) {
    const count = left.get(pair) ?? 0
    if (count === 0) continue
    common++
    left.set(pair, count - 1)
  }
  return (2 * common) / (pairs.length + others.length)
}

/** Jaro (1989) with Winkler's bonus for a common beginning of up to four letters. */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1)
  const takenOne = new Uint8Array(one.length)
  const takenOther = new Uint8Array(other.length)
  let common = 0
  for (let at = 0; at < one.length; at++)
    for (let there = Math.max(0, at - reach); there < Math.min(other.length, at + reach + 1); there++)
      if (takenOther[there] === 0 && one[at] === other[there]) {
        takenOne[at] = 1
        takenOther[there] = 1
        common++
        break
      }
  if (common === 0) return 0
  let swapped = 0
  let there = 0
  for (let at = 0; at < one.length; at++) {
    if (takenOne[at] === 0) continue
    while (takenOther[there] === 0) there++
    if (one[at] !== other[there]) swapped++
    there++
  }
  const jaro = (common / one.length + common / other.length + (common - swapped / 2) / common) / 3
  let beginning = 0
  while (beginning < 4 && one[beginning] !== undefined && one[beginning] === other[beginning]) beginning++
  return jaro + beginning * 0.1 * (1 - jaro)
}
