import { expect, it } from 'vitest'
import { decimalTotal, moneyTotals } from '../list/totals.ts'
import { type Column, sortRows } from './column.ts'
import { inOrder } from './column-choice.ts'

interface Row {
  name: string
  total: { amount: string; currency: string } | null
}

const columns: Column<Row>[] = [
  { key: 'name', label: '이름' },
  { key: 'total', label: '금액', kind: 'money' },
]
const rows: Row[] = [
  { name: '나', total: { amount: '900', currency: 'KRW' } },
  { name: '가', total: null },
  { name: '다', total: { amount: '12000', currency: 'KRW' } },
]

it('rows are ordered by value, and empty ones come last either way', () => {
  const names = (sort: string) =>
    sortRows(rows, columns, sort)
      .map(({ name }) => name)
      .join('')
  expect(names('total')).toBe('나다가')
  expect(names('-total')).toBe('다나가')
  expect(names('name')).toBe('가나다')
  expect(names('unknown')).toBe('나가다')
})

it('a column added later stands behind the one it was declared after', () => {
  const now: Column<Row>[] = [...columns, { key: 'new', label: '새' }]
  expect(inOrder(now, ['total', 'name']).map(({ key }) => key)).toEqual(['total', 'new', 'name'])
})

it('a selection is summed exactly, currencies apart', () => {
  const totals = moneyTotals([
    { amount: '9007199254740993', currency: 'KRW' },
    { amount: '1', currency: 'KRW' },
    { amount: '250', currency: 'USD' },
  ])
  expect([...totals]).toEqual([
    ['KRW', 9007199254740994n],
    ['USD', 250n],
  ])
  expect(decimalTotal(['0.1', '0.2', '3'])).toBe('3.3')
})
