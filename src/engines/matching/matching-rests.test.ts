import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { type MatchViolation, matchViolations } from './match.validator.ts'
import { learn } from './match-learning.ts'
import { freshLearning } from './match-score.ts'
import { generatedMatching, recordOf as record, recovered } from './matching.fixture.ts'
import type {
  MatchingLearning,
  MatchingProblem,
  MatchingResult,
  MatchingRules,
  MatchProposal,
  MatchRecord,
} from './matching.problem.ts'
import { proposeMatches } from './propose-matches.ts'

const rules: MatchingRules = {
  tolerance: { absoluteMinor: 100n, percent: 0 },
  window: { daysBefore: 0, daysAfter: 60, business: false },
}
const acme = { counterparty: 'C1', counterpartyName: '주식회사 한성물산' }
const invoice = (number: number, amount: number, more: Partial<MatchRecord> = {}) =>
  record(`i${number}`, amount, { ...acme, references: [`INV-2025-000${number}`], ...more })
const line = (id: string, amount: number, memo: string, more: Partial<MatchRecord> = {}) =>
  record(id, amount, { date: '2025-03-20', texts: ['한성물산', memo], ...more })
const run = (problem: MatchingProblem) =>
  proposeMatches(problem, beginSearch<MatchingResult>({ seed: 1, iterations: 100_000 }))
function match(
  left: MatchRecord[],
  right: MatchRecord[],
  more: Partial<MatchingRules> = {},
  learning: MatchingLearning = freshLearning(),
) {
  const problem = { left, right, rules: { ...rules, ...more }, learning }
  const result = run(problem)
  expect(matchViolations(problem, result)).toEqual([])
  return result
}
const part = (proposal: MatchProposal | undefined) =>
  proposal?.contributions.find(({ criterion }) => criterion === 'part')

