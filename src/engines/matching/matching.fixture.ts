import { type Chance, chance } from '../runner/chance.ts'
import { freshLearning } from './match-score.ts'
import type { MatchingProblem, MatchRecord } from './matching.problem.ts'

/** A record in won of one Monday, unless said otherwise. */
export function recordOf(id: string, amount: number, more: Partial<MatchRecord> = {}): MatchRecord {
  return { id, amount: BigInt(amount), currency: 'KRW', date: '2025-03-03', ...more }
}

export interface GeneratedMatching {
  problem: MatchingProblem
  /** Which records belong together: ids of both sides joined. */
  truth: { left: string[]; right: string[]; way: string }[]
}

/** How often each way of paying occurs, and how dirty the texts are. */
export interface GeneratedNoise {
  /** Share of bank lines that carry the number of the invoice. */
  referenceShare: number
  /** Share of records on both sides that belong to nothing. */
  strayShare: number
  /** Share of the rest that is paid other than one to one. */
  groupShare: number
  /** Share of amounts that are one of twelve prices: many records then fit each other. */
  priceShare: number
  /** Share of remitters whose name has a slip of the pen, and of those who pay under a private name. */
  slipShare: number
  strangerShare: number
  /** Share of records paid in part, with too much, or less a credit note. */
  restShare: number
}

const beginnings = '한 대 삼 동 신 우 태 세 광 성 진 미 현 경 유 남 백 청 일 영'.split(' ')
const middles = '성 양 보 림 원 정 호 산 강 주 화 명 천 국 빛 솔 길 들'.split(' ')
const surnames = '김 이 박 최 정 강 조 윤 장 임'.split(' ')
const trades = '물산 상사 전자 식품 기계 화학 운수 무역 테크 산업 건설 통상 정밀 유통 에너지 제약'.split(' ')
const english =
  'Acme Borealis Cobalt Dynamo Everest Falcon Granite Harbor Indigo Juniper Kestrel Lumen'.split(' ')
const englishTrades = 'Trading Logistics Foods Systems Chemicals Parts Electronics Marine'.split(' ')
const forms = [
  (name: string) => `(주)${name}`,
  (name: string) => `주식회사 ${name}`,
  (name: string) => `${name}㈜`,
]

/** About `count` expected receipts and what a bank, an acquirer and hurried people make of them. */
export function generatedMatching(
  count: number,
  seed: number,
  noise: Partial<GeneratedNoise> = {},
): GeneratedMatching {
  const {
    referenceShare = 0.4,
    strayShare = 0.05,
    groupShare = 0.2,
    priceShare = 0.2,
    slipShare = 0.03,
    strangerShare = 0.02,
    restShare = 0,
  } = noise
  const luck = chance(seed)
  const parties = Array.from({ length: Math.max(5, Math.ceil(count / 12)) }, (_, index) => ({
    id: `C${index + 1}`,
    ...companyName(luck, index),
  }))
  const left: MatchRecord[] = []
  const right: MatchRecord[] = []
  const truth: GeneratedMatching['truth'] = []
  const firstDay = Date.UTC(2025, 0, 6) / 86_400_000

  function invoice(
    party: (typeof parties)[number],
    day: number,
    more: Partial<MatchRecord> = {},
  ): MatchRecord {
    const number = `INV-2025-${String(100_000 + left.length * 7).slice(-6)}`
    const amount = luck.happens(priceShare) ? luck.between(1, 12) * 55_000 : luck.between(10_000, 9_000_000)
    const record: MatchRecord = {
      id: `L${luck.between(100_000, 999_999)}-${left.length}`,
      amount: BigInt(amount),
      currency: 'KRW',
      date: dateOf(day),
      references: [number],
      counterparty: party.id,
      counterpartyName: party.name,
      kind: 'invoice',
      ...more,
    }
    left.push(record)
    return record
  }
  function receipt(name: string, day: number, amount: bigint, number?: string): MatchRecord {
    const memo =
      number === undefined
        ? []
        : [luck.pick([number, number.replace(/-/g, ''), `${number} 대금`, number.slice(4)])]
    const record: MatchRecord = {
      id: `R${luck.between(100_000, 999_999)}-${right.length}`,
      amount,
      currency: 'KRW',
      date: dateOf(day),
      texts: [remitter(luck, name, slipShare, strangerShare), ...memo],
    }
    right.push(record)
    return record
  }
  const refer = (record: MatchRecord) => (luck.happens(referenceShare) ? record.references?.[0] : undefined)

  while (left.length < count) {
    const party = luck.pick(parties)
    const day = businessDay(firstDay + luck.between(0, 80))
    const paid = businessDay(day + luck.between(0, 3))
    if (luck.happens(strayShare)) {
      invoice(party, day)
      receipt(luck.pick(parties).name, paid, BigInt(luck.between(10_000, 9_000_000)))
    } else if (restShare > 0 && luck.happens(restShare)) {
      const way = luck.pick(['part', 'parts', 'over', 'account', 'credit'] as const)
      const one = invoice(party, day)
      const gross = Number(one.amount)
      const less = luck.happens(0.5)
        ? Math.round(gross / luck.between(2, 4))
        : luck.between(1_000, gross - 5_000)
      if (way === 'part' || way === 'over') {
        const line = receipt(
          party.name,
          paid,
          BigInt(way === 'part' ? gross - less : gross + less),
          refer(one),
        )
        truth.push({ left: [one.id], right: [line.id], way })
      } else if (way === 'parts') {
        const first = Math.ceil((gross - less) / 3)
        const lines = [first, gross - less - first].map((amount) =>
          receipt(party.name, paid, BigInt(amount), refer(one)),
        )
        truth.push({ left: [one.id], right: lines.map(({ id }) => id), way })
      } else if (way === 'account') {
        const other = invoice(party, day)
        const total = gross + Math.round(Number(other.amount) / 2)
        const line = receipt(
          party.name,
          paid,
          BigInt(total),
          `${one.references?.[0]} ${other.references?.[0]}`,
        )
        truth.push({ left: [one.id, other.id], right: [line.id], way })
      } else {
        const note = invoice(party, day, { amount: -BigInt(less), kind: 'credit' })
        const line = receipt(party.name, paid, BigInt(gross - less), refer(one))
        truth.push({ left: [one.id, note.id], right: [line.id], way })
      }
    } else if (luck.happens(1 - groupShare)) {
      const way = luck.weighted([
        ['exact', 6],
        ['short', 1],
        ['card', 2],
        ['foreign', 1],
      ] as const)
      const one = invoice(
        party,
        day,
        way === 'card'
          ? { kind: 'card' }
          : way === 'foreign'
            ? { currency: 'USD', amount: BigInt(luck.between(10_000, 900_000)) }
            : {},
      )
      const gross = Number(one.amount)
      const fee = Math.round(gross * 0.02)
      const came =
        way === 'card'
          ? gross - fee - Math.round(fee * 0.1)
          : way === 'foreign'
            ? Math.round((gross / 100) * 1_385.5 * (1 + (luck.next() - 0.5) * 0.008))
            : way === 'short'
              ? gross - luck.between(1, 5) * 100
              : gross
      const line = receipt(party.name, paid, BigInt(came), refer(one))
      truth.push({ left: [one.id], right: [line.id], way })
    } else if (luck.happens(0.6)) {
      const some = Array.from({ length: luck.between(2, 4) }, () => invoice(party, day))
      const total = some.reduce((sum, { amount }) => sum + amount, 0n)
      const line = receipt(party.name, paid, total, refer(some[0] as MatchRecord))
      truth.push({ left: some.map(({ id }) => id), right: [line.id], way: 'many-to-one' })
    } else {
      const one = invoice(party, day)
      const first = (one.amount * BigInt(luck.between(20, 80))) / 100n
      const parts = [first, one.amount - first].map((amount) => receipt(party.name, paid, amount, refer(one)))
      truth.push({ left: [one.id], right: parts.map(({ id }) => id), way: 'one-to-many' })
    }
  }
  return {
    truth,
    problem: {
      left: shuffled(luck, left),
      right: shuffled(luck, right),
      learning: freshLearning(),
      rules: {
        tolerance: { absoluteMinor: 500n, percent: 0 },
        toleranceByKind: { card: { absoluteMinor: 0n, percent: 0 } },
        fees: [{ name: 'card', fixedMinor: 0n, ratePercent: 2, vatPercent: 10, kinds: ['card'] }],
        rates: [{ from: 'USD', to: 'KRW', rate: 1_385.5, tolerancePercent: 0.5 }],
        window: { daysBefore: 0, daysAfter: 5, business: true },
      },
    },
  }
}

