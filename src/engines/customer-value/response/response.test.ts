import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { createEnginePool } from '../../runner/pool.ts'
import { beginSearch, type Search } from '../../runner/search.ts'
import { applyBins, learnBins } from './bin-columns.ts'
import { explainScores } from './explain-scores.ts'
import { boostingDefaults, fitBoosted } from './fit-boosted.ts'
import { generatedContacts } from './generated-contacts.fixture.ts'
import { inspectColumns } from './guard-leakage.ts'
import { permutationImportance } from './permutation-importance.ts'
import { scoreResponses } from './response-model.ts'
import type { ResponseColumn, ResponseTable } from './response-table.ts'
import { trainResponse, trainResponseTask } from './train-response.ts'
import { addTreeReasons, meanOfTree } from './tree-reasons.ts'

const search = <Best>(iterations = 100_000): Search<Best> => beginSearch<Best>({ seed: 1, iterations })
const { table, target } = generatedContacts(3_000)
const verdictOf = (own: ResponseTable, outcomes: Uint8Array, column: string) =>
  inspectColumns(own, outcomes).find((one) => one.column === column)?.verdict

describe('leakage guard', () => {
  const leaking = generatedContacts(3_000, { leak: true })

  it('[CRM-15] a column that knows the outcome is suspected, and training with it refused', () => {
    expect(verdictOf(leaking.table, leaking.target, 'minutes of call')).toBe('suspected')
    const refused = expect.objectContaining({ code: 'customer-value.leakage.suspected' })
    expect(() => trainResponse({ table: leaking.table, target: leaking.target }, search())).toThrow(refused)
  })

  it('[CRM-15] declared as known after, it is refused; excluded on request; vouched for, it is flagged and used', () => {
    const declared = (role: 'known-after' | 'known-before'): ResponseTable => ({
      rows: 3_000,
      columns: leaking.table.columns.map((column) =>
        column.name === 'minutes of call' ? { ...column, role } : column,
      ),
    })
    const after = declared('known-after')
    expect(() => trainResponse({ table: after, target: leaking.target }, search())).toThrow(
      /leakage\.declared/,
    )
    const candidates = [{ kind: 'logistic' as const, l1Share: 0 }]
    const { model } = trainResponse(
      { table: after, target: leaking.target, leakage: 'exclude', candidates },
      search(),
    )
    expect(model.columns).toEqual(['age', 'income', 'noise', 'job'])
    const before = trainResponse(
      { table: declared('known-before'), target: leaking.target, candidates },
      search(),
    )
    expect(before.model.columns).toContain('minutes of call')
    expect(before.inspections.find(({ column }) => column === 'minutes of call')?.verdict).toBe('vouched-for')
  })

  it('[CRM-15] honest columns are usable, row numbers and constants are not, missing that tells is suspected', () => {
    for (const { verdict } of inspectColumns(table, target)) expect(verdict).toBe('usable')
    const number = (name: string, value: (row: number) => number): ResponseColumn => ({
      name,
      kind: 'number',
      values: Float64Array.from({ length: 3_000 }, (_, row) => value(row)),
    })
    const odd: ResponseTable = {
      rows: 3_000,
      columns: [
        ...table.columns,
        number('row', (row) => 5_000 + row),
        number('one', () => 1),
        number('closing amount', (row) => (target[row] === 1 ? row % 90 : Number.NaN)),
      ],
    }
    expect(verdictOf(odd, target, 'row')).toBe('looks-like-identifier')
    expect(verdictOf(odd, target, 'one')).toBe('constant')
    expect(inspectColumns(odd, target).find(({ column }) => column === 'closing amount')).toMatchObject({
      verdict: 'suspected',
      signs: expect.arrayContaining(['missing-tells-outcome', 'separates-outcomes']),
    })
  })

  it('[CRM-15] tables and outcomes that cannot be learnt from are refused', () => {
    expect(() => inspectColumns(table, new Uint8Array(3_000))).toThrow(/one-class/)
    expect(() => inspectColumns(table, new Uint8Array(3_000).fill(2))).toThrow(/not-binary/)
    expect(() =>
      inspectColumns({ rows: 3_000, columns: [...table.columns, ...table.columns] }, target),
    ).toThrow(/column-twice/)
    expect(() => trainResponse({ table, target, testShare: 1.5 }, search())).toThrow(/option-out-of-range/)
  })
})