describe('payments that leave a rest [SRM-04] [OMS-04]', () => {
  it('half of an invoice: the rest stays open, is a difference of its own, and the parts still add up', () => {
    const { proposals } = match([invoice(1, 100_000)], [line('b', 50_000, 'INV-2025-0001')])
    expect(proposals).toMatchObject([
      {
        left: ['i1'],
        right: ['b'],
        differenceMinor: 50_000n,
        differences: [{ reason: 'remainder', amountMinor: 50_000n }],
        remainder: {
          side: 'left',
          amountMinor: 50_000n,
          records: [{ id: 'i1', settledMinor: 50_000n, openMinor: 50_000n }],
        },
      },
    ])
    expect(part(proposals[0])?.contribution).toBe(-2)
    expect(proposals[0]?.confidence).toBeGreaterThan(0.9)
  })
  it('a line that names three invoices and pays one and a half: the oldest first, the third is not touched', () => {
    const left = [
      invoice(1, 40_000, { date: '2025-03-02' }),
      invoice(2, 60_000, { date: '2025-03-01' }),
      invoice(3, 90_000, { date: '2025-03-04' }),
    ]
    const { proposals, unmatched } = match(left, [
      line('b', 80_000, 'INV-2025-0001, INV-2025-0002, INV-2025-0003'),
    ])
    expect(proposals).toMatchObject([
      {
        left: ['i1', 'i2'],
        remainder: { side: 'left', records: [{ id: 'i1', settledMinor: 20_000n, openMinor: 20_000n }] },
      },
    ])
    expect(unmatched).toMatchObject([{ id: 'i3', reason: 'taken_by_better' }])
  })
  it('two instalments that together are not enough', () => {
    const { proposals } = match(
      [invoice(1, 100_000)],
      [line('b1', 33_000, 'INV-2025-0001'), line('b2', 20_000, 'INV-2025-0001', { date: '2025-04-02' })],
    )
    expect(proposals).toMatchObject([
      { right: ['b1', 'b2'], remainder: { side: 'left', amountMinor: 47_000n } },
    ])
  })
  it('too much: what is over belongs to the youngest line, and the difference is negative', () => {
    const { proposals } = match(
      [invoice(1, 100_000)],
      [line('b1', 70_000, 'INV-2025-0001'), line('b2', 50_000, 'INV-2025-0001', { date: '2025-04-02' })],
    )
    expect(proposals).toMatchObject([
      {
        right: ['b1', 'b2'],
        differenceMinor: -20_000n,
        remainder: {
          side: 'right',
          amountMinor: 20_000n,
          records: [{ id: 'b2', settledMinor: 30_000n, openMinor: 20_000n }],
        },
      },
    ])
  })
  it('paid twice: the exact match, and the other line is left alone, not lumped in', () => {
    const { proposals, unmatched } = match(
      [invoice(1, 100_000)],
      [line('b1', 100_000, 'INV-2025-0001'), line('b2', 100_000, 'INV-2025-0001', { date: '2025-03-21' })],
    )
    expect(proposals).toMatchObject([{ left: ['i1'] }])
    expect(proposals[0]?.right).toHaveLength(1)
    expect(proposals[0]?.remainder).toBeUndefined()
    expect(unmatched).toHaveLength(1)
  })
  it('an invoice less a credit note is no rest at all', () => {
    const { proposals } = match(
      [invoice(1, 100_000), record('n', -12_000, acme), record('other', -7_777, acme)],
      [line('b', 88_000, 'INV-2025-0001')],
    )
    expect(proposals).toMatchObject([{ left: ['i1', 'n'], differenceMinor: 0n }])
    expect(proposals[0]?.remainder).toBeUndefined()
  })
  it('a named credit note counts before what is owed, and the rest lies with the invoice', () => {
    const { proposals } = match(
      [invoice(1, 100_000), invoice(2, -20_000)],
      [line('b', 50_000, 'INV-2025-0001 INV-2025-0002')],
    )
    expect(proposals).toMatchObject([
      {
        left: ['i1', 'i2'],
        leftMinor: 80_000n,
        remainder: {
          amountMinor: 30_000n,
          records: [{ id: 'i1', settledMinor: 70_000n, openMinor: 30_000n }],
        },
      },
    ])
  })
  it('a fee that goes with the kind is kept of what is paid, not of what is open', () => {
    // 2 % of 50,000 and VAT of 10 % on it leave 48,900.
    const { proposals } = match(
      [invoice(1, 100_000, { kind: 'card' })],
      [line('b', 48_900, 'INV-2025-0001')],
      { fees: [{ name: 'card', fixedMinor: 0n, ratePercent: 2, vatPercent: 10, kinds: ['card'] }] },
    )
    expect(proposals[0]?.differences).toEqual([
      { reason: 'fee', amountMinor: 1_000n, rule: 'card' },
      { reason: 'fee_vat', amountMinor: 100n, rule: 'card' },
      { reason: 'remainder', amountMinor: 50_000n },
    ])
  })
  it('dollars paid in won in part: what stays open is told in both', () => {
    const { proposals } = match(
      [invoice(1, 10_000, { currency: 'USD' })],
      [line('b', 34_625, 'INV-2025-0001')],
      { rates: [{ from: 'USD', to: 'KRW', rate: 1_385, tolerancePercent: 0.5 }] },
    )
    expect(proposals).toMatchObject([
      {
        leftMinor: 138_500n,
        remainder: {
          amountMinor: 103_875n,
          records: [{ id: 'i1', settledMinor: 2_500n, openMinor: 7_500n }],
        },
      },
    ])
  })
  it('without a number: one open invoice of the counterparty, yes; not where another is as likely', () => {
    const paid = [record('b', 50_000, { counterparty: 'C1', date: '2025-03-09' })]
    expect(match([record('i', 100_000, acme)], paid).proposals).toMatchObject([
      { left: ['i'], remainder: { amountMinor: 50_000n } },
    ])
    const { proposals } = match([record('i', 100_000, acme), record('k', 200_000, acme)], paid)
    for (const one of proposals) expect(one.ambiguous).toBe(true)
    expect(match([record('i', 100_000, acme)], paid, { parts: 'named' }).proposals).toEqual([])
    expect(
      match([invoice(1, 100_000)], [line('b', 50_000, 'INV-2025-0001')], { parts: 'none' }).proposals,
    ).toEqual([])
  })
  it('a stranger’s payment is no part of anything', () => {
    const { proposals } = match([invoice(1, 100_000)], [record('b', 40_000, { texts: ['대양상사'] })])
    expect(proposals).toEqual([])
  })
  it('a whole match wins over a part of something larger', () => {
    const { proposals } = match(
      [record('large', 900_000, acme), record('small', 50_000, acme)],
      [line('b', 50_000, '')],
    )
    expect(proposals).toMatchObject([{ left: ['small'], right: ['b'] }])
  })
  it('people say no: parts are proposed no more; they say yes: they become sure', () => {
    const left = [invoice(1, 100_000)]
    const right = [line('b', 43_210, 'INV-2025-0001')]
    const taught = (accepted: boolean) => {
      let learning = freshLearning()
      for (let round = 0; round < 60; round++) {
        const [proposal] = match(left, right, { leastConfidence: 0.001 }, learning).proposals
        if (proposal) learning = learn(learning, [{ proposal, left, right, accepted }])
      }
      return learning
    }
    const before = match(left, right).proposals[0]?.confidence as number
    expect(match(left, right, {}, taught(true)).proposals[0]?.confidence).toBeGreaterThan(before)
    expect(match(left, right, {}, taught(false)).proposals).toEqual([])
    expect(taught(false).weights.part).toBeLessThan(freshLearning().weights.part)
  })
})

