import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { ledgerLane, openBooks, post, type TransferDraft } from '../api.ts'
import ledger from '../module.ts'
import { sumNext } from './sums.ts'

const t = await testKit([ledger])
const book = { companyId: t.companyId, currency: 'KRW' }
await t.transaction((tx) => openBooks(tx, book))
await t.database.rows('', `update ledger.account set no_overdraft = true where code = '101'`)

const codes = ['101', '103', '108', '146', '255', '259', '401', '451']

const wish = fc.record({
  kind: fc.constantFrom('post', 'post', 'post', 'pending', 'resolve', 'resolve', 'void', 'replay', 'forge'),
  from: fc.constantFrom(...codes),
  to: fc.constantFrom(...codes),
  third: fc.constantFrom(...codes),
  amount: fc.bigInt({ min: 2n, max: 1_000_000n }),
  share: fc.integer({ min: 1, max: 100 }),
  pick: fc.nat(),
  day: fc.integer({ min: 1, max: 28 }),
})
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

/** What the random wishes have made so far, so that later ones can resolve, repeat and forge them. */
const pendings: TransferDraft[] = []
const sent: TransferDraft[] = []

function draftOf(wished: Wish): TransferDraft {
  const plain: TransferDraft = {
    id: newId(),
    kind: wished.kind === 'pending' ? 'pending' : 'post',
    businessDate: `2026-02-${String(wished.day).padStart(2, '0')}`,
    rule: 'test',
    ref: { entity: 'test', id: newId() },
    legs: [
      { account: wished.from, amountMinor: -wished.amount },
      { account: wished.to, amountMinor: wished.amount - 1n },
      { account: wished.third, amountMinor: 1n },
    ],
    currency: 'KRW',
  }
  const pending = pendings[wished.pick % Math.max(1, pendings.length)]
  if (pending && wished.kind === 'resolve') {
    const part = wished.share % 2 === 0
    return {
      ...plain,
      kind: 'post-pending',
      pendingId: pending.id,
      legs: part ? [] : pending.legs,
    }
  }
  if (pending && wished.kind === 'void')
    return { ...plain, kind: 'void-pending', pendingId: pending.id, legs: [] }
  const earlier = sent[wished.pick % Math.max(1, sent.length)]
  if (earlier && wished.kind === 'replay') return earlier
  if (earlier && wished.kind === 'forge') return { ...earlier, memo: 'forged' }
  return plain
}

async function faults(): Promise<string[]> {
  const found: string[] = []
  for (const invariant of ledger.invariants ?? []) found.push(...(await invariant.find(t.database)).faults)
  return found
}

describe('the laws of the books', () => {
  it('[CORE-10] hold after any transfers, pendings, resolutions, replays, forgeries and killed transactions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wish, { minLength: 1, maxLength: 25 }),
        fc.boolean(),
        async (wishes, killed) => {
          const drafts = wishes.map(draftOf)
          const work = t.transaction(async (tx) => {
            const results = await post(tx, drafts)
            if (killed) throw new Error('killed before the commit')
            return results
          })
          if (killed) await expect(work).rejects.toThrow('killed')
          else {
            const results = await work
            const firstOf = new Map<string, bigint>()
            results.forEach((result, index) => {
              const draft = drafts[index] as TransferDraft
              if (result.status === 'posted') {
                firstOf.set(result.id, result.seq)
                sent.push(draft)
                if (draft.kind === 'pending') pendings.push(draft)
              }
              if (result.status === 'replayed' && firstOf.has(result.id))
                expect(result.seq).toBe(firstOf.get(result.id))
              if (draft.memo === 'forged') expect(result.status).not.toBe('posted')
            })
          }
          await t.transaction((tx) => sumNext(tx, book))
          expect(await faults()).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('[CORE-10] 300 callers at once are answered one by one: no gap, no double, none lost', async () => {
    const lane = ledgerLane(t.database)
    const drafts = Array.from({ length: 300 }, (_, index) => {
      const amountMinor = BigInt(index + 1)
      return {
        id: newId(),
        kind: 'post',
        businessDate: '2026-02-02',
        rule: 'test',
        ref: { entity: 'test', id: newId() },
        legs: [
          { account: '103', amountMinor },
          { account: '259', amountMinor: -amountMinor },
        ],
        currency: 'KRW',
      } satisfies TransferDraft
    })
    const results = await Promise.all([...drafts, ...drafts].map((draft) => lane.submit(t.companyId, draft)))
    const posted = results.filter((result) => result.status === 'posted')
    expect(posted).toHaveLength(300)
    expect(results.filter((result) => result.status === 'replayed')).toHaveLength(300)
    expect(new Set(posted.map((result) => result.seq)).size).toBe(300)
    expect(await faults()).toEqual([])
  })

  it('[CORE-10] a draft that cannot be written fails alone, not those beside it', async () => {
    const lane = ledgerLane(t.database)
    const good = () =>
      lane.submit(t.companyId, {
        id: newId(),
        kind: 'post',
        businessDate: '2026-02-02',
        rule: 'test',
        ref: { entity: 'test', id: newId() },
        legs: [
          { account: '103', amountMinor: 5n },
          { account: '259', amountMinor: -5n },
        ],
        currency: 'KRW',
      })
    const bad = lane.submit(t.companyId, {
      id: newId(),
      kind: 'post',
      businessDate: '2026-99-99',
      rule: 'test',
      ref: { entity: 'test', id: newId() },
      legs: [
        { account: '103', amountMinor: 5n },
        { account: '259', amountMinor: -5n },
      ],
      currency: 'KRW',
    })
    const answers = await Promise.allSettled([good(), bad, good()])
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('[CORE-10] an account that may not be overdrawn never is, even inside one batch', async () => {
    const draft = (amountMinor: bigint): TransferDraft => ({
      id: newId(),
      kind: 'post',
      businessDate: '2026-02-02',
      rule: 'test',
      ref: { entity: 'test', id: newId() },
      legs: [
        { account: '101', amountMinor },
        { account: '103', amountMinor: -amountMinor },
      ],
      currency: 'KRW',
    })
    const held = await t.database.row<{ posted: bigint; held: bigint }>(
      '',
      `select posted, held from ledger.account where company_id = $1 and code = '101'`,
      [t.companyId],
    )
    const free = (held?.posted ?? 0n) - (held?.held ?? 0n)
    const results = await t.transaction((tx) =>
      post(tx, [draft(100n), draft(-(free + 60n)), draft(-50n), draft(-40n)]),
    )
    expect(results.map((result) => result.status)).toEqual(['posted', 'posted', 'refused', 'posted'])
    expect(results[2]?.code).toBe('ledger.overdraft')
    expect(await faults()).toEqual([])
  })
})
