import { dayNumbers, dayOf } from './business-days.ts'
import { aliasKey, aliasStrength } from './match-learning.ts'
import { MatchingError } from './matching.errors.ts'
import type { MatchingProblem, MatchRecord } from './matching.problem.ts'
import { referenceKeys, referencesIn } from './references.ts'
import { letterPairs, likeness, normalisedText } from './text-likeness.ts'

/** A record as the engine works with it. Indices follow the order of ids, so that the order of input does not matter. */
export interface Prepared {
  id: string
  index: number
  amount: number
  currency: string
  /** In days of the window. */
  day: number
  kind: string | undefined
  counterparty: string | undefined
  /** Normalised: name and texts, without empty ones. */
  texts: string[]
  /** As `texts`, as aliases know them. */
  aliases: string[]
  /** References given. */
  given: Set<string>
  /** Given and found in texts. */
  references: Set<string>
  /** Parties it may belong to, the likeliest first. */
  parties: number[]
}

export interface PreparedSides {
  left: Prepared[]
  right: Prepared[]
  /** Records of each party by side, in order of day. */
  leftOfParty: Prepared[][]
  rightOfParty: Prepared[][]
  /** How alike the texts of two records read, in [0, 1]; undefined where one has none. */
  textLikeness(one: Prepared, other: Prepared): number | undefined
}

/** A name must read at least this much alike for a text to be taken for a party. */
const leastPartyLikeness = 0.6
const mostPartiesOfText = 8
const largestAmount = 2n ** 53n

/**
 * Reads records: normalises texts, finds references in them, numbers days, and says which parties each may belong to.
 * @throws MatchingError `matching.id_repeated`, `matching.amount_too_large`, `matching.date_invalid`
 */
export function prepareRecords({ left, right, rules, learning }: MatchingProblem): PreparedSides {
  const days = [...left, ...right].map(({ date }) => dayOf(date))
  const first = days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY)
  const last = days.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY)
  const number = days.length > 0 ? dayNumbers(rules.window, first, last) : (day: number) => day
  const sides = { left: prepareSide(left, 'left', number), right: prepareSide(right, 'right', number) }

  const parties = partiesOf([...left, ...right])
  const resolve = partyResolver(parties.names)
  const byAlias = new Map<string, { party: number; strength: number }[]>()
  for (const [text, known] of Object.entries(learning.aliases))
    byAlias.set(
      text,
      Object.keys(known).flatMap((id) => {
        const party = parties.byId.get(id)
        const strength = aliasStrength(learning, text, id)
        return party !== undefined && strength > 0 ? [{ party, strength }] : []
      }),
    )
  for (const record of [...sides.left, ...sides.right]) {
    const own = record.counterparty === undefined ? undefined : parties.byId.get(record.counterparty)
    if (own !== undefined) {
      record.parties = [own]
      continue
    }
    const strengths = new Map<number, number>()
    const raise = (party: number, strength: number) =>
      strengths.set(party, Math.max(strength, strengths.get(party) ?? 0))
    for (const alias of record.aliases)
      for (const { party, strength } of byAlias.get(alias) ?? []) raise(party, 1 + strength)
    for (const text of record.texts) for (const { party, like } of resolve(text)) raise(party, like)
    record.parties = [...strengths]
      .sort(([one, strength], [other, its]) => its - strength || one - other)
      .slice(0, mostPartiesOfText)
      .map(([party]) => party)
  }
  const group = (side: readonly Prepared[]) => {
    const rows: Prepared[][] = parties.names.map(() => [])
    for (const record of side) for (const party of record.parties) rows[party]?.push(record)
    for (const row of rows) row.sort((one, other) => one.day - other.day || one.index - other.index)
    return rows
  }
  return {
    ...sides,
    leftOfParty: group(sides.left),
    rightOfParty: group(sides.right),
    textLikeness: rememberedLikeness(),
  }
}