describe('a generated truth with rests', () => {
  it('parts, instalments, overpayments, payments on account and credit notes are found', () => {
    const { problem, truth } = generatedMatching(500, 6, { restShare: 0.4, referenceShare: 0.8 })
    const result = run(problem)
    expect(matchViolations(problem, result)).toEqual([])
    const found = recovered(truth, result.proposals)
    expect(found.recallPercent).toBeGreaterThan(90)
    expect(found.precisionPercent).toBeGreaterThan(94)
    for (const way of ['part', 'over', 'account', 'credit']) expect(found.byWay[way], way).toBeGreaterThan(75)
    // What is sure may miss an instalment nobody named, but joins no strangers.
    const owner = new Map(
      truth.flatMap(({ left, right }, index) => [...left, ...right].map((id) => [id, index])),
    )
    const sure = result.proposals.filter(({ confidence }) => confidence >= 0.95)
    const strange = sure.filter(
      ({ left, right }) => new Set([...left, ...right].map((id) => owner.get(id))).size > 1,
    )
    expect(sure.length).toBeGreaterThan(200)
    expect(strange.length / sure.length).toBeLessThan(0.01)
  })
  it('any amounts and signs: sums, rests and rules hold by the validator’s arithmetic', () => {
    const side = (name: string) =>
      fc
        .array(
          fc.record({
            amount: fc.integer({ min: -30, max: 60 }),
            day: fc.integer({ min: 1, max: 9 }),
            number: fc.integer({ min: 1, max: 4 }),
            currency: fc.constantFrom('KRW', 'USD'),
            kind: fc.constantFrom(undefined, 'card'),
          }),
          { maxLength: 9 },
        )
        .map((rows) =>
          rows.map(({ amount, day, number, currency, kind }, index) =>
            record(`${name}${index}`, amount * 1_000, {
              date: `2025-03-0${day}`,
              texts: [`INV-2025-000${number}`],
              counterparty: `C${number}`,
              currency,
              ...(kind ? { kind } : {}),
            }),
          ),
        )
    fc.assert(
      fc.property(side('l'), side('r'), (left, right) => {
        match(left, right, {
          fees: [{ name: 'card', fixedMinor: 30n, ratePercent: 2, vatPercent: 10, kinds: ['card'] }],
          rates: [{ from: 'USD', to: 'KRW', rate: 13.5, tolerancePercent: 0.5 }],
          window: { daysBefore: 9, daysAfter: 9, business: false },
          leastConfidence: 0.01,
        })
      }),
      { numRuns: 150 },
    )
  })
})