describe('training', () => {
  const trained = trainResponse({ table, target }, search())

  it('[CRM-15] predicts newer rows with honest probabilities, the best tenth well above the average', () => {
    expect(trained.complete).toBe(true)
    expect(trained.test.rows).toBe(750)
    expect(trained.test.auc).toBeGreaterThan(0.65)
    expect(trained.test.brier).toBeLessThan(trained.test.brierOfKnownRate)
    expect(trained.test.calibrationError).toBeLessThan(0.06)
    expect(trained.test.lift[0]?.cumulativeLift).toBeGreaterThan(1.7)
  })

  it('[CRM-15] the newest rows teach nothing: other outcomes there leave the model as it is', () => {
    const other = target.map((came, row) => (row >= trained.trainingRows ? 1 - came : came))
    expect(trainResponse({ table, target: other }, search()).model).toEqual(trained.model)
  })

  it('[CRM-15] the same seed gives the same model; a cut search gives a valid one and says so', () => {
    expect(trainResponse({ table, target }, search())).toEqual(trained)
    for (const iterations of [0, 3, 40]) {
      const cut = trainResponse({ table, target }, search(iterations))
      expect(cut.complete).toBe(false)
      expect(cut.test.auc).toBeGreaterThan(0.55)
    }
  })

  it('[CRM-15] isotonic calibration serves as well', () => {
    const { test } = trainResponse({ table, target, calibration: 'isotonic' }, search())
    expect(test.brier).toBeLessThan(test.brierOfKnownRate)
  })

  it('[CRM-15] scores do not depend on the order of levels or columns in the table scored', () => {
    const turned: ResponseTable = {
      rows: table.rows,
      columns: table.columns.toReversed().map((column) =>
        column.kind === 'number'
          ? column
          : {
              ...column,
              levels: column.levels.toReversed(),
              codes: column.codes.map((code) => column.levels.length - 1 - code),
            },
      ),
    }
    const { model } = trained
    expect(scoreResponses({ model, table: turned }, search())).toEqual(
      scoreResponses({ model, table }, search()),
    )
    const short = { rows: table.rows, columns: table.columns.slice(0, 2) }
    expect(() => scoreResponses({ model, table: short }, search())).toThrow(/column-unknown/)
  })

  it('[CRM-15] importance ranks what made the outcomes above noise', () => {
    const { model } = trained
    const ranked = permutationImportance({ model, table, target }, search())
    expect(ranked).toHaveLength(4)
    expect(ranked.at(-1)?.column).toBe('noise')
    expect(permutationImportance({ model, table, target }, search())).toEqual(ranked)
  })
})

describe('training in a thread', () => {
  const pool = createEnginePool({ threads: 1 })
  afterAll(() => pool.close())

  it('[CRM-15] problem and model travel, and cancelling leaves a model', async () => {
    const problem = { table, target, candidates: [{ kind: 'boosted' as const }] }
    const here = trainResponse(problem, search())
    const there = await pool.run(trainResponseTask, problem, { limits: { seed: 1, iterations: 100_000 } })
    expect(there.result.test).toEqual(here.test)
    const stop = new AbortController()
    stop.abort()
    const cut = await pool.run(trainResponseTask, problem, {
      limits: { seed: 1, seconds: 60 },
      signal: stop.signal,
    })
    expect(cut.outcome).toBe('cancelled')
    expect(cut.result.complete).toBe(false)
  })
})