function prepareSide(
  records: readonly MatchRecord[],
  side: 'left' | 'right',
  number: (day: number) => number,
): Prepared[] {
  const sorted = records.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))
  return sorted.map((record, index) => {
    const { id, amount, currency, date, references = [], texts = [], counterpartyName } = record
    if (sorted[index - 1]?.id === id) throw new MatchingError('matching.id_repeated', { side, id })
    if (amount >= largestAmount || amount <= -largestAmount)
      throw new MatchingError('matching.amount_too_large', { side, id, amount: amount.toString() })
    const lines = [...(counterpartyName === undefined ? [] : [counterpartyName]), ...texts]
    const given = new Set(references.flatMap(referenceKeys))
    return {
      id,
      index,
      amount: Number(amount),
      currency,
      day: number(dayOf(date)),
      kind: record.kind,
      counterparty: record.counterparty,
      texts: [...new Set(lines.map(normalisedText))].filter((text) => text.length >= 2),
      aliases: [...new Set(lines.map(aliasKey))].filter((text) => text.length >= 2),
      given,
      references: new Set([...given, ...texts.flatMap((text) => referencesIn(text, amount))]),
      parties: [],
    }
  })
}

/** Everybody who is named: by id where there is one, else by the name itself. */
function partiesOf(records: readonly MatchRecord[]): { names: Set<string>[]; byId: Map<string, number> } {
  const byId = new Map<string, number>()
  const keyed = new Map<string, Set<string>>()
  for (const { counterparty, counterpartyName } of records) {
    const name = counterpartyName === undefined ? '' : normalisedText(counterpartyName)
    if (counterparty === undefined && name === '') continue
    const key = counterparty === undefined ? `name ${name}` : `id ${counterparty}`
    const names = keyed.get(key) ?? new Set()
    if (name !== '') names.add(name)
    keyed.set(key, names)
  }
  const known = new Set([...keyed].flatMap(([key, names]) => (key.startsWith('id ') ? [...names] : [])))
  const keys = [...keyed.keys()].filter((key) => !key.startsWith('name ') || !known.has(key.slice(5))).sort()
  for (const [index, key] of keys.entries()) if (key.startsWith('id ')) byId.set(key.slice(3), index)
  return { names: keys.map((key) => keyed.get(key) as Set<string>), byId }
}

/** Finds parties whose name a text resembles, by the pairs of letters they share; remembers texts it has seen. */
function partyResolver(names: readonly Set<string>[]): (text: string) => { party: number; like: number }[] {
  const entries = names.flatMap((set, party) => [...set].map((name) => ({ name, party })))
  const index = new Map<string, number[]>()
  for (const [entry, { name }] of entries.entries())
    for (const pair of new Set(letterPairs(name))) {
      const row = index.get(pair)
      if (row) row.push(entry)
      else index.set(pair, [entry])
    }
  const seen = new Map<string, { party: number; like: number }[]>()
  return (text) => {
    const before = seen.get(text)
    if (before) return before
    const pairs = new Set(letterPairs(text))
    const common = new Map<number, number>()
    for (const pair of pairs)
      for (const entry of index.get(pair) ?? []) common.set(entry, (common.get(entry) ?? 0) + 1)
    const best = new Map<number, number>()
    for (const [entry, count] of common) {
      const { name, party } = entries[entry] as { name: string; party: number }
      if (count < Math.min(name.length, text.length) * 0.35) continue
      const like = likeness(name, text)
      if (like >= leastPartyLikeness) best.set(party, Math.max(like, best.get(party) ?? 0))
    }
    const found = [...best]
      .map(([party, like]) => ({ party, like }))
      .sort((one, other) => other.like - one.like || one.party - other.party)
      .slice(0, mostPartiesOfText)
    seen.set(text, found)
    return found
  }
}

function rememberedLikeness(): PreparedSides['textLikeness'] {
  const numbers = new Map<string, number>()
  const known = new Map<number, number>()
  const numberOf = (text: string) => {
    const number = numbers.get(text)
    if (number !== undefined) return number
    numbers.set(text, numbers.size)
    return numbers.size - 1
  }
  return (one, other) => {
    if (one.texts.length === 0 || other.texts.length === 0) return undefined
    let best = 0
    for (const text of one.texts)
      for (const its of other.texts) {
        const key = numberOf(text) * 67_108_864 + numberOf(its)
        let like = known.get(key)
        if (like === undefined) {
          like = likeness(text, its)
          known.set(key, like)
        }
        if (like > best) best = like
      }
    return best
  }
}