describe('validator of rests', () => {
  const problem: MatchingProblem = {
    left: [invoice(1, 100_000), invoice(2, 60_000, { date: '2025-03-05' })],
    right: [line('b', 130_000, 'INV-2025-0001 INV-2025-0002')],
    rules,
    learning: freshLearning(),
  }
  const good = run(problem)
  type Rest = NonNullable<MatchProposal['remainder']>
  const rest = (result: MatchingResult) => result.proposals[0]?.remainder as Rest
  const broken: [string, MatchViolation['rule'], (result: MatchingResult) => void][] = [
    ['a rest nobody named', 'remainder', (result) => delete (result.proposals[0] as MatchProposal).remainder],
    ['another sum', 'remainder', (result) => (rest(result).amountMinor += 1n)],
    ['the other side', 'remainder', (result) => (rest(result).side = 'right')],
    [
      'a record that does not add up',
      'remainder',
      (result) => ((rest(result).records[0] as { openMinor: bigint }).openMinor = 1n),
    ],
    [
      'the oldest left open',
      'remainder',
      (result) => {
        rest(result).records = [{ id: 'i1', settledMinor: 70_000n, openMinor: 30_000n }]
      },
    ],
  ]
  it('finds nothing in what the engine proposes', () => {
    expect(rest(good)).toMatchObject({ amountMinor: 30_000n, records: [{ id: 'i2', openMinor: 30_000n }] })
    expect(matchViolations(problem, good)).toEqual([])
  })
  it.each(broken)('sees %s', (_, rule, spoil) => {
    const result = structuredClone(good)
    spoil(result)
    expect(matchViolations(problem, result).map((one) => one.rule)).toContain(rule)
  })
})

describe('what cannot be read is refused by code', () => {
  const left = [invoice(1, 100)]
  const ask = (change: Partial<MatchingProblem>) => () =>
    run({ left, right: [], rules, learning: freshLearning(), ...change })
  it('the 31st of February, an amount that is no bigint, a text that is none, a state without weights', () => {
    expect(ask({ left: [{ ...left[0], date: '2025-02-31' } as MatchRecord] })).toThrow(
      /matching\.date_invalid/,
    )
    for (const change of [{ amount: 3 }, { texts: [3] }, { currency: undefined }])
      expect(ask({ left: [{ ...left[0], ...change } as unknown as MatchRecord] })).toThrow(
        /matching\.record_invalid/,
      )
    const learning = { ...freshLearning(), weights: {} } as unknown as MatchingLearning
    expect(ask({ learning })).toThrow(/matching\.learning_invalid/)
    expect(ask({ rules: {} as MatchingRules })).toThrow(/matching\.rules_invalid/)
  })
  it('a decision with a value out of this world would spoil every weight', () => {
    const [proposal] = match(left, [line('b', 100, 'INV-2025-0001')]).proposals
    if (!proposal) throw new Error('no proposal')
    const contributions = proposal.contributions.map((one) => ({ ...one, value: 1e300 }))
    const decide = () =>
      learn(freshLearning(), [{ proposal: { contributions }, left, right: [], accepted: true }])
    expect(decide).toThrow(/matching\.decision_invalid/)
  })
  it('a kind called constructor has the tolerance of all others', () => {
    const { proposals } = match(
      [invoice(1, 1_000, { kind: 'constructor' })],
      [line('b', 1_500, 'INV-2025-0001')],
      { toleranceByKind: { card: { absoluteMinor: 0n, percent: 0 } }, parts: 'none' },
    )
    expect(proposals).toEqual([])
  })
})

describe('stopping', () => {
  it('clock and cancel are heard while candidates are looked for', () => {
    const { problem } = generatedMatching(400, 3)
    let looks = 0
    const search = beginSearch<MatchingResult>({ seed: 1, iterations: 1e6 }, { cancelled: () => ++looks > 1 })
    const result = proposeMatches(problem, search)
    expect(looks).toBeGreaterThan(1)
    expect(result.proposals.length).toBeLessThan(run(problem).proposals.length)
    expect(matchViolations(problem, result)).toEqual([])
  })
})