describe('reasons', () => {
  it('[CRM-15] of either kind of model add up from the mean to the score, strongest first', () => {
    for (const candidate of [{ kind: 'logistic' as const, l1Share: 0 }, { kind: 'boosted' as const }]) {
      const { model } = trainResponse({ table, target, candidates: [candidate] }, search())
      const rows = Uint32Array.of(0, 17, 2_999)
      const explained = explainScores({ model, table, rows, most: 10 }, search())
      expect(explained.map(({ row }) => row)).toEqual([...rows])
      for (const { score, mean, reasons } of explained) {
        expect(reasons.reduce((sum, { effect }) => sum + effect, mean)).toBeCloseTo(score, 8)
        const sizes = reasons.map(({ effect }) => Math.abs(effect))
        expect(sizes).toEqual(sizes.toSorted((one, other) => other - one))
      }
    }
  })

  it('[CRM-15] of trees are the Shapley values counted over every set of columns', () => {
    const names = ['age', 'income', 'noise', 'job']
    const all = Uint32Array.from({ length: 3_000 }, (_, row) => row)
    const bins = learnBins(table, names, all)
    const bytes = applyBins(bins, table, all)
    const options = { ...boostingDefaults, roundsMost: 3, leavesMost: 10, columnShare: 1, childRowsLeast: 10 }
    const ordered = bins.map(({ kind }) => kind === 'number')
    const { trees } = fitBoosted({ bytes, ordered, target }, options, chance(1), () => 'go-on')
    for (const tree of trees)
      for (const row of [3, 500, 1_234]) {
        const binOf = (column: number) => (bytes[column] as Uint8Array)[row] as number
        // What the tree says when only some columns are known: at a split on another, both ways by their rows.
        const knowing = (set: number, node = 0): number => {
          const left = tree.left[node] as number
          if (left < 0) return tree.value[node] as number
          const right = tree.right[node] as number
          const column = tree.column[node] as number
          const bin = binOf(column)
          if (set & (1 << column))
            return knowing(
              set,
              ((tree.goesLeft[node * 8 + (bin >> 5)] as number) >>> (bin & 31)) & 1 ? left : right,
            )
          const share = (tree.cover[left] as number) / (tree.cover[node] as number)
          return share * knowing(set, left) + (1 - share) * knowing(set, right)
        }
        const reasons = new Float64Array(4)
        addTreeReasons(tree, binOf, reasons)
        expect(meanOfTree(tree)).toBeCloseTo(knowing(0), 10)
        const weightOfSize = [1 / 4, 1 / 12, 1 / 12, 1 / 4]
        for (let column = 0; column < 4; column++) {
          let shapley = 0
          for (let set = 0; set < 16; set++) {
            if (set & (1 << column)) continue
            const size = [0, 1, 2, 3].filter((one) => set & (1 << one)).length
            shapley += (weightOfSize[size] as number) * (knowing(set | (1 << column)) - knowing(set))
          }
          expect(reasons[column]).toBeCloseTo(shapley, 10)
        }
      }
  })
})

const bank = join(process.cwd(), '..', 'shared', 'data', 'marketing', 'bank-full.csv.gz')

describe.skipIf(!existsSync(bank))('contacts of a real bank (skipped without the public data)', () => {
  it('[CRM-15] the length of the call is found out; without it newer contacts are predicted from older ones', () => {
    const own = readBank(bank)
    expect(own.target.reduce((sum, came) => sum + came, 0)).toBe(5_289)
    const found = inspectColumns(own.table, own.target).filter(({ verdict }) => verdict !== 'usable')
    expect(found.map(({ column, verdict }) => [column, verdict])).toEqual([['duration', 'suspected']])
    // Every third contact, to be quick.
    const third = (column: ResponseColumn): ResponseColumn =>
      column.kind === 'number'
        ? { ...column, values: column.values.filter((_, row) => row % 3 === 0) }
        : { ...column, codes: column.codes.filter((_, row) => row % 3 === 0) }
    const { test, model } = trainResponse(
      {
        table: { rows: Math.ceil(own.table.rows / 3), columns: own.table.columns.map(third) },
        target: own.target.filter((_, row) => row % 3 === 0),
        leakage: 'exclude',
        candidates: [{ kind: 'logistic', l1Share: 0 }],
        folds: 2,
      },
      search(),
    )
    expect(model.columns).not.toContain('duration')
    expect(test.auc).toBeGreaterThan(0.7)
    expect(test.brier).toBeLessThan(test.brierOfKnownRate)
  })
})

function readBank(path: string): { table: ResponseTable; target: Uint8Array } {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().replaceAll('"', '').split(/\r?\n/)
  const cells = lines.map((line) => line.split(';'))
  const names = cells.shift() as string[]
  const columns = names.slice(0, -1).map((name, j): ResponseColumn => {
    const values = cells.map((row) => row[j] as string)
    if (values.every((value) => Number.isFinite(Number(value))))
      return { name, kind: 'number', values: Float64Array.from(values, Number) }
    const levels = [...new Set(values)]
    return {
      name,
      kind: 'category',
      levels,
      codes: Int32Array.from(values, (value) => levels.indexOf(value)),
    }
  })
  return {
    table: { rows: cells.length, columns },
    target: Uint8Array.from(cells, (row) => (row.at(-1) === 'yes' ? 1 : 0)),
  }
}
