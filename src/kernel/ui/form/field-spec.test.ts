import { expect, it } from 'vitest'
import { pointerOf, readPath, writePath } from './field-spec.ts'
import { cellsOf } from './paste.ts'

it('a change deep in the values leaves the rest as it was', () => {
  const values = { note: 'a', lines: [{ quantity: '1' }, { quantity: '2' }] }
  const next = writePath(values, 'lines.1.quantity', '5')
  expect(next).toEqual({ note: 'a', lines: [{ quantity: '1' }, { quantity: '5' }] })
  expect(values.lines[1]).toEqual({ quantity: '2' })
  expect(next.lines[0]).toBe(values.lines[0])
  expect(readPath(next, 'lines.1.quantity')).toBe('5')
  expect(writePath({}, 'address.city', '서울')).toEqual({ address: { city: '서울' } })
  expect(pointerOf('lines.0.quantity')).toBe('/lines/0/quantity')
})

it('what a spreadsheet puts on the clipboard becomes rows and cells; a word stays a word', () => {
  expect(cellsOf('A4\t10\r\nB5\t2\r\n')).toEqual([
    ['A4', '10'],
    ['B5', '2'],
  ])
  expect(cellsOf('A4 용지')).toBeUndefined()
  expect(cellsOf('한 줄\n')).toBeUndefined()
})