function companyName(luck: Chance, index: number): { name: string } {
  if (index % 5 === 4)
    return {
      name: `${luck.pick(english)} ${luck.pick(englishTrades)} ${index} ${luck.pick(['Co., Ltd.', 'Inc.', 'Ltd'])}`,
    }
  const name = `${luck.pick(beginnings)}${luck.pick(middles)}${luck.pick(beginnings)}${luck.pick(trades)}`
  return { name: luck.pick(forms)(name) }
}

/** What a bank shows of a remitter: cut at seven letters, or with the form elsewhere, or as it is. */
function remitter(luck: Chance, name: string, slipShare: number, strangerShare: number): string {
  if (luck.happens(strangerShare)) return `${luck.pick(surnames)}${luck.pick(middles)}${luck.pick(middles)}`
  const written = name.replace(/\(주\)|주식회사|㈜/g, '').trim()
  const at = luck.between(1, written.length - 2)
  const bare = luck.happens(slipShare)
    ? `${written.slice(0, at)}${luck.pick(middles)}${written.slice(at + 1)}`
    : written
  return luck.pick([
    name,
    bare,
    `${bare}(주)`,
    `주)${bare}`.slice(0, 7),
    bare.slice(0, 7),
    bare.toUpperCase(),
  ])
}

function businessDay(day: number): number {
  const weekday = (day + 4) % 7
  return weekday === 6 ? day + 2 : weekday === 0 ? day + 1 : day
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

function shuffled<Item>(luck: Chance, items: readonly Item[]): Item[] {
  const mixed = [...items]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = luck.between(0, at)
    const kept = mixed[at] as Item
    mixed[at] = mixed[other] as Item
    mixed[other] = kept
  }
  return mixed
}

/** Share of proposals that are true, and of what is true that was proposed, as exact sets of records. */
export function recovered(
  truth: GeneratedMatching['truth'],
  proposals: readonly { left: readonly string[]; right: readonly string[] }[],
): { precisionPercent: number; recallPercent: number; byWay: Record<string, number> } {
  const key = ({ left, right }: { left: readonly string[]; right: readonly string[] }) =>
    `${left.toSorted().join(' ')} | ${right.toSorted().join(' ')}`
  const found = new Set(proposals.map(key))
  const right = truth.filter((one) => found.has(key(one)))
  const byWay = Object.fromEntries(
    [...Map.groupBy(truth, ({ way }) => way)].map(([way, all]) => [
      way,
      (100 * all.filter((one) => found.has(key(one))).length) / all.length,
    ]),
  )
  return {
    precisionPercent: (100 * right.length) / Math.max(1, proposals.length),
    recallPercent: (100 * right.length) / Math.max(1, truth.length),
    byWay,
  }
}
