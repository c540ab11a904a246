import { expect, it } from 'vitest'
import { apiQuery, type FilterSpec, readFilter, urlOfView, writeFilter } from './filter-spec.ts'

const filters: FilterSpec[] = [
  { field: 'state', label: '상태', kind: 'choice' },
  { field: 'orderedAt', label: '주문일', kind: 'date' },
]

it('an address and the list route say the same conditions', () => {
  const address = { 'state.in': 'draft,waiting', 'orderedAt.gte': '2026-11-01', tab: 'x' }
  expect(apiQuery(address, filters)).toEqual({
    'filter[state][in]': 'draft,waiting',
    'filter[orderedAt][gte]': '2026-11-01',
  })
  expect(urlOfView(apiQuery(address, filters))).toEqual({
    'state.in': 'draft,waiting',
    'orderedAt.gte': '2026-11-01',
  })
  expect(urlOfView({ 'filter[state]': 'draft', sort: '-total', q: 'ㄱㅊㅅ' })).toEqual({
    state: 'draft',
    sort: '-total',
    q: 'ㄱㅊㅅ',
  })
})

it('setting a condition takes its other operators away', () => {
  const change = writeFilter('state', { eq: 'draft' })
  expect(change).toMatchObject({ state: 'draft', 'state.in': undefined })
  expect(readFilter({ state: 'draft' }, 'state')).toEqual({ eq: 'draft' })
  expect(readFilter({}, 'state')).toBeUndefined()
})
